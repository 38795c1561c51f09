/** Spaces that HTML would take together or leave out. */
import type { Node } from "@tiptap/pm/model";

/** A piece of text; `isKept` if it is spaces that have to be kept, `isEdge` if because they are at a line's edge. */
export interface SpacedPiece {
  readonly text: string;
  readonly isKept: boolean;
  readonly isEdge: boolean;
}

/** Escaped spaces in an element that keeps them. */
export function keptSpaces(escaped: string): string {
  return `<span data-weft-space style="white-space:pre-wrap">${escaped}</span>`;
}

/** Finds the spaces of a line that HTML would not keep. */
export class Spaces {
  private readonly isCode: boolean;
  private readonly ends: readonly boolean[];
  private readonly begins: readonly boolean[];

  constructor(block: Node) {
    this.isCode = block.type.spec.code === true;
    const children = block.content.content;
    const isEdge = (index: number) => children[index]?.isText !== true;
    const endsInSpace = (index: number) => isEdge(index) || /\s$/.test(children[index]?.text ?? "");
    this.begins = children.map((_, index) => endsInSpace(index - 1));
    this.ends = children.map((_, index) => isEdge(index + 1));
  }

  /** The text of the child at `index` in pieces. */
  split(index: number, text: string): readonly SpacedPiece[] {
    if (this.isCode) return [{ text, isKept: false, isEdge: false }];
    return text
      .split(/([ \t\n\f]+)/)
      .map((piece, at, all): SpacedPiece => {
        const isSpace = at % 2 === 1;
        const isFirst = at === 1 && all[0] === "" && this.begins[index] === true;
        const isLast = at === all.length - 2 && all.at(-1) === "" && this.ends[index] === true;
        const isEdge = isSpace && (isFirst || isLast);
        return { text: piece, isKept: isEdge || (isSpace && piece !== " "), isEdge };
      })
      .filter((piece) => piece.text !== "");
  }
}
