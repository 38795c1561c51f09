/** Reading typed columns. A wrong type is our own bug: the tables are STRICT. */
import { assert } from "@weft/base";
import type { Engine } from "../storage.ts";
import type { Row } from "./database.ts";

/** The whole number in a column. */
export function integerColumn(row: Row, column: string): number {
  const value = row[column];
  assert(typeof value === "number" && Number.isSafeInteger(value), `column ${column} holds no whole number`);
  return value;
}

/** The whole number in a column, or null. */
export function optionalIntegerColumn(row: Row, column: string): number | null {
  return row[column] === null ? null : integerColumn(row, column);
}

/** The text in a column. */
export function textColumn(row: Row, column: string): string {
  const value = row[column];
  assert(typeof value === "string", `column ${column} holds no text`);
  return value;
}

/** The text in a column, or null. */
export function optionalTextColumn(row: Row, column: string): string | null {
  return row[column] === null ? null : textColumn(row, column);
}

/** The bytes in a column. */
export function bytesColumn(row: Row, column: string): Uint8Array {
  const value = row[column];
  assert(value instanceof Uint8Array, `column ${column} holds no bytes`);
  return value;
}

/** The engine in a document's row. */
export function engineColumn(row: Row): Engine {
  const engine = textColumn(row, "engine");
  assert(engine === "weft" || engine === "yjs", "a stored engine is one of ours");
  return engine;
}
