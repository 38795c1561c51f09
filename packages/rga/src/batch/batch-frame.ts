/** A batch among others (FORMAT.md): where it ends, its header, and its ops as a reader of parts. */
import type { Result } from "@weft/base";
import {
  ByteReader,
  ByteWriter,
  crc32,
  DecodeError,
  decodeAll,
  readPackedBytes,
  writePackedBytes,
} from "@weft/codec";
import { MAX_BATCH_BYTES, MAX_COLUMNS_BYTES } from "../limits.ts";
import { columnReaders, OP_COLUMN_NAMES, type OpColumns, rowReaders } from "../op/op-columns.ts";
import { CLOCK_FOLLOWS, COLUMNS, FIRST_FORMAT, ROWS } from "./batch-form.ts";
import {
  type BatchHeader,
  readExtent,
  readFirstFormatHeader,
  readStart,
  writeExtent,
  writeStart,
} from "./batch-header.ts";
import { isOneOpForm } from "./one-op-fields.ts";
import { expandOneOp } from "./one-op-form.ts";

/** One batch of an update. */
export interface OpenedBatch {
  readonly header: BatchHeader;
  /** The form of `ops`. */
  readonly form: "rows" | "columns";
  /** The ops, still packed if they are in columns. */
  readonly ops: Uint8Array;
}

const scratch = new ByteWriter();
const packed = new ByteWriter();

/** A batch of ops in rows. */
export function sealRows(header: BatchHeader, ops: Uint8Array): Uint8Array<ArrayBuffer> {
  scratch.truncate(0);
  writeStart(scratch, ROWS, header);
  writeExtent(scratch, header);
  scratch.writeBytes(ops);
  return scratch.toBytes();
}

/** A batch of ops in columns. */
export function sealColumns(header: BatchHeader, ops: OpColumns<ByteWriter>): Uint8Array<ArrayBuffer> {
  packed.truncate(0);
  for (const name of OP_COLUMN_NAMES) writePackedBytes(packed, ops[name].view());
  scratch.truncate(0);
  writeStart(scratch, COLUMNS, header);
  writeExtent(scratch, header);
  scratch.writeBytes(packed.view());
  return scratch.toBytes();
}

/** The batches of an update, each as a view of its bytes. Only their frames and headers are looked at. */
export function splitBatches(update: Uint8Array): Result<Uint8Array[], DecodeError> {
  return decodeAll(update, (reader) => {
    const batches: Uint8Array[] = [];
    while (reader.remaining > 0) {
      const start = reader.position;
      openNextBatch(reader, 0);
      batches.push(update.subarray(start, reader.position));
    }
    return batches;
  });
}

/** The header of one batch. Checks the frame and the header; ops of other kinds than text are not decoded. */
export function readBatchHeader(batch: Uint8Array): Result<BatchHeader, DecodeError> {
  return decodeAll(batch, (reader) => openNextBatch(reader, 0).header);
}

/**
 * Opens the batch that follows and passes over it. `givenCount`: how many replicas everybody has, which references
 * count first. Throws a `DecodeError`.
 */
export function openNextBatch(reader: ByteReader, givenCount: number): OpenedBatch {
  const at = reader.position;
  const firstByte = reader.readByte();
  const form = firstByte & ~CLOCK_FOLLOWS;
  const opened = openForm(reader, firstByte, form, givenCount);
  if (reader.position - at > MAX_BATCH_BYTES) throw new DecodeError("limit", "a batch is too long");
  return opened;
}

/** The parts of the ops of a batch; inflates columns, and never more of them than a batch may hold. */
export function readersOf(batch: OpenedBatch): OpColumns<ByteReader> {
  const reader = new ByteReader(batch.ops);
  if (batch.form === "rows") return rowReaders(reader);
  const columns: Uint8Array[] = [];
  let room = MAX_COLUMNS_BYTES;
  for (let count = OP_COLUMN_NAMES.length; count > 0; count--) {
    const column = readPackedBytes(reader, room);
    room -= column.length;
    columns.push(column);
  }
  reader.expectEnd();
  return columnReaders(columns);
}

function openForm(reader: ByteReader, firstByte: number, form: number, givenCount: number): OpenedBatch {
  if (form === ROWS || form === COLUMNS) {
    const header = readExtent(reader, readStart(reader, firstByte));
    return { header, form: form === ROWS ? "rows" : "columns", ops: reader.readBytes() };
  }
  if (firstByte === FIRST_FORMAT) return openFirstFormat(reader);
  if (!isOneOpForm(form)) throw new DecodeError("version", `a batch of the form ${firstByte} is not known`);
  const { header, row } = expandOneOp(reader, firstByte, givenCount);
  return { header, form: "rows", ops: row };
}

/** A batch of the first format, behind its version: a body with its length, and a check sum of all. */
function openFirstFormat(reader: ByteReader): OpenedBatch {
  const body = reader.readBytes();
  const checksum = reader.readUint32();
  const head = new ByteWriter();
  head.writeByte(FIRST_FORMAT);
  head.writeBytes(body);
  if (crc32(head.view()) !== checksum) {
    throw new DecodeError("damaged", "the check sum of a batch does not match");
  }
  const ops = new ByteReader(body);
  const header = readFirstFormatHeader(ops);
  return { header, form: "rows", ops: body.subarray(ops.position) };
}
