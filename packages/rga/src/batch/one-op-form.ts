/** Batches of one op between their short forms and rows, so that nothing behind the frame has to know the former. */
import { ByteReader, ByteWriter } from "@weft/codec";
import { PLACE_OF_OTHERS, PLACE_WITH_PARENT } from "./batch-form.ts";
import type { BatchHeader } from "./batch-header.ts";
import {
  countOf,
  deletionForm,
  hasReference,
  insertionForm,
  isDeletionForm,
  type OneOpFields,
  placeOfForm,
  readOneOpFields,
  writeOneOpFields,
} from "./one-op-fields.ts";

const INSERT_CODE = 0;
const DELETE_CODE = 1;

/** A batch of one op as one in rows. */
export interface ExpandedBatch {
  readonly header: BatchHeader;
  readonly row: Uint8Array;
}

/** Scratch room, used anew for each batch. */
const batch = new ByteWriter();
const row = new ByteWriter();

/**
 * The batch in its short form, or null if it has none. `op` is one op in rows; `givenCount`: how many replicas
 * everybody has, to whose elements short forms cannot refer.
 */
export function encodeOneOp(
  header: BatchHeader,
  op: Uint8Array,
  givenCount: number,
): Uint8Array<ArrayBuffer> | null {
  const [dependency] = header.dependencies;
  const other = dependency?.replica ?? null;
  const fields = fieldsOf(new ByteReader(op), { ...header, other }, givenCount);
  if (fields === null) return null;
  batch.truncate(0);
  writeOneOpFields(batch, fields);
  return batch.toBytes();
}

/** Reads a batch in a short form behind its first byte. Throws a `DecodeError`. */
export function expandOneOp(reader: ByteReader, firstByte: number, givenCount: number): ExpandedBatch {
  const fields = readOneOpFields(reader, firstByte);
  const { replica, counter, lamport, other, reference } = fields;
  const dependencies = other === null ? [] : [{ replica: other, counter: reference }];
  row.truncate(0);
  writeRow(fields, givenCount);
  return { header: { replica, counter, lamport, count: countOf(fields), dependencies }, row: row.toBytes() };
}

function fieldsOf(
  op: ByteReader,
  start: Pick<OneOpFields, "replica" | "counter" | "lamport" | "other">,
  givenCount: number,
): OneOpFields | null {
  const code = op.readVarint();
  if (code > DELETE_CODE) return null;
  const first = op.readVarint();
  const whose = code === DELETE_CODE || first >= PLACE_WITH_PARENT ? op.readVarint() : 0;
  if (whose > 0 && whose <= givenCount) return null;
  const { replica, counter, lamport } = start;
  const other = whose > 0 ? start.other : null;
  if (code === DELETE_CODE) {
    const form = deletionForm(first, other !== null);
    return { form, replica, counter, lamport, other, reference: op.readVarint(), head: first, text: "" };
  }
  const place = first + (other === null ? 0 : PLACE_OF_OTHERS - PLACE_WITH_PARENT);
  const reference = first >= PLACE_WITH_PARENT ? op.readVarint() : 0;
  const text = op.readText();
  // An empty text says that one with gaps follows.
  if (text === "") return null;
  return { form: insertionForm(place, text), replica, counter, lamport, other, reference, head: 0, text };
}

function writeRow(fields: OneOpFields, givenCount: number): void {
  const { form, other, reference, head, text } = fields;
  const isDeletion = isDeletionForm(form);
  row.writeVarint(isDeletion ? DELETE_CODE : INSERT_CODE);
  const place = placeOfForm(form);
  if (isDeletion) row.writeVarint(head);
  else row.writeVarint(place >= PLACE_OF_OTHERS ? place - PLACE_OF_OTHERS + PLACE_WITH_PARENT : place);
  if (hasReference(form)) {
    row.writeVarint(other === null ? 0 : givenCount + 1);
    row.writeVarint(reference);
  }
  if (!isDeletion) row.writeText(text);
}
