/**
 * Where the parts of ops go. In rows all parts of an op stand one after another in one place; in columns each
 * kind of part has a place of its own, so that what is alike stands together and deflates well. Whoever writes or
 * reads an op need not know which.
 */
import { ByteReader, ByteWriter } from "@weft/codec";

/** Places for the parts of ops. In rows all are the same one. */
export interface OpColumns<Column> {
  /** Codes of kinds and forms of places. */
  readonly codes: Column;
  /** Everything that has no column of its own. */
  readonly fields: Column;
  /** To whom references go. */
  readonly whose: Column;
  /** References, the lowest eight bits. */
  readonly low: Column;
  /** References, the rest. */
  readonly high: Column;
  /** Text without its heads. */
  readonly texts: Column;
}

/** The names of the columns in the order in which they are written. */
export const OP_COLUMN_NAMES = ["codes", "fields", "whose", "low", "high", "texts"] as const;

/** One writer for all parts. */
export function rowWriters(): OpColumns<ByteWriter> {
  const row = new ByteWriter();
  return { codes: row, fields: row, whose: row, low: row, high: row, texts: row };
}

/** A writer for each kind of part. */
export function columnWriters(): OpColumns<ByteWriter> {
  return {
    codes: new ByteWriter(),
    fields: new ByteWriter(),
    whose: new ByteWriter(),
    low: new ByteWriter(),
    high: new ByteWriter(),
    texts: new ByteWriter(),
  };
}

/** One reader for all parts. */
export function rowReaders(row: ByteReader): OpColumns<ByteReader> {
  return { codes: row, fields: row, whose: row, low: row, high: row, texts: row };
}

/** A reader for each kind of part, of the bytes in `columns`, in the order of `OP_COLUMN_NAMES`. */
export function columnReaders(columns: readonly Uint8Array[]): OpColumns<ByteReader> {
  const [codes, fields, whose, low, high, texts] = columns.map((column) => new ByteReader(column));
  const none = new ByteReader(new Uint8Array());
  return {
    codes: codes ?? none,
    fields: fields ?? none,
    whose: whose ?? none,
    low: low ?? none,
    high: high ?? none,
    texts: texts ?? none,
  };
}
