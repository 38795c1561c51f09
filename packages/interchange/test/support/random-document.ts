/** Random documents of a schema: every node and mark type, in every place where the schema takes it. */
import {
  type Attrs,
  type ContentMatch,
  Fragment,
  type Mark,
  type Node,
  type NodeType,
  type Schema,
} from "@tiptap/pm/model";
import type { Random } from "@weft/base";

/** Text that has made trouble somewhere: signs of Markdown and HTML, spaces, other scripts, unseen characters. */
const pieces = [
  "a",
  "word",
  "Word",
  "two words",
  " ",
  "  ",
  "\t",
  "*",
  "**",
  "_",
  "__",
  "~",
  "~~",
  "`",
  "``",
  "#",
  "# ",
  "> ",
  "- ",
  "+ ",
  "1. ",
  "1) ",
  "|",
  "\\",
  "\\*",
  "<",
  ">",
  "<b>",
  "</p>",
  "<!--",
  "-->",
  "&",
  "&amp;",
  "&#10;",
  "[",
  "]",
  "](",
  "[x] ",
  "[ ]",
  "[!NOTE]",
  "![",
  "(",
  ")",
  '"',
  "'",
  "!",
  ".",
  ":",
  ":::",
  "---",
  "===",
  "```",
  "~~~",
  "http://a.b/c?d=e&f",
  "www.a.b",
  "a@b.cd",
  "mailto:a@b.cd",
  "é",
  "ß",
  "漢字",
  "שלום",
  "😀",
  "👩‍👩‍👧",
  "\u200b",
  "\u202e",
  "\u00a0",
  "\u2028",
  "\ufeff",
  "0",
  "100%",
  "$",
  "^",
  "=",
  "{",
  "}",
  "@",
  "/",
  ";",
  ",",
  "–",
  "…",
  "«",
  "»",
];

/** Makes documents from random numbers, and counts what it made. */
export class RandomDocument {
  readonly counts = new Map<string, number>();
  private readonly schema: Schema;
  private readonly random: Random;

  constructor(schema: Schema, random: Random) {
    this.schema = schema;
    this.random = random;
  }

  next(): Node {
    const top = this.schema.topNodeType;
    return top.create(null, this.content(top, 0));
  }

  private content(parent: NodeType, depth: number): Fragment {
    if (parent.isTextblock) return this.line(parent);
    const nodes: Node[] = [];
    let match: ContentMatch = parent.contentMatch;
    const length = 1 + this.below(depth === 0 ? 5 : 3);
    for (let index = 0; index < length || !match.validEnd; index++) {
      const choices = edges(match).filter(
        ({ type }) => type.isTextblock || type.isLeaf || depth < 4 || !match.validEnd || index === 0,
      );
      const plain = choices.filter(({ type }) => depth >= 4 && (type.isTextblock || type.isLeaf));
      const choice = this.pick(plain.length > 0 ? plain : choices);
      if (!choice) break;
      nodes.push(this.node(choice.type, depth + 1));
      match = choice.next;
      if (depth > 8 && match.validEnd) break;
    }
    return this.asTable(parent, nodes);
  }

  /** Rows of a table are of one length. */
  private asTable(parent: NodeType, nodes: readonly Node[]): Fragment {
    if (parent.spec.tableRole !== "table") return Fragment.from([...nodes]);
    const width = Math.max(...nodes.map((row) => row.childCount));
    const cell = this.schema.nodes.tableCell;
    return Fragment.from(
      nodes.map((row) => {
        const missing = Array.from({ length: width - row.childCount }, () => cell!.createAndFill()!);
        return row.copy(row.content.append(Fragment.from(missing)));
      }),
    );
  }

  private node(type: NodeType, depth: number): Node {
    this.count(type.name);
    return type.create(this.attributes(type), type.isLeaf ? null : this.content(type, depth));
  }

  private line(parent: NodeType): Fragment {
    const nodes: Node[] = [];
    const atoms = edges(parent.contentMatch).filter(({ type }) => !type.isText);
    for (let length = this.below(6); length > 0; length--) {
      const marks = parent.allowedMarks(this.marks());
      const atom = this.below(5) === 0 ? this.pick(atoms) : undefined;
      if (atom) {
        this.count(atom.type.name);
        nodes.push(atom.type.create(this.attributes(atom.type), null, marks));
        continue;
      }
      const text = Array.from({ length: 1 + this.below(4) }, () => this.pick(pieces) ?? "").join("");
      nodes.push(this.schema.text(parent.spec.code && this.below(3) === 0 ? `${text}\n` : text, marks));
    }
    return Fragment.fromArray(nodes);
  }

  private marks(): readonly Mark[] {
    let marks: readonly Mark[] = [];
    const types = Object.values(this.schema.marks);
    for (let count = this.below(4); count > 0; count--) {
      const type = this.pick(types);
      if (!type) continue;
      this.count(type.name);
      marks = type.create(this.attributes(type)).addToSet(marks);
    }
    return marks;
  }

  /** Values of the kind that the editor writes. */
  private attributes(type: {
    readonly name: string;
    readonly spec: NodeType["spec"] | Mark["type"]["spec"];
  }): Attrs {
    const values: Record<string, unknown> = {};
    for (const name of Object.keys(type.spec.attrs ?? {})) {
      const value = this.value(type.name, name);
      if (value !== undefined) values[name] = value;
    }
    return values;
  }

  private value(type: string, name: string): unknown {
    if (/^unknown/.test(type)) {
      if (name === "id") return undefined;
      return name === "type"
        ? this.pick(["card", "newer", "x y"])
        : this.pick([{}, { a: 1, b: ["x", null], c: { d: '"<é' } }]);
    }
    if (type === "embed")
      return name === "type"
        ? this.pick(["map", ""])
        : this.pick([{}, { zoom: 3, at: [1, 2], title: "a\n\nb" }]);
    switch (name) {
      case "level":
        return 1 + this.below(3);
      case "start":
        return this.pick([1, 1, 2, 0, 7, -3]);
      case "language":
        return this.pick([null, "js", "c++", "two words", "a`b"]);
      case "href":
        return this.pick([
          "https://a.b",
          'https://a.b/(c)?d=e&f="',
          "mailto:a@b.cd",
          "#x",
          "/a b",
          "http://a.b/é*_~",
        ]);
      case "hash":
        return this.pick([null, "0a".repeat(32), "ff".repeat(32)]);
      case "name":
        return this.pick(["fox.png", "a [b] *c* <d>.pdf", "x  y"]);
      case "size":
        return this.pick([null, 12, 25_000_000]);
      case "src":
        return this.pick(["https://a.b/c.png", "/files/abc", "https://a.b/(x)_y.png"]);
      case "title":
        return this.pick([null, null, "a title", 'with "quotes" and *signs*']);
      case "alt":
        return this.pick([null, "", "words", "a [b] *c* <d>"]);
      case "checked":
      case "open":
        return this.below(2) === 0;
      case "kind":
        return this.pick(["note", "warning", "custom"]);
      case "colour":
        return this.pick([...(type === "highlight" ? [null] : []), "#ff0000", "rgb(1, 2, 3)", "black"]);
      case "id":
      case "label":
        return this.pick(["ann", "a*b_c", "Ann Other", "<x>"]);
      case "width":
      case "height":
        return this.pick([null, 100]);
      default:
        return undefined;
    }
  }

  private count(name: string): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }

  private below(bound: number): number {
    return this.random.below(bound);
  }

  private pick<Item>(items: readonly Item[]): Item | undefined {
    return items.length === 0 ? undefined : items[this.random.below(items.length)];
  }
}

function edges(match: ContentMatch): { readonly type: NodeType; readonly next: ContentMatch }[] {
  return Array.from({ length: match.edgeCount }, (_, index) => match.edge(index));
}
