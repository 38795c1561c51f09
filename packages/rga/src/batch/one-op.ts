/**
 * The way of a keystroke: an update of one short insertion or deletion, between plain numbers and bytes, without an
 * op, a header or a reader in between. The same bytes as the general way (`one-op-form.ts`), which every case goes
 * that is not plain here; whatever is odd is refused there.
 *
 * Plain loops and module-level scratch room, because one of these runs for every keystroke of everybody: about
 * 0.1 microseconds against 1.5 by readers and writers.
 */
import { MAX_COUNTER, MAX_LAMPORT } from "../limits.ts";
import { RIGHT, type Side } from "../sequence/place.ts";
import type { OpSpace } from "../space/op-space.ts";
import type { ReplicaTable } from "../space/replica.ts";
import {
  CLOCK_FOLLOWS,
  DELETE_ONE,
  DELETE_SEVERAL,
  INSERT_TEXT,
  INSERT_UNIT,
  IS_OTHERS,
  PLACE_OF_OTHERS,
  PLACE_WITH_PARENT,
  PLACES,
  TYPED_FIRST,
  TYPED_LAST,
} from "./batch-form.ts";

/** Longer texts go the general way, where columns may be shorter. */
export const ONE_OP_UNITS_MAX = 64;

const AFTER_PREVIOUS = 0;
const AT_START = 1;
const LEFT_OF = 2;
const RIGHT_OF = 3;
const ASCII_END = 0x80;
/** Of the eighth byte of a varint. Written out where it is used it would be worked out each time. */
const SCALE_MAX = 2 ** 49;

/**
 * Updates are written behind one another into a slab, and each is a view of its part: an array of its own for every
 * keystroke costs more than all the rest of the work (260,000 of them: 50 ms so, 120 ms each by itself).
 */
const SLAB_BYTES = 4096;
const BATCH_BYTES_MAX = ONE_OP_UNITS_MAX + 64;
let scratch = new Uint8Array(SLAB_BYTES);
let start = 0;
let end = 0;

/**
 * The batch of one insertion by this replica; null if it has to go the general way: long, or not all ASCII. The
 * parent must not be a given replica's; -1 as its replica is the start.
 */
export function encodeInsertBatch(
  space: OpSpace,
  counter: number,
  lamport: number,
  units: Uint8Array | Uint16Array,
  offset: number,
  length: number,
  parentReplica: number,
  parentCounter: number,
  side: Side,
): Uint8Array<ArrayBuffer> | null {
  if (length > ONE_OP_UNITS_MAX) return null;
  const { own } = space;
  const isOwn = parentReplica === own;
  let place = side === RIGHT ? RIGHT_OF : LEFT_OF;
  if (parentReplica < 0) place = AT_START;
  else if (isOwn && side === RIGHT && parentCounter === counter - 1) place = AFTER_PREVIOUS;
  else if (!isOwn) place += PLACE_OF_OTHERS - PLACE_WITH_PARENT;
  const first = units[offset]!;
  const isTyped = length === 1 && place === AFTER_PREVIOUS && first >= TYPED_FIRST && first <= TYPED_LAST;
  startBatch(space, isTyped ? first : (length === 1 ? INSERT_UNIT : INSERT_TEXT) + place, counter, lamport);
  if (place >= PLACE_OF_OTHERS) {
    putReplica(space.replicas, parentReplica);
    putVarint(parentCounter);
  } else if (place >= PLACE_WITH_PARENT) putVarint(counter - parentCounter);
  if (isTyped) return finished();
  if (length > 1) putVarint(length * 2);
  for (let at = offset; at < offset + length; at++) {
    const unit = units[at]!;
    if (unit >= ASCII_END) {
      end = start;
      return null;
    }
    scratch[end++] = unit;
  }
  return finished();
}

/**
 * The batch of one deletion by this replica: `length` elements, the first at `targetCounter`, the others after it, or
 * before it if `direction` is -1. The targets must not be a given replica's.
 */
export function encodeDeleteBatch(
  space: OpSpace,
  counter: number,
  lamport: number,
  length: number,
  targetReplica: number,
  targetCounter: number,
  direction: 1 | -1,
): Uint8Array<ArrayBuffer> {
  const isOthers = targetReplica !== space.own;
  const form = length === 1 ? DELETE_ONE : DELETE_SEVERAL;
  startBatch(space, isOthers ? form + IS_OTHERS : form, counter, lamport);
  const last = direction < 0 ? targetCounter : targetCounter + length - 1;
  if (isOthers) putReplica(space.replicas, targetReplica);
  putVarint(isOthers ? last : counter - last);
  if (length > 1) putVarint(length * 2 + (direction < 0 ? 1 : 0));
  return finished();
}

function startBatch(space: OpSpace, form: number, counter: number, lamport: number): void {
  const clock = lamport - counter;
  if (end + BATCH_BYTES_MAX > SLAB_BYTES) {
    scratch = new Uint8Array(SLAB_BYTES);
    end = 0;
  }
  start = end;
  scratch[end++] = clock === 0 ? form : form | CLOCK_FOLLOWS;
  putReplica(space.replicas, space.own);
  putVarint(counter);
  if (clock !== 0) putVarint(clock);
}

/** The batch that was started last. */
function finished(): Uint8Array<ArrayBuffer> {
  return scratch.subarray(start, end);
}

function putReplica(replicas: ReplicaTable, replica: number): void {
  const high = replicas.highAt(replica);
  const low = replicas.lowAt(replica);
  scratch[end] = high >>> 24;
  scratch[end + 1] = high >>> 16;
  scratch[end + 2] = high >>> 8;
  scratch[end + 3] = high;
  scratch[end + 4] = low >>> 24;
  scratch[end + 5] = low >>> 16;
  scratch[end + 6] = low >>> 8;
  scratch[end + 7] = low;
  end += 8;
}

function putVarint(value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    scratch[end++] = 0x80 | (rest % 0x80);
    rest = rest < 0x80000000 ? rest >>> 7 : Math.floor(rest / 0x80);
  }
  scratch[end++] = rest;
}

/** What `readOneOp` found; used again for each update. */
export class OneOp {
  /** The writer, or -1 if it has no number yet; `high` and `low` are the halves of its id then. */
  replica = 0;
  high = 0;
  low = 0;
  counter = 0;
  lamport = 0;
  isDeletion = false;
  /** Counters that it takes. */
  length = 0;
  /** The parent's replica, -1 for the start; or that of the deleted elements. */
  otherReplica = 0;
  /** The parent; or the element that the first counter deletes. */
  otherCounter = 0;
  /** Of its parent. */
  side: Side = RIGHT;
  /** Of a deletion: where the following targets are. */
  direction: 1 | -1 = 1;
  /** The single unit of a typed character, or -1: then the text is the bytes `textStart`..`textEnd - 1`, all ASCII. */
  unit = -1;
  textStart = 0;
  textEnd = 0;
}

let position = 0;

/**
 * Reads the batch at `start` of an update if it is in a short form, of replicas that are numbered but perhaps the writer, and
 * with a text of ASCII. Gives where it ends; -1, and promises nothing about `into`, if it is anything else: then it goes
 * the general way.
 */
export function readOneOp(update: Uint8Array, start: number, replicas: ReplicaTable, into: OneOp): number {
  const { length } = update;
  if (length - start < 10) return -1;
  const firstByte = update[start]!;
  const form = firstByte & ~CLOCK_FOLLOWS;
  position = start + 9;
  into.high = wordAt(update, start + 1);
  into.low = wordAt(update, start + 5);
  const replica = replicas.findWords(into.high, into.low);
  const counter = takeVarint(update, length);
  if (counter < 0 || counter >= MAX_COUNTER || (replica < 0 && counter > 0)) return -1;
  const clock = firstByte < CLOCK_FOLLOWS ? 0 : takeVarint(update, length);
  if (clock < 0 || clock > MAX_LAMPORT || (clock === 0 && firstByte >= CLOCK_FOLLOWS)) return -1;
  into.replica = replica;
  into.counter = counter;
  into.lamport = counter + clock;
  if (form < TYPED_FIRST) {
    const isRead =
      form >= INSERT_UNIT
        ? readInsertion(update, form, replicas, into)
        : readDeletion(update, form, replicas, into);
    if (!isRead) return -1;
  } else {
    if (form > TYPED_LAST || counter === 0) return -1;
    into.isDeletion = false;
    into.length = 1;
    into.otherReplica = replica;
    into.otherCounter = counter - 1;
    into.side = RIGHT;
    into.unit = form;
  }
  const count = into.length;
  return counter + count <= MAX_COUNTER && into.lamport + count <= MAX_LAMPORT ? position : -1;
}

function readInsertion(update: Uint8Array, form: number, replicas: ReplicaTable, into: OneOp): boolean {
  const { length } = update;
  const place = form & 7;
  if (place >= PLACES) return false;
  into.isDeletion = false;
  into.side = place === LEFT_OF || place === PLACE_OF_OTHERS ? 0 : RIGHT;
  if (place === AT_START) {
    into.otherReplica = -1;
    into.otherCounter = 0;
  } else if (place === AFTER_PREVIOUS) {
    into.otherReplica = into.replica;
    into.otherCounter = into.counter - 1;
  } else if (!readReference(update, place >= PLACE_OF_OTHERS, replicas, into)) return false;
  if (into.otherCounter < 0) return false;
  const isPrevious = into.otherReplica === into.replica && into.otherCounter === into.counter - 1;
  if (place === RIGHT_OF && isPrevious) return false;
  into.unit = -1;
  if (form < INSERT_TEXT) {
    const unit = position < length ? update[position]! : ASCII_END;
    if (unit >= ASCII_END || (place === AFTER_PREVIOUS && unit >= TYPED_FIRST && unit <= TYPED_LAST))
      return false;
    into.unit = unit;
    into.length = 1;
    position++;
    return true;
  }
  const head = takeVarint(update, length);
  const size = head >> 1;
  if (head < 4 || head % 2 !== 0 || head > ONE_OP_UNITS_MAX * 2 || position + size > length) return false;
  into.length = size;
  into.textStart = position;
  position += size;
  into.textEnd = position;
  for (let at = into.textStart; at < position; at++) if (update[at]! >= ASCII_END) return false;
  return true;
}

function readDeletion(update: Uint8Array, form: number, replicas: ReplicaTable, into: OneOp): boolean {
  if (form < DELETE_ONE || form > DELETE_SEVERAL + IS_OTHERS) return false;
  if (!readReference(update, (form & IS_OTHERS) !== 0, replicas, into)) return false;
  const head = form < DELETE_SEVERAL ? 2 : takeVarint(update, update.length);
  if (head < 2 || head > MAX_COUNTER || (form >= DELETE_SEVERAL && head < 4)) return false;
  into.isDeletion = true;
  into.length = head >> 1;
  into.direction = head % 2 === 0 ? 1 : -1;
  if (into.length > into.otherCounter + 1) return false;
  if (into.direction > 0) into.otherCounter -= into.length - 1;
  return true;
}

/** The element referred to; of another replica one that is numbered and not the writer. */
function readReference(update: Uint8Array, isOthers: boolean, replicas: ReplicaTable, into: OneOp): boolean {
  into.otherReplica = into.replica;
  if (isOthers) {
    if (position + 9 > update.length) return false;
    into.otherReplica = replicas.findWords(wordAt(update, position), wordAt(update, position + 4));
    if (into.otherReplica < 0 || into.otherReplica === into.replica) return false;
    position += 8;
  }
  const counter = takeVarint(update, update.length);
  if (counter < 0 || counter > MAX_COUNTER) return false;
  into.otherCounter = isOthers ? counter : into.counter - counter;
  return into.otherCounter >= 0 && (isOthers || counter > 0);
}

function wordAt(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
}

/** A varint in its shortest form, or -1. */
function takeVarint(bytes: Uint8Array, length: number): number {
  if (position >= length) return -1;
  let byte = bytes[position++]!;
  if (byte < 0x80) return byte;
  let value = byte & 0x7f;
  let scale = 0x80;
  do {
    if (position >= length || scale > SCALE_MAX) return -1;
    byte = bytes[position++]!;
    value += (byte & 0x7f) * scale;
    scale *= 0x80;
  } while (byte >= 0x80);
  return byte === 0 || value > Number.MAX_SAFE_INTEGER ? -1 : value;
}
