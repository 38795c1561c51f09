/**
 * The line that a reader of HTML is in: which spaces count, and which line breaks. Spaces are taken together as
 * browsers do; those at a line's edges, and a break that ends a block, do not show and are left out.
 */
import type { Mark, NodeType } from "@tiptap/pm/model";
import type { Loose, LooseText } from "../loose/loose.ts";

/** How white space is read: taken together, kept with breaks at line ends, or kept as it is. */
export type Space = "collapse" | "lines" | "keep";

/** Adds what stands in lines to lists of loose parts. */
export class Line {
  private isEmpty = true;
  private afterSpace: LooseText | null = null;
  private lastBreak: { readonly into: Loose[]; readonly part: Loose; readonly isAlone: boolean } | null =
    null;
  private readonly lineBreak: NodeType | null;

  /** `lineBreak` is the schema's hard break, if it has one. */
  constructor(lineBreak: NodeType | null) {
    this.lineBreak = lineBreak;
  }

  text(into: Loose[], value: string, marks: readonly Mark[], space: Space): void {
    if (space === "lines") {
      for (const [index, line] of value.replace(/\r\n?/g, "\n").split("\n").entries()) {
        if (index > 0) this.breakLine(into, marks);
        this.push(into, line, marks);
      }
      return;
    }
    if (space === "keep") {
      this.push(into, value, marks);
      return;
    }
    let text = value.replace(/[ \t\n\r\f]+/g, " ");
    if (text.startsWith(" ") && (this.isEmpty || this.afterSpace)) text = text.slice(1);
    if (text === "") return;
    this.push(into, text, marks);
    const last = into.at(-1);
    this.afterSpace = text.endsWith(" ") && last?.kind === "text" ? last : null;
  }

  /** An inline atom. */
  atom(into: Loose[], part: Loose): void {
    into.push(part);
    this.continue();
  }

  breakLine(into: Loose[], marks: readonly Mark[]): void {
    if (!this.lineBreak) {
      this.text(into, "\n", marks, "keep");
      return;
    }
    const isAlone = this.isEmpty;
    this.trim();
    const part: Loose = { kind: "node", type: this.lineBreak, attributes: {}, marks, children: [] };
    into.push(part);
    this.isEmpty = true;
    this.lastBreak = { into, part, isAlone: isAlone && !this.lastBreak };
  }

  /** The edge of a block. `emptyLine` stands for a line that was nothing but a break. */
  end(emptyLine: Loose | null): void {
    this.trim();
    if (this.lastBreak) {
      const { into, part, isAlone } = this.lastBreak;
      const index = into.lastIndexOf(part);
      if (index >= 0) into.splice(index, 1, ...(isAlone && emptyLine ? [emptyLine] : []));
    }
    this.lastBreak = null;
    this.isEmpty = true;
  }

  private push(into: Loose[], text: string, marks: readonly Mark[]): void {
    if (text === "") return;
    into.push({ kind: "text", text, marks });
    this.continue();
  }

  private continue(): void {
    this.isEmpty = false;
    this.afterSpace = null;
    this.lastBreak = null;
  }

  private trim(): void {
    if (this.afterSpace) this.afterSpace.text = this.afterSpace.text.slice(0, -1);
    this.afterSpace = null;
  }
}
