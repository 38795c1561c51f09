/**
 * Batches of one op of text in their short forms: what every keystroke makes, and every paste. Plain loops and
 * module-level room, because one of these runs for every keystroke of everybody.
 */
import { ByteWriter } from "@weft/codec";
import { CANCEL, DELETE_BACKWARD, INSERT_LEFT, INSERT_RIGHT, type PackedOp } from "../op/packed-op.ts";
import type { ReplicaIndex, ReplicaTable } from "../space/replica.ts";
import { stringOf } from "../space/unit-text.ts";
import {
  AFTER_PREVIOUS,
  ASCII_END,
  AT_START,
  CLOCK_FOLLOWS,
  DELETE_ONE,
  DELETE_SEVERAL,
  INSERT_TEXT,
  INSERT_UNIT,
  IS_OTHERS,
  LEFT_OF,
  PLACE_OF_OTHERS,
  PLACE_WITH_PARENT,
  RIGHT_OF,
  TYPED_FIRST,
  TYPED_LAST,
} from "./batch-form.ts";

/**
 * Updates are written behind one another into a slab, and each is a view of its part: an array of its own for every
 * keystroke costs more than all the rest of the work (260,000 of them: 50 ms so, 120 ms each by itself).
 */
const SLAB_BYTES = 4096;
/** All but the text. */
const HEAD_BYTES = 64;
let slab = new Uint8Array(SLAB_BYTES);
let end = 0;

/** The batch of one op of text by a replica; null if there is no short form for it. What it refers to is not given. */
export function encodeOneOp(
  replicas: ReplicaTable,
  replica: ReplicaIndex,
  lamport: number,
  op: PackedOp,
): Uint8Array<ArrayBuffer> | null {
  if (op.form >= CANCEL) return null;
  return op.form <= INSERT_RIGHT
    ? encodeInsertion(replicas, replica, lamport, op)
    : encodeDeletion(replicas, replica, lamport, op);
}

function encodeInsertion(
  replicas: ReplicaTable,
  replica: ReplicaIndex,
  lamport: number,
  op: PackedOp,
): Uint8Array<ArrayBuffer> {
  const { form, counter, length, otherReplica, otherCounter, units, textStart } = op;
  const isOwn = otherReplica === replica;
  let place = form === INSERT_LEFT ? LEFT_OF : RIGHT_OF;
  if (otherReplica < 0) place = AT_START;
  else if (isOwn && form === INSERT_RIGHT && otherCounter === counter - 1) place = AFTER_PREVIOUS;
  else if (!isOwn) place += PLACE_OF_OTHERS - PLACE_WITH_PARENT;
  const first = units[textStart]!;
  const isUnit = length === 1 && first < ASCII_END;
  const isTyped = isUnit && place === AFTER_PREVIOUS && first >= TYPED_FIRST && first <= TYPED_LAST;
  const start = startBatch(length);
  putStart(
    replicas,
    replica,
    isTyped ? first : (isUnit ? INSERT_UNIT : INSERT_TEXT) + place,
    counter,
    lamport,
  );
  if (place >= PLACE_OF_OTHERS) {
    putReplica(replicas, otherReplica);
    putVarint(otherCounter);
  } else if (place >= PLACE_WITH_PARENT) putVarint(counter - otherCounter);
  if (isTyped) return slab.subarray(start, end);
  if (isUnit) {
    slab[end++] = first;
    return slab.subarray(start, end);
  }
  let at = textStart;
  while (at < textStart + length && units[at]! < ASCII_END) at++;
  if (at < textStart + length) return withText(start, stringOf(units, textStart, textStart + length));
  putVarint(length * 2);
  for (at = textStart; at < textStart + length; at++) slab[end++] = units[at]!;
  return slab.subarray(start, end);
}

function encodeDeletion(
  replicas: ReplicaTable,
  replica: ReplicaIndex,
  lamport: number,
  { form, counter, length, otherReplica, otherCounter }: PackedOp,
): Uint8Array<ArrayBuffer> {
  const isOthers = otherReplica !== replica;
  const isBack = form === DELETE_BACKWARD && length > 1;
  const start = startBatch(0);
  putStart(
    replicas,
    replica,
    (length === 1 ? DELETE_ONE : DELETE_SEVERAL) + (isOthers ? IS_OTHERS : 0),
    counter,
    lamport,
  );
  const last = isBack ? otherCounter : otherCounter + length - 1;
  if (isOthers) putReplica(replicas, otherReplica);
  putVarint(isOthers ? last : counter - last);
  if (length > 1) putVarint(length * 2 + (isBack ? 1 : 0));
  return slab.subarray(start, end);
}

/** The batch from `start` on, and behind it a text that is not ASCII. */
function withText(start: number, text: string): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter();
  writer.writeRaw(slab.subarray(start, end));
  writer.writeText(text);
  end = start;
  return writer.toBytes();
}

/** Makes room for a batch of so long a text; gives where it begins. */
function startBatch(length: number): number {
  const room = HEAD_BYTES + length;
  if (end + room > slab.length) {
    slab = new Uint8Array(Math.max(SLAB_BYTES, room));
    end = 0;
  }
  return end;
}

function putStart(
  replicas: ReplicaTable,
  replica: ReplicaIndex,
  form: number,
  counter: number,
  lamport: number,
): void {
  const clock = lamport - counter;
  slab[end++] = clock === 0 ? form : form | CLOCK_FOLLOWS;
  putReplica(replicas, replica);
  putVarint(counter);
  if (clock !== 0) putVarint(clock);
}

function putReplica(replicas: ReplicaTable, replica: number): void {
  putWord(replicas.highAt(replica));
  putWord(replicas.lowAt(replica));
}

function putWord(word: number): void {
  slab[end] = word >>> 24;
  slab[end + 1] = word >>> 16;
  slab[end + 2] = word >>> 8;
  slab[end + 3] = word;
  end += 4;
}

function putVarint(value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    slab[end++] = 0x80 | (rest % 0x80);
    rest = rest < 0x80000000 ? rest >>> 7 : Math.floor(rest / 0x80);
  }
  slab[end++] = rest;
}
