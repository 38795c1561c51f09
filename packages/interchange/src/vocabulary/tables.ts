/** Tables: grids of cells, without spans on the way out and with any on the way in. */
import type { Attrs, Node } from "@tiptap/pm/model";
import type { AlignType, TableRow } from "mdast";
import type { HtmlElement } from "../html/html-tree.ts";
import { type MarkdownWriter, type NodeEntry, tag } from "./entry.ts";

export const table: NodeEntry = {
  type: "table",
  says: [],
  elements: ["table"],
  toHtml: () => ({ tags: [tag("table"), tag("tbody")] }),
  fromHtml: () => ({}),
  toMarkdown(node, writer) {
    if (!writer.saysAll(node, []) || node.childCount === 0) return null;
    const rows: TableRow[] = [];
    for (const [index, row] of node.content.content.entries()) {
      if (!isPlainRow(row, index === 0, writer)) return null;
      rows.push({
        type: "tableRow",
        children: row.content.content.map((cell) => ({
          type: "tableCell",
          children: cell.firstChild ? writer.line(cell.firstChild, "tags") : [],
        })),
      });
    }
    const align: AlignType[] = rows[0]?.children.map(() => null) ?? [];
    return [{ type: "table", align, children: rows }];
  },
};

export const tableRow: NodeEntry = {
  type: "tableRow",
  says: [],
  elements: ["tr"],
  toHtml: () => ({ tags: [tag("tr")] }),
  fromHtml: () => ({}),
};

export const tableHeader: NodeEntry = {
  type: "tableHeader",
  says: [],
  elements: ["th"],
  toHtml: () => ({ tags: [tag("th")] }),
  fromHtml: spansOf,
};

export const tableCell: NodeEntry = {
  type: "tableCell",
  says: [],
  elements: ["td"],
  toHtml: () => ({ tags: [tag("td")] }),
  fromHtml: spansOf,
};

/** A row of a Markdown table: headers alone in the first one and nowhere else, one line of text in each cell. */
function isPlainRow(row: Node, isFirst: boolean, writer: MarkdownWriter): boolean {
  if (!writer.saysAll(row, []) || row.childCount === 0) return false;
  return row.content.content.every((cell) => {
    const isHeader = cell.type.spec.tableRole === "header_cell";
    const line = cell.firstChild;
    const isLine = cell.childCount === 1 && line?.type.name === "paragraph" && writer.saysAll(line, []);
    return isHeader === isFirst && isLine && writer.saysAll(cell, []);
  });
}

function spansOf(element: HtmlElement): Attrs {
  return { colspan: span(element.attribute("colspan")), rowspan: span(element.attribute("rowspan")) };
}

function span(value: string | null): number {
  const number = Number.parseInt(value ?? "1", 10);
  return number > 0 ? number : 1;
}
