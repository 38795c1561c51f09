/**
 * Stretches of text marked by the browser without an element around them (CSS Custom Highlight API): nothing is laid out
 * for it, and the caret stays as it is. Styled by `::highlight(name)`.
 */
import type { EditorView } from "@tiptap/pm/view";
import type { PositionRange } from "../document/positions.ts";

/** Each is looked up in the view after each change. */
export const highlightsMax = 32;

/** One view's part of the highlight of a name; views share it. */
export class TextHighlight {
  private readonly name: string;
  private shown: readonly StaticRange[] = [];

  constructor(name: string) {
    this.name = name;
  }

  /** Whether this browser has highlights. */
  static get isSupported(): boolean {
    return typeof Highlight === "function" && typeof CSS === "object" && "highlights" in CSS;
  }

  /** Marks these stretches of what a view shows, and nothing else. To be called after each update of the view. */
  show(view: Pick<EditorView, "domAtPos">, ranges: readonly PositionRange[]): void {
    if (ranges.length === 0 && this.shown.length === 0) return;
    const wanted = ranges.map(({ from, to }) => staticRange(view, from, to));
    const isSame =
      wanted.length === this.shown.length &&
      wanted.every((range, index) => coverSame(range, this.shown[index]!));
    if (isSame) return;
    this.clear();
    const highlight = CSS.highlights.get(this.name) ?? new Highlight();
    for (const range of wanted) highlight.add(range);
    CSS.highlights.set(this.name, highlight);
    this.shown = wanted;
  }

  /** Marks nothing any more. */
  clear(): void {
    for (const range of this.shown) CSS.highlights.get(this.name)?.delete(range);
    this.shown = [];
  }
}

function staticRange(view: Pick<EditorView, "domAtPos">, from: number, to: number): StaticRange {
  const start = view.domAtPos(from, 1);
  const end = view.domAtPos(to, -1);
  return new StaticRange({
    startContainer: start.node,
    startOffset: start.offset,
    endContainer: end.node,
    endOffset: end.offset,
  });
}

function coverSame(a: StaticRange, b: StaticRange): boolean {
  return (
    a.startContainer === b.startContainer &&
    a.startOffset === b.startOffset &&
    a.endContainer === b.endContainer &&
    a.endOffset === b.endOffset
  );
}
