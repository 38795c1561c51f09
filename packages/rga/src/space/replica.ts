import { type Brand, type Random, toHex } from "@weft/base";
import type { ByteReader, ByteWriter } from "@weft/codec";

/** One writer: one tab's copy of one document. 64 random bits as 16 lower-case hexadecimal digits. */
export type ReplicaId = Brand<string, "ReplicaId">;

/** The name of one element to people and other programs. */
export interface ElementId {
  readonly replica: ReplicaId;
  readonly counter: number;
}

/** Dense number of a replica inside one document, in order of first sight. Never written to bytes. */
export type ReplicaIndex = number;

/** Bytes of a replica id on the wire and on disk. */
export const REPLICA_BYTES = 8;

/** The id that `text` spells (16 hexadecimal digits of either case), or null. */
export function parseReplicaId(text: string): ReplicaId | null {
  return typeof text === "string" && /^[0-9a-fA-F]{16}$/.test(text)
    ? (text.toLowerCase() as ReplicaId)
    : null;
}

/** A new id. Two are never equal but by chance, 1 in 2^64. */
export function randomReplicaId(random: Random): ReplicaId {
  return toHex(random.bytes(REPLICA_BYTES)) as ReplicaId;
}

/** The id as `REPLICA_BYTES` bytes. */
export function encodeReplicaId(id: ReplicaId): Uint8Array {
  const bytes = new Uint8Array(REPLICA_BYTES);
  for (let index = 0; index < REPLICA_BYTES; index++) {
    bytes[index] = (digitAt(id, index * 2) << 4) | digitAt(id, index * 2 + 1);
  }
  return bytes;
}

/** Writes `encodeReplicaId` without an array of its own. */
export function writeReplicaId(writer: ByteWriter, id: ReplicaId): void {
  for (let index = 0; index < REPLICA_BYTES; index++) {
    writer.writeByte((digitAt(id, index * 2) << 4) | digitAt(id, index * 2 + 1));
  }
}

/** The id in `REPLICA_BYTES` bytes; every value is one. */
export function decodeReplicaId(bytes: Uint8Array): ReplicaId {
  let id = "";
  for (const byte of bytes) id += spelled[byte];
  return id as ReplicaId;
}

/**
 * Reads `encodeReplicaId`. The ids that were read last are remembered, because a live update names the same one or
 * two each time, and a string made anew has to be hashed anew wherever it is looked up.
 */
export function readReplicaId(reader: ByteReader): ReplicaId {
  const high = reader.readUint32();
  const low = reader.readUint32();
  const entry = (high ^ low) & (REMEMBERED_IDS - 1);
  const remembered = rememberedIds[entry];
  if (remembered && remembered.high === high && remembered.low === low) return remembered.id;
  const id = (spell(high) + spell(low)) as ReplicaId;
  rememberedIds[entry] = { high, low, id };
  return id;
}

const REMEMBERED_IDS = 64;
const rememberedIds: { readonly high: number; readonly low: number; readonly id: ReplicaId }[] = [];

/** Four bytes in hexadecimal digits, the lowest first. */
function spell(word: number): string {
  let text = "";
  for (let shift = 0; shift < 32; shift += 8) text += spelled[(word >>> shift) & 0xff];
  return text;
}

/** Every byte in two digits: ids are read and written with each keystroke. */
const spelled = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

function digitAt(id: ReplicaId, index: number): number {
  const unit = id.charCodeAt(index);
  return unit < 0x3a ? unit - 0x30 : unit - 0x57;
}

/** The replicas of one document, numbered. */
export class ReplicaTable {
  private readonly ids: ReplicaId[] = [];
  private readonly indexById = new Map<ReplicaId, ReplicaIndex>();
  /** The two halves of each id, high one first: what live updates are compared with, byte for byte. */
  private words = new Int32Array(FIRST_WORDS);
  private readonly recent = new Int32Array(REMEMBERED_IDS);

  get size(): number {
    return this.ids.length;
  }

  /** The number of `id`, given now if it has none. */
  indexOf(id: ReplicaId): ReplicaIndex {
    const known = this.indexById.get(id);
    if (known !== undefined) return known;
    const index = this.ids.push(id) - 1;
    this.indexById.set(id, index);
    if (this.words.length < index * 2 + 2) {
      const words = new Int32Array(this.words.length * 2);
      words.set(this.words);
      this.words = words;
    }
    this.words[index * 2] = wordAt(id, 0);
    this.words[index * 2 + 1] = wordAt(id, WORD_DIGITS);
    return index;
  }

  /** The number of `id`, or -1. */
  find(id: ReplicaId): ReplicaIndex {
    return this.indexById.get(id) ?? -1;
  }

  /** The number of the id with these halves, as signed 32-bit numbers, or -1. */
  findWords(high: number, low: number): ReplicaIndex {
    const { words, recent } = this;
    const entry = (high ^ low) & (REMEMBERED_IDS - 1);
    const index = recent[entry]!;
    if (index < this.ids.length && words[index * 2] === high && words[index * 2 + 1] === low) return index;
    const found = this.find((spellWord(high) + spellWord(low)) as ReplicaId);
    if (found >= 0) recent[entry] = found;
    return found;
  }

  /** The number of the id with these halves, given now if it has none. */
  indexOfWords(high: number, low: number): ReplicaIndex {
    return this.indexOf((spellWord(high) + spellWord(low)) as ReplicaId);
  }

  /** The first four bytes of an id as a signed number, the highest byte first. */
  highAt(index: ReplicaIndex): number {
    return this.words[index * 2]!;
  }

  /** The last four bytes of an id, as `highAt`. */
  lowAt(index: ReplicaIndex): number {
    return this.words[index * 2 + 1]!;
  }

  /** The id with this number; the number must have been given. */
  idAt(index: ReplicaIndex): ReplicaId {
    const id = this.ids[index];
    if (id === undefined) throw new RangeError(`no replica has the number ${index}`);
    return id;
  }

  /** Which id is lower: negative if that of `a`. The order of the spelled ids. */
  compare(a: ReplicaIndex, b: ReplicaIndex): number {
    const { words } = this;
    const byHigh = (words[a * 2]! >>> 0) - (words[b * 2]! >>> 0);
    return byHigh !== 0 ? byHigh : (words[a * 2 + 1]! >>> 0) - (words[b * 2 + 1]! >>> 0);
  }

  /** Forgets all numbers from `size` on: takes back what a refused update made it number. */
  truncate(size: number): void {
    if (size === this.ids.length) return;
    for (const id of this.ids.splice(size)) this.indexById.delete(id);
  }
}

const FIRST_WORDS = 8;
const WORD_DIGITS = 8;

/** Eight digits of an id as a signed number. */
function wordAt(id: ReplicaId, from: number): number {
  let word = 0;
  for (let index = from; index < from + WORD_DIGITS; index++) word = (word << 4) | digitAt(id, index);
  return word;
}

/** Reads `wordAt` the other way round. */
function spellWord(word: number): string {
  return (word >>> 0).toString(16).padStart(WORD_DIGITS, "0");
}
