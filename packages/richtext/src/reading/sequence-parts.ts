import { Sequence, START } from "@weft/rga";
import { BlockIndex } from "../blocks/block-index.ts";
import { Segment } from "../blocks/segment.ts";
import { MarkReader } from "../marks/mark-reader.ts";
import { MarkTree } from "../marks/mark-tree.ts";
import { OBJECT_CHARACTER } from "../ops/object-character.ts";
import { TYPE_KEY } from "../registers/attribute-registers.ts";
import { ElementTable } from "../registers/element-table.ts";
import type { Cell } from "../tables/cell.ts";
import type { CommonParts, DocumentParts, SequenceParts } from "./document-parts.ts";

/** The type of the block that a document and every cell begin with. */
export const FIRST_BLOCK_TYPE = "paragraph";

/** The parts of a document with an empty sequence of its own. */
export function rootParts(common: CommonParts): DocumentParts {
  const parts: DocumentParts = {
    ...common,
    ...emptySequence(common, null),
    get root() {
      return parts;
    },
  };
  return parts;
}

/** What is in a cell that nobody has opened: one empty block. It is the same whoever makes it. */
export function cellParts(root: DocumentParts, cell: Cell<DocumentParts>): DocumentParts {
  const parts = { ...root, ...emptySequence(root, cell), root };
  const { space, sequence, segments, blocks } = parts;
  const { marker } = cell;
  sequence.insert({ ...marker, length: 1, place: START, text: OBJECT_CHARACTER });
  sequence.cover(marker.replica, marker.counter, 1, 1);
  const id = cell.firstBlockId;
  const segment = new Segment(space, { marker, id, madeEmpty: true, isInside: false, isTable: false });
  const stamp = space.lamportOf(marker.replica, marker.counter);
  segment.attributes.write(TYPE_KEY, marker, stamp, FIRST_BLOCK_TYPE, []);
  segment.containerRegister.add(marker, stamp, null, []);
  segments.add(marker, segment);
  blocks.insertMarker(segment, blocks.pieceBeforeRank(0), { elements: 0, visible: 0 });
  return parts;
}

function emptySequence({ space }: CommonParts, cell: Cell<DocumentParts> | null): SequenceParts {
  const sequence = new Sequence(space);
  const marks = new MarkTree(space, sequence);
  const markReader = new MarkReader({ space, sequence, tree: marks });
  return { cell, sequence, segments: new ElementTable(), blocks: new BlockIndex(space), marks, markReader };
}
