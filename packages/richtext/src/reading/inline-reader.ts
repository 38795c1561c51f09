import { assert } from "@weft/base";
import type { Segment } from "../blocks/segment.ts";
import { shownMarks } from "../marks/mark-reader.ts";
import { OBJECT_CHARACTER } from "../ops/object-character.ts";
import type { InlineRun, Mark } from "../rich-text.ts";
import type { DocumentParts } from "./document-parts.ts";

/** What a shown block holds in the content offsets from ≤ offset < `to`. Costs in proportion to that and its marks. */
export function readInline(parts: DocumentParts, block: Segment, from: number, to: number): InlineRun[] {
  const runs: InlineRun[] = [];
  parts.blocks.visitContent(block, { from, to }, (position, length) => {
    readPositions(parts, position, position + length, runs);
  });
  return runs;
}

/** Appends what stands at the visible positions from ≤ position < `to` of the sequence to `runs`. */
export function readPositions(parts: DocumentParts, from: number, to: number, runs: InlineRun[]): void {
  for (const stretch of parts.markReader.stretches(from, to)) {
    const marks = shownMarks(stretch.deciding);
    const text = parts.sequence.text(stretch.from, stretch.to);
    for (let start = 0; start < text.length; ) {
      const object = text.indexOf(OBJECT_CHARACTER, start);
      const end = object < 0 ? text.length : object;
      if (end > start) appendText(runs, text.slice(start, end), marks);
      if (object >= 0) runs.push(readAtom(parts, stretch.from + object, marks));
      start = end + 1;
    }
  }
}

function readAtom(parts: DocumentParts, position: number, marks: readonly Mark[]): InlineRun {
  const { replica, counter } = parts.sequence.elementAt(position);
  const atom = parts.atoms.get(replica, counter);
  assert(atom !== undefined, "an object character that shows is an atom");
  return { kind: "atom", type: atom.type, attributes: atom.attributes, marks };
}

function appendText(runs: InlineRun[], text: string, marks: readonly Mark[]): void {
  const last = runs.at(-1);
  if (last?.kind === "text" && equalMarks(last.marks, marks)) {
    runs[runs.length - 1] = { kind: "text", text: last.text + text, marks: last.marks };
  } else {
    runs.push({ kind: "text", text, marks });
  }
}

/** Whether both lists hold the same marks; both are sorted by type and their attributes by name. */
export function equalMarks(a: readonly Mark[], b: readonly Mark[]): boolean {
  if (a === b || (a.length === 0 && b.length === 0)) return true;
  if (a.length !== b.length) return false;
  return a.every((mark, index) => {
    const other = b[index]!;
    return mark.type === other.type && mark.id === other.id && equalValues(mark.attributes, other.attributes);
  });
}

/** Whether two normal values are the same. */
export function equalValues(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
