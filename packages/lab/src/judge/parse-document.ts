/**
 * Documents as one line: `|` between blocks, `h2:` heading, `code:` code block, `hr` rule, `ul(…)` and `ol(…)`
 * lists with `;` between items, `tl([x] …; [ ] …)` tasks, `bq(…)` quote, `co(…)` callout, `details(summary | …)`, `**bold**`, `_italic_`, `[text](href)` link, `(empty)` a block
 * without text, `tb(a; b / c; d)` a table, `#` before the text of header cells. A list straight after an item's text needs no `|`.
 */
import { Fragment, type Mark, type Node, type Schema } from "@tiptap/pm/model";

const blockStart = /^(ul|ol|bq|tl|co|tb)\(/;

/** The document that a line describes. */
export function parseDocument(schema: Schema, line: string): Node {
  const reader = new Reader(schema, line);
  return schema.topNodeType.createChecked(null, Fragment.fromArray(reader.blocks("")));
}

class Reader {
  private readonly schema: Schema;
  private rest: string;

  constructor(schema: Schema, line: string) {
    this.schema = schema;
    this.rest = line;
  }

  /** Blocks up to one of the `closers`, which is left. */
  blocks(closers: string): Node[] {
    const blocks: Node[] = [];
    for (;;) {
      this.skip(/^[\s|]+/);
      if (this.rest === "" || closers.includes(this.rest[0]!)) return blocks;
      const { length } = this.rest;
      blocks.push(this.block());
      if (this.rest.length === length) throw new SyntaxError(`a document's line ends before "${this.rest}"`);
    }
  }

  private block(): Node {
    const container = blockStart.exec(this.rest);
    if (container) return this.container(container[1]!, container[0].length);
    const { nodes } = this.schema;
    if (this.skip(/^hr\b/)) return nodes.horizontalRule!.create();
    if (this.skip(/^code:\s*/)) return nodes.codeBlock!.create(null, this.inline());
    const level = this.skip(/^h([123]):\s*/);
    if (level) return nodes.heading!.create({ level: Number(level[1]) }, this.inline());
    return nodes.paragraph!.create(null, this.inline());
  }

  private container(kind: string, skipped: number): Node {
    this.rest = this.rest.slice(skipped);
    const { nodes } = this.schema;
    if (kind === "bq" || kind === "co") {
      const blocks = this.blocks(")");
      this.rest = this.rest.slice(1);
      return (kind === "bq" ? nodes.blockquote! : nodes.callout!).create(null, blocks);
    }
    if (kind === "tb") return this.table();
    const items: Node[] = [];
    for (;;) {
      this.skip(/^\s+/);
      const checked = this.skip(/^\[([ x])\]\s*/)?.[1] === "x";
      const item = kind === "tl" ? nodes.taskItem! : nodes.listItem!;
      items.push(item.create(kind === "tl" ? { checked } : null, this.blocks(";)")));
      const closer = this.rest[0];
      this.rest = this.rest.slice(1);
      if (closer !== ";") break;
    }
    if (kind === "tl") return nodes.taskList!.create(null, items);
    return (kind === "ul" ? nodes.bulletList! : nodes.orderedList!).create(null, items);
  }

  private table(): Node {
    const { nodes } = this.schema;
    const rows: Node[] = [];
    for (let closer = "/"; closer === "/"; ) {
      const cells: Node[] = [];
      do {
        this.skip(/^\s+/);
        const type = this.skip(/^#/) ? nodes.tableHeader! : nodes.tableCell!;
        cells.push(type.create(null, this.blocks(";)/")));
        closer = this.rest[0]!;
        this.rest = this.rest.slice(1);
      } while (closer === ";");
      rows.push(nodes.tableRow!.create(null, cells));
    }
    return nodes.table!.create(null, rows);
  }

  private inline(): Node[] {
    const end = this.rest.search(/\s*[|;)]|\s+\/\s|\s+(ul|ol|bq|tl|co|tb)\(|$/);
    let text = this.rest.slice(0, end);
    // A link's address stands in brackets of its own.
    const link = /^[^|;]*?\]\([^)]*\)[^|;)]*/.exec(this.rest);
    if (link && link[0].length > end) text = link[0];
    this.rest = this.rest.slice(text.length);
    return text.trim() === "(empty" || text.trim() === "" ? this.emptyBlock(text) : this.marked(text);
  }

  private emptyBlock(text: string): Node[] {
    if (text.includes("(empty")) this.skip(/^\)/);
    return [];
  }

  private marked(text: string): Node[] {
    const nodes: Node[] = [];
    let marks: readonly Mark[] = [];
    const toggle = (name: string, attributes?: Record<string, unknown>): void => {
      const type = this.schema.marks[name]!;
      marks = type.isInSet(marks) ? type.removeFromSet(marks) : type.create(attributes).addToSet(marks);
    };
    for (const [part] of text.matchAll(/\*\*|_|\[[^\]]*\]\([^)]*\)|[^*_[]+/g)) {
      const link = /^\[([^\]]*)\]\(([^)]*)\)$/.exec(part);
      if (part === "**") toggle("bold");
      else if (part === "_") toggle("italic");
      else if (link) {
        toggle("link", { href: link[2]! });
        nodes.push(this.schema.text(link[1]!, marks));
        toggle("link");
      } else nodes.push(this.schema.text(part, marks));
    }
    return nodes;
  }

  private skip(pattern: RegExp): RegExpExecArray | null {
    const found = pattern.exec(this.rest);
    if (found) this.rest = this.rest.slice(found[0].length);
    return found;
  }
}
