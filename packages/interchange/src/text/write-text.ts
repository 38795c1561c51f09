/** A document as plain text. */
import type { Node } from "@tiptap/pm/model";
import { Vocabulary } from "../vocabulary/vocabulary.ts";

/**
 * One line for each block, list items with their signs and indented, the cells of a table's row between tabs. For
 * a document of paragraphs `readText` gives the same again.
 */
export function writeText(doc: Node): string {
  const lines: string[] = [];
  writeBlocks(doc, "", "", lines);
  const text = lines.join("\n");
  // At the very beginning of a file it would be a sign of the encoding, so it has to be there twice.
  return `${text.startsWith("\ufeff") ? "\ufeff" : ""}${text}${lines.at(-1) === "" ? "\n" : ""}`;
}

/** Adds a container's lines. `sign` stands before the first one, `indent` before the others. */
function writeBlocks(container: Node, sign: string, indent: string, lines: string[]): void {
  let before = sign;
  for (const [index, child] of container.content.content.entries()) {
    if (child.type.spec.tableRole === "row") lines.push(before + rowText(child));
    else if (child.isTextblock || child.isLeaf) {
      for (const line of blockText(child).split("\n")) {
        lines.push(before + line);
        before = indent;
      }
    } else {
      const own = signOf(container, child, index);
      writeBlocks(child, before + own, indent + " ".repeat(own.length), lines);
    }
    before = indent;
  }
}

function signOf(list: Node, item: Node, index: number): string {
  if (list.type.name === "orderedList") return `${Number(list.attrs.start ?? 1) + index}. `;
  if (item.type.name === "taskItem") return item.attrs.checked === true ? "[x] " : "[ ] ";
  return list.type.name === "bulletList" ? "- " : "";
}

function rowText(row: Node): string {
  return row.content.content.map((cell) => cell.content.content.map(textOfTree).join(" ")).join("\t");
}

function textOfTree(node: Node): string {
  return node.isTextblock || node.isLeaf
    ? blockText(node).replaceAll("\n", " ")
    : node.content.content.map(textOfTree).join(" ");
}

function blockText(block: Node): string {
  if (block.type.name === "horizontalRule") return "---";
  const vocabulary = Vocabulary.of(block.type.schema);
  const leafText = (leaf: Node): string => vocabulary.node(leaf.type.name)?.toText?.(leaf) ?? "";
  return block.isLeaf ? leafText(block) : block.textBetween(0, block.content.size, "", leafText);
}
