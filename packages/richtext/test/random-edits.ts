import type { Random } from "@weft/base";
import type { BlockShape, ContainerReference, Edit, RichText, Table } from "../src/index.ts";

/** How many of the random edits are about the lines of tables, unless somebody wants more. */
const TABLE_SHARE = 0.1;

/** How often each kind of edit was made, to assert that a generator covers them. */
export type Tally = Map<string, number>;

/** Every kind of edit. */
export const editKinds: readonly Edit["type"][] = [
  "insertText",
  "insertAtom",
  "deleteRange",
  "deleteBlock",
  "splitBlock",
  "insertBlock",
  "moveBlocks",
  "setBlock",
  "createContainer",
  "setContainer",
  "addMark",
  "removeMark",
  "setProperty",
  "insertTable",
  "insertRow",
  "insertColumn",
  "deleteRow",
  "deleteColumn",
  "setHeaderRow",
];

/**
 * A random call of `edit`, valid for the document as it is, unless that has tables: then it may be refused (`attempt`).
 * `letter` gives characters never used before.
 */
export function randomEdits(
  document: RichText,
  random: Random,
  letter: () => string,
  tableShare = TABLE_SHARE,
): Edit[] {
  return random.next() < tableShare ? tableEdit(document, random) : anyEdit(document, random, letter);
}

/** An edit of a table, or a new one where there is none or by chance. */
export function tableEdit(document: RichText, random: Random): Edit[] {
  const tables = tablesOf(document);
  const table = tables[random.below(Math.max(1, tables.length))];
  const { length } = document;
  if (!table || (tables.length < 3 && random.next() < 0.15)) {
    const block = document.blockAt(random.below(document.blockCount));
    const at = random.next() < 0.2 ? length : document.placeOfBlock(block.id);
    return [{ type: "insertTable", at, rows: 1 + random.below(3), columns: 1 + random.below(3) }];
  }
  const { id, rows, columns } = table;
  const someOf = (lines: readonly string[]): string => lines[random.below(lines.length)]!;
  const before = (lines: readonly string[]): string | null => (random.next() < 0.3 ? null : someOf(lines));
  const dice = random.below(100);
  if (dice < 25 && rows.length < 4) return [{ type: "insertRow", table: id, before: before(rows) }];
  if (dice < 50 && columns.length < 4) return [{ type: "insertColumn", table: id, before: before(columns) }];
  if (dice < 65) return rows.length > 1 ? [{ type: "deleteRow", row: someOf(rows) }] : [];
  if (dice < 80) return columns.length > 1 ? [{ type: "deleteColumn", column: someOf(columns) }] : [];
  if (dice < 87) return [{ type: "setHeaderRow", table: id, isHeader: random.next() < 0.7 }];
  if (dice < 94) return [{ type: "deleteBlock", block: id }];
  const at = document.placeOfBlock(id) + 1 + rows.length * columns.length;
  const block = { type: "paragraph", attributes: {}, container: null };
  return [{ type: "insertBlock", at: Math.min(at, length), block, cell: null }];
}

/** The tables that a document shows. */
export function tablesOf(document: RichText): Table[] {
  const tables: Table[] = [];
  for (let index = 0; index < document.blockCount; index++) {
    const table = document.table(document.blockAt(index).id);
    if (table) tables.push(table);
  }
  return tables;
}

/** Makes edits, unless they are refused because of a table (RT-84); tells whether they were made. */
export function attempt(document: RichText, edits: readonly Edit[]): boolean {
  try {
    document.edit(edits);
    return true;
  } catch (error) {
    if (error instanceof RangeError && tablesOf(document).length > 0) return false;
    throw error;
  }
}

function anyEdit(document: RichText, random: Random, letter: () => string): Edit[] {
  const { length } = document;
  const at = 1 + random.below(length);
  const block = document.blockAt(random.below(document.blockCount));
  const dice = random.below(100);
  if (dice < 36) return [{ type: "insertText", at, text: letter(), ...someMarks(random) }];
  if (dice < 40) {
    const atom = { type: random.next() < 0.5 ? "hardBreak" : "image", attributes: {} };
    return [{ type: "insertAtom", at, atom }];
  }
  if (dice < 52) {
    const to = Math.min(length, at + 1 + random.below(random.next() < 0.2 ? 14 : 4));
    return to > at ? [{ type: "deleteRange", from: at, to }] : [];
  }
  if (dice < 57) return document.blockCount > 1 ? [{ type: "deleteBlock", block: block.id }] : [];
  if (dice < 63) return [{ type: "splitBlock", at }];
  if (dice < 68) return someMove(document, random);
  if (dice < 71)
    return [{ type: "insertBlock", at: random.below(length + 1), block: someShape(document, random) }];
  if (dice < 75) return [{ type: "setBlock", block: block.id, ...someType(random) }];
  if (dice < 77) return [{ type: "setBlock", block: block.id, attributes: { align: random.below(3) } }];
  if (dice < 81) return wrap(document, random, block.id);
  if (dice < 84) return [{ type: "setBlock", block: block.id, container: someContainer(document, random) }];
  if (dice < 90) return moveContainer(document, random);
  if (dice < 98) return markEdit(document, random, at);
  return [{ type: "setProperty", key: random.next() < 0.7 ? "title" : "icon", value: letter() }];
}

/** Moves, joins and splits: what changes where blocks and their content show. */
export function structuralEdits(document: RichText, random: Random): Edit[] {
  const dice = random.next();
  if (dice < 0.4) return someMove(document, random);
  const block = document.blockAt(random.below(document.blockCount));
  const place = document.placeOfBlock(block.id);
  if (dice < 0.7) return place > 0 ? [{ type: "deleteRange", from: place, to: place + 1 }] : [];
  return [{ type: "splitBlock", at: place + 1 + random.below(block.length + 1) }];
}

function someMove(document: RichText, random: Random): Edit[] {
  const edge = (): number => {
    const index = random.below(document.blockCount + 1);
    return index === document.blockCount
      ? document.length
      : document.placeOfBlock(document.blockAt(index).id);
  };
  const [from, to] = [edge(), edge()].sort((a, b) => a - b);
  return [{ type: "moveBlocks", from: from!, to: to!, at: edge() }];
}

function someMarks(random: Random): Partial<Extract<Edit, { type: "insertText" }>> {
  if (random.next() < 0.5) return {};
  const marks = ["bold", "italic"]
    .filter(() => random.next() < 0.4)
    .map((type) => ({ type, attributes: {} }));
  return { marks };
}

function someType(random: Random): { blockType: string; attributes: { readonly [name: string]: number } } {
  const blockType = ["paragraph", "heading", "codeBlock", "horizontalRule"][random.below(4)]!;
  return { blockType, attributes: blockType === "heading" ? { level: 1 + random.below(3) } : {} };
}

function someShape(document: RichText, random: Random): BlockShape {
  const { blockType, attributes } = someType(random);
  return { type: blockType, attributes, container: someContainer(document, random) };
}

function someContainer(document: RichText, random: Random): string | null {
  const around = document.blockAt(random.below(document.blockCount)).containers;
  const containers = around.filter(({ type }) => !type.startsWith("table"));
  return containers[random.below(containers.length + 1)]?.id ?? null;
}

function wrap(document: RichText, random: Random, block: string): Edit[] {
  const containerType = random.next() < 0.5 ? "bulletList" : "blockquote";
  const parent: ContainerReference = someContainer(document, random);
  const edits: Edit[] = [{ type: "createContainer", key: "outer", containerType, attributes: {}, parent }];
  const container = { key: "item" };
  edits.push({ ...edits[0]!, key: "item", containerType: "listItem", parent: { key: "outer" } } as Edit);
  return [...edits, { type: "setBlock", block, container }];
}

function moveContainer(document: RichText, random: Random): Edit[] {
  let container = someContainer(document, random);
  for (let attempt = 0; attempt < 5 && !container; attempt++) container = someContainer(document, random);
  if (!container) return [];
  if (random.next() < 0.3) return [{ type: "setContainer", container, containerType: "orderedList" }];
  return [{ type: "setContainer", container, parent: someContainer(document, random) }];
}

function markEdit(document: RichText, random: Random, from: number): Edit[] {
  const to = Math.min(document.length, from + random.below(8));
  const grows = random.next() < 0.7;
  const markType = ["bold", "italic", "link", "comment"][random.below(4)]!;
  const id = markType === "comment" ? { id: `c${random.below(3)}` } : {};
  if (random.next() < 0.3) return [{ type: "removeMark", from, to, markType, ...id, grows }];
  const attributes: { readonly [name: string]: string } =
    markType === "link" ? { href: `h${random.below(3)}` } : {};
  return [{ type: "addMark", from, to, mark: { type: markType, ...id, attributes }, grows }];
}

/** Counts what a call was made of. */
export function count(tally: Tally, edits: readonly Edit[]): void {
  for (const { type } of edits) tally.set(type, (tally.get(type) ?? 0) + 1);
}
