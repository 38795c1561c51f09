import type { Segment } from "../blocks/segment.ts";
import type { Table } from "../rich-text.ts";
import { findBlock, gridOf } from "./display.ts";
import type { DocumentParts } from "./document-parts.ts";

/** The attribute of a table that says whether its first row is a header. */
export const HEADER_ROW = "headerRow";

/** Whether the first row of a table is a header. */
export function hasHeaderRow(table: Segment): boolean {
  return table.attributes.attributes[HEADER_ROW] === true;
}

/** The table that a shown block begins, or null. */
export function readTable(root: DocumentParts, id: string): Table | null {
  const found = findBlock(root, id);
  const grid = found && gridOf(found.parts, found.segment);
  if (!grid || found.segment.notedState !== "living") return null;
  return {
    id,
    hasHeaderRow: hasHeaderRow(found.segment),
    rows: grid.rows.shown.map(({ name }) => name),
    columns: grid.columns.shown.map(({ name }) => name),
  };
}
