import type { OpSpace, Sequence } from "@weft/rga";
import type { BlockIndex } from "../blocks/block-index.ts";
import type { Segment } from "../blocks/segment.ts";
import type { Slot } from "../blocks/slot.ts";
import type { MarkReader } from "../marks/mark-reader.ts";
import type { MarkTree } from "../marks/mark-tree.ts";
import type { AttributeRegisters } from "../registers/attribute-registers.ts";
import type { ContainerForest } from "../registers/container-forest.ts";
import type { ContainerNode } from "../registers/container-node.ts";
import type { ElementTable } from "../registers/element-table.ts";
import type { Write } from "../registers/register.ts";
import type { Cell } from "../tables/cell.ts";
import type { Tables } from "../tables/tables.ts";

/** What belongs to one sequence: that of the document, or that of a cell. */
export interface SequenceParts {
  /** Where the sequence is; null: it is the document's own. */
  readonly cell: Cell<DocumentParts> | null;
  /** Order and visibility of characters and atoms. Markers are hidden in it: whether they show is the index's business. */
  readonly sequence: Sequence;
  readonly segments: ElementTable<Segment>;
  readonly blocks: BlockIndex;
  readonly marks: MarkTree;
  readonly markReader: MarkReader;
}

/** What all sequences of a document have in common. */
export interface CommonParts {
  readonly space: OpSpace;
  /** The register write of each slot. */
  readonly slots: ElementTable<Write<Slot<Segment>>>;
  readonly atoms: ElementTable<AttributeRegisters>;
  readonly containers: ElementTable<ContainerNode>;
  readonly forest: ContainerForest;
  /** The blocks in each container, shown or not. */
  readonly housed: Map<ContainerNode, Set<Segment>>;
  readonly properties: AttributeRegisters;
  readonly tables: Tables<DocumentParts>;
  /** The cells of blocks that are in one. */
  readonly cellsBySegment: Map<Segment, Cell<DocumentParts>>;
}

/**
 * All that a document consists of, seen from one of its sequences. Everything in it follows from the set of ops that were
 * applied.
 */
export interface DocumentParts extends CommonParts, SequenceParts {
  /** The same seen from the document's own sequence. */
  readonly root: DocumentParts;
}
