/** The line that describes a document, in the notation of `parseDocument`. */
import type { Mark, Node } from "@tiptap/pm/model";

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
