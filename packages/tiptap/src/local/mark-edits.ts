/** Marks that a transaction put on, or took off, what it kept. */
import type { Mark as EditorMark, MarkType } from "@tiptap/pm/model";
import type { Edit, Mark } from "@weft/richtext";
import type { Vocabulary } from "../show/vocabulary.ts";
import type { NewBlock, OldBlock, Region } from "./region.ts";

/** One mark put on or taken off a stretch of the region, in final places. */
interface MarkChange {
  readonly mark: EditorMark;
  readonly isAdded: boolean;
  readonly from: number;
  to: number;
}

/**
 * Appends the mark edits of a region; places are those after all other edits, `sizeOf` a block's then. A mark that the block hides
 * anyway was not taken off by anybody: it stays. True if taking a mark off may show one that it hid.
 */
export function writeMarks(
  { vocabulary, region }: { readonly vocabulary: Vocabulary; readonly region: Region },
  sizeOf: (block: NewBlock) => number,
  edits: Edit[],
): boolean {
  const changes: MarkChange[] = [];
  let start = region.oldBlocks[0]!.place;
  for (const block of region.newBlocks) {
    let place = start + 1;
    start += sizeOf(block);
    const open: MarkChange[] = [];
    for (const piece of block.pieces) {
      if (piece.kind === "kept") comparePiece({ block, piece, place }, open);
      place += lengthOf(piece);
    }
    changes.push(...open);
  }
  for (const change of changes) edits.push(toEdit(vocabulary, change));
  return changes.some(({ isAdded, mark }) => !isAdded && hidesOthers(mark.type));
}

/** The places that a block takes, its marker included. */
export function sizeOfBlock({ pieces }: NewBlock): number {
  return pieces.reduce((sum, piece) => sum + lengthOf(piece), 1);
}

function lengthOf(piece: NewBlock["pieces"][number]): number {
  if (piece.kind === "kept") return piece.length;
  return piece.kind === "text" ? piece.text.replaceAll("\uFFFC", "").length : 1;
}

interface KeptInBlock {
  readonly block: NewBlock;
  readonly piece: Extract<NewBlock["pieces"][number], { readonly kind: "kept" }>;
  readonly place: number;
}

function comparePiece(kept: KeptInBlock, changes: MarkChange[]): void {
  const { piece } = kept;
  const oldStart = oldPosition(piece.owner, piece.place);
  for (let offset = 0; offset < piece.length; ) {
    const { node, offset: childOffset } = piece.owner.node.childAfter(
      oldStart + offset - piece.owner.contentStart,
    );
    const childEnd = piece.owner.contentStart + childOffset + (node?.nodeSize ?? 1);
    const length = Math.min(piece.length - offset, childEnd - oldStart - offset);
    compareStretch(node?.marks ?? [], kept, { offset, length, changes });
    offset += length;
  }
}

function oldPosition(owner: OldBlock, place: number): number {
  return owner.contentStart + place - owner.place - 1;
}

function compareStretch(
  before: readonly EditorMark[],
  kept: KeptInBlock,
  stretch: { readonly offset: number; readonly length: number; readonly changes: MarkChange[] },
): void {
  const { block, piece, place } = kept;
  const from = place + stretch.offset;
  const note = (mark: EditorMark, isAdded: boolean): void => {
    const last = stretch.changes.findLast(
      (change) => change.to === from && change.isAdded === isAdded && change.mark.eq(mark),
    );
    if (last) last.to = from + stretch.length;
    else stretch.changes.push({ mark, isAdded, from, to: from + stretch.length });
  };
  for (const mark of before) {
    const isReplaced = piece.marks.some((other) => other.type === mark.type && isSameKey(other, mark));
    if (!isReplaced && block.node.type.allowsMarkType(mark.type)) note(mark, false);
  }
  for (const mark of piece.marks) if (!mark.isInSet(before)) note(mark, true);
}

function toEdit(vocabulary: Vocabulary, change: MarkChange): Edit {
  const { mark, isAdded, from, to } = change;
  const grows = mark.type.spec.inclusive !== false;
  const modelMark = vocabulary.toModelMark(mark);
  return isAdded
    ? { type: "addMark", from, to, mark: modelMark, grows }
    : { ...removalOf(modelMark), from, to, grows };
}

/** Marks of one editor type that are several of the model's: by the name that they stand for, and by their ids. */
function isSameKey(left: EditorMark, right: EditorMark): boolean {
  if (left.type.excludes(left.type)) return true;
  const isUnknown = left.type.name === "unknownMark";
  return left.attrs.id === right.attrs.id && (!isUnknown || left.attrs.type === right.attrs.type);
}

function removalOf({ type, id }: Mark): { type: "removeMark"; markType: string; id?: string } {
  return { type: "removeMark", markType: type, ...(id === undefined ? {} : { id }) };
}

/** Whether a mark keeps others off its text, such as inline code. */
function hidesOthers(type: MarkType): boolean {
  return (
    typeof type.spec.excludes === "string" && type.spec.excludes !== "" && type.spec.excludes !== type.name
  );
}
