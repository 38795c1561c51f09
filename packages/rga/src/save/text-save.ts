/**
 * The saved form of a plain text (FORMAT.md). What shows comes first and can be read alone; everything else is decoded
 * when it is needed.
 */
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
import { INSERT_RIGHT } from "../op/packed-op.ts";
import { buildRuns, type WholeHistory } from "../sequence/built-runs.ts";
import type { TextSequence } from "../sequence/text-sequence.ts";
import type { OpSpace } from "../space/op-space.ts";
import {
  REPLICA_BYTES,
  type ReplicaId,
  type ReplicaIndex,
  readReplicaId,
  writeReplicaId,
} from "../space/replica.ts";
import { LEFT_OUT, LEFT_OUT_UNIT } from "../space/text-arena.ts";
import { textOfUnits, unitsOf, wideUnits } from "../space/unit-text.ts";
import { historyReader, writeHistory } from "./saved-history.ts";

/** The version of the saved form, its first byte. */
const SAVE_FORMAT = 4;

const CHECKSUM_BYTES = 4;
const MAX_BYTES = Number.MAX_SAFE_INTEGER;
/** Counters of deletions, and characters that are left out: so many, and more for each byte behind the visible text. */
const TOLD_FREE = 2 ** 16;
const TOLD_A_BYTE = 256;

/** What a save is made of. */
export interface SaveSource extends Omit<WholeHistory, "cancellations"> {
  readonly sequence: TextSequence;
  readonly replica: ReplicaId;
  /** Batches that wait for their causes. */
  readonly waiting: Uint8Array;
}

/** Code units, a byte each if all are below 0x100. */
type Units = Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;

/** A save whose visible text was read. */
export interface OpenedTextSave {
  /** Who saved. */
  readonly replica: ReplicaId;
  /** What shows. */
  readonly text: string;
  readonly units: Units;
  /** All the rest, for `restoreTextSave`. */
  readonly rest: Uint8Array;
}

/** A text with its history as bytes; with `deletedText: false` without the characters that do not show. */
export function encodeTextSave(
  source: SaveSource,
  options: { readonly deletedText: boolean },
): Uint8Array<ArrayBuffer> {
  const { space, sequence } = source;
  const writer = new ByteWriter();
  writer.writeByte(SAVE_FORMAT);
  writeReplicaId(writer, source.replica);
  writeUnits(writer, sequence.text());
  const restAt = writer.length;
  const hiddenCount = sequence.totalLength - sequence.visibleLength;
  const nothing = LEFT_OUT.repeat(hiddenCount);
  const hidden = options.deletedText ? hiddenText(sequence) : nothing;
  const leftOut = hidden === nothing ? hiddenCount : 0;
  writer.writeVarint(leftOut);
  writeUnits(writer, leftOut > 0 ? "" : hidden);
  const replicas: ReplicaIndex[] = [];
  for (let index = 0; index < space.replicas.size; index++) if (space.known(index) > 0) replicas.push(index);
  writer.writeVarint(replicas.length);
  let told = leftOut;
  for (const replica of replicas) {
    writeReplicaId(writer, space.replicas.idAt(replica));
    told += space.known(replica) - space.textOf(replica).length;
  }
  writeHistory(writer, source, replicas);
  writer.writeBytes(source.waiting);
  const padding = restAt + Math.ceil((told - TOLD_FREE) / TOLD_A_BYTE) - writer.length;
  if (padding > 0) writer.writeRaw(new Uint8Array(padding));
  writer.writeUint32(crc32(writer.view()));
  return writer.toBytes();
}

/** Reads the visible text of a save and checks that nothing is damaged. The bytes are the caller's again afterwards. */
export function openTextSave(bytes: Uint8Array): Result<OpenedTextSave, DecodeError> {
  const end = bytes.length - CHECKSUM_BYTES;
  return decodeAll(bytes.subarray(0, end), (reader) => {
    const format = reader.readByte();
    if (format !== SAVE_FORMAT) {
      throw new DecodeError("version", `a save of the format ${format}, this program reads ${SAVE_FORMAT}`);
    }
    if (new ByteReader(bytes, end).readUint32() !== crc32(bytes, end)) {
      throw new DecodeError("damaged", "the check sum of a save");
    }
    const replica = readReplicaId(reader);
    const units = readUnits(reader);
    return { replica, units, text: textOf(units), rest: reader.readRaw(reader.remaining).slice() };
  });
}

/**
 * Makes the state that was saved in empty parts of a document; gives the runs of its sequence and the batches that wait.
 * Throws a `DecodeError`, after which the parts have to be thrown away.
 */
export function restoreTextSave(
  { rest, units }: OpenedTextSave,
  target: WholeHistory,
): { readonly runs: Int32Array; readonly waiting: Uint8Array } {
  const { space } = target;
  const reader = new ByteReader(rest);
  const room = TOLD_FREE + TOLD_A_BYTE * rest.length;
  const leftOut = reader.readVarintUpTo(room, "characters left out");
  let hidden = readUnits(reader);
  if (leftOut > 0 && hidden.length > 0) throw new DecodeError("malformed", "a text both left out and there");
  const replicas = readReplicas(reader, space);
  historyReader.open(replicas, reader);
  try {
    readOps(target, units.length + hidden.length + leftOut, room - leftOut);
  } finally {
    historyReader.close();
  }
  const waiting = reader.readBytes();
  while (reader.remaining > 0) {
    if (reader.readByte() !== 0) throw new DecodeError("trailing", "a save goes on");
  }
  if (leftOut > 0) hidden = new Uint16Array(leftOut).fill(LEFT_OUT_UNIT);
  const isWide = units.BYTES_PER_ELEMENT + hidden.BYTES_PER_ELEMENT > 2;
  const arenas: Units[] = [];
  for (const replica of replicas) {
    const { length } = space.textOf(replica);
    arenas[replica] = isWide ? new Uint16Array(length) : new Uint8Array(length);
    space.textOf(replica).adopt(arenas[replica]);
  }
  let shown = 0;
  let rested = 0;
  const runs = buildRuns(target, (replica, offset, length, shows) => {
    const from = shows ? shown : rested;
    copyUnits(shows ? units : hidden, from, arenas[replica]!, offset, length);
    if (shows) shown += length;
    else rested += length;
  });
  if (shown !== units.length) throw new DecodeError("impossible", "a text unlike its history");
  return { runs, waiting };
}

/** Reads a history of exactly so many elements and at most so many counters of other ops. */
function readOps({ space, journal }: WholeHistory, elements: number, others: number): void {
  const source = historyReader;
  const { op } = source;
  let elementsLeft = elements;
  let othersLeft = others;
  while (source.nextOp()) {
    const { replica } = source;
    const { form, counter, length } = op;
    if (form <= INSERT_RIGHT) elementsLeft -= length;
    else othersLeft -= length;
    if (elementsLeft < 0 || othersLeft < 0) throw new DecodeError("impossible", "more history than text");
    space.accept(replica, counter, length, source.lamport + counter);
    journal.table(replica).add(op);
    if (form <= INSERT_RIGHT) space.textOf(replica).claim(counter, length);
  }
  if (elementsLeft > 0) throw new DecodeError("impossible", "more text than history");
}

function readReplicas(reader: ByteReader, space: OpSpace): readonly ReplicaIndex[] {
  const count = reader.readVarintUpTo(Math.floor(reader.remaining / REPLICA_BYTES), "replicas");
  const replicas: ReplicaIndex[] = [];
  for (let number = 0; number < count; number++) replicas.push(space.replicas.indexOf(readReplicaId(reader)));
  if (new Set(replicas).size < count) throw new DecodeError("malformed", "a replica named twice");
  return replicas;
}

/** The text of all elements that do not show, in document order. */
function hiddenText(sequence: TextSequence): string {
  let text = "";
  sequence.visitRuns((replica, counter, length, covers) => {
    if (covers > 0) text += sequence.textOf(replica, counter, length);
  });
  return text;
}

/** Packed: a byte a unit, or the lower bytes of all, then the higher ones. */
function writeUnits(writer: ByteWriter, text: string): void {
  const units = unitsOf(text);
  const isWide = units.some((unit) => unit > 0xff);
  const bytes = new Uint8Array(isWide ? units.length * 2 : units.length);
  bytes.set(units);
  if (isWide) for (let at = 0; at < units.length; at++) bytes[units.length + at] = units[at]! >> 8;
  writer.writeByte(isWide ? 1 : 0);
  writePackedBytes(writer, bytes);
}

function readUnits(reader: ByteReader): Units {
  const form = reader.readByte();
  const bytes = readPackedBytes(reader, MAX_BYTES);
  const length = form === 1 ? bytes.length / 2 : bytes.length;
  if (form > 1 || !Number.isInteger(length)) throw new DecodeError("malformed", "half a unit");
  return form === 0 ? bytes.slice() : wideUnits(bytes, 0, length);
}

function textOf(units: Units): string {
  if (units instanceof Uint8Array) return textOfUnits(new Uint16Array(units), units.length, 0xff);
  let bits = 0;
  for (const unit of units) bits |= unit;
  return textOfUnits(units, units.length, bits);
}

function copyUnits(source: Units, from: number, target: Units, at: number, length: number): void {
  if (length > SHORT_UNITS) target.set(source.subarray(from, from + length), at);
  else for (let index = 0; index < length; index++) target[at + index] = source[from + index]!;
}

/** Up to here a loop is faster than a call that copies. */
const SHORT_UNITS = 48;
