/**
 * A document as lines: what techniques for text can hold. Each block that holds text, or none, is one line with its format;
 * lists, quotes and tables are no things of their own but are said of every line, as in Quill and Google Docs.
 */
import type { Attrs, Mark, Node } from "@tiptap/pm/model";

/** Text, or one atom such as a hard break, with the same marks throughout. */
export interface Run {
  readonly content: string | AtomContent;
  readonly marks: readonly MarkValue[];
}

/** An inline node without text. */
export interface AtomContent {
  readonly atom: string;
  readonly attrs: Attrs;
}

/** A mark as a value. */
export interface MarkValue {
  readonly type: string;
  readonly attrs: Attrs;
}

/** A list, item, quote, table … that a line is in. */
export interface Around {
  readonly type: string;
  readonly attrs: Attrs;
  /** Begins here even if the line before is in one of the same type. */
  readonly opens: boolean;
}

/** What is said of a line as a whole. */
export interface LineFormat {
  readonly type: string;
  readonly attrs: Attrs;
  /** From the outermost in. */
  readonly around: readonly Around[];
}

/** One line. */
export interface Line {
  readonly runs: readonly Run[];
  readonly format: LineFormat;
}

/** The lines of a document, in order. */
export function linesOf(doc: Node): Line[] {
  const lines: Line[] = [];
  collect(doc, [], lines);
  return lines;
}

/** Containers that begin anew with each one of them: two items side by side are two. */
const repeating = /(Item|Row|Cell|Header)$/;

function collect(parent: Node, around: readonly Around[], lines: Line[]): void {
  parent.forEach((child, _offset, index) => {
    const { type, attrs } = child;
    if (child.isTextblock || child.isLeaf) {
      lines.push({ runs: runsOf(child), format: { type: type.name, attrs, around } });
      return;
    }
    const beside = index > 0 && parent.child(index - 1).type === type;
    const first = lines.length;
    collect(child, [...around, { type: type.name, attrs, opens: false }], lines);
    const opening = lines[first];
    if (opening && (beside || repeating.test(type.name))) lines[first] = opened(opening, around.length);
  });
}

function opened({ runs, format }: Line, depth: number): Line {
  const around = format.around.map((one, index) => (index === depth ? { ...one, opens: true } : one));
  return { runs, format: { ...format, around } };
}

function runsOf(block: Node): Run[] {
  const runs: Run[] = [];
  block.forEach((child) => {
    const marks = child.marks.map(({ type, attrs }: Mark): MarkValue => ({ type: type.name, attrs }));
    const content = child.isText ? (child.text ?? "") : { atom: child.type.name, attrs: child.attrs };
    runs.push({ content, marks });
  });
  return runs;
}
