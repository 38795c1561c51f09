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
      blocks.push(this.block());
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

/** The line that describes a document. */
export function describeDocument(doc: Node): string {
  return describeBlocks(doc);
}

function describeBlocks(parent: Node): string {
  let line = "";
  parent.forEach((child, _offset, index) => {
    const isInnerList = /Item$/.test(parent.type.name) && /List$/.test(child.type.name);
    line += (index === 0 ? "" : isInnerList ? " " : " | ") + describeBlock(child);
  });
  return line;
}

function describeBlock(block: Node): string {
  switch (block.type.name) {
    case "bulletList":
    case "orderedList": {
      const items: string[] = [];
      block.forEach((item) => void items.push(describeBlocks(item)));
      return `${block.type.name === "bulletList" ? "ul" : "ol"}(${items.join("; ")})`;
    }
    case "taskList": {
      const items: string[] = [];
      block.forEach((item) => {
        items.push(`[${item.attrs.checked ? "x" : " "}] ${describeBlocks(item)}`);
      });
      return `tl(${items.join("; ")})`;
    }
    case "table": {
      const rows: string[] = [];
      block.forEach((row) => {
        const cells: string[] = [];
        row.forEach((cell) => {
          cells.push((cell.type.name === "tableHeader" ? "#" : "") + describeBlocks(cell));
        });
        rows.push(cells.join("; "));
      });
      return `tb(${rows.join(" / ")})`;
    }
    case "callout":
      return `co(${describeBlocks(block)})`;
    case "details":
      return `details(${describeBlocks(block)})`;
    case "detailsSummary":
      return `§${describeInline(block)}`;
    case "blockquote":
      return `bq(${describeBlocks(block)})`;
    case "horizontalRule":
      return "hr";
    case "heading":
      return `h${block.attrs.level}: ${describeInline(block)}`;
    case "codeBlock":
      return `code: ${describeInline(block)}`;
    case "paragraph":
      return describeInline(block);
    default:
      return `${block.type.name}[${block.attrs.type}](${block.isTextblock ? describeInline(block) : describeBlocks(block)})`;
  }
}

/** Each stretch of equal marks in the signs of its own. */
function describeInline(block: Node): string {
  let line = block.content.size === 0 ? "(empty)" : "";
  block.forEach((child) => {
    const signs = child.marks.filter((mark) => mark.type.name !== "link").map((mark) => signOf(mark));
    const link = child.marks.find((mark) => mark.type.name === "link");
    const text = child.isText
      ? child.text!.replaceAll("\n", "⏎")
      : child.type.name === "hardBreak"
        ? "↵"
        : `<${child.attrs.type ?? child.attrs.label ?? child.type.name}>`;
    const linked = link ? `[${text}](${link.attrs.href})` : text;
    line += signs.join("") + linked + signs.toReversed().join("");
  });
  return line;
}

function signOf(mark: Mark): string {
  const signs: Record<string, string> = { bold: "**", italic: "_", code: "`", strike: "~", underline: "+" };
  if (mark.type.name === "comment") return `{${mark.attrs.id}}`;
  return signs[mark.type.name] ?? `{${mark.type.name}}`;
}
