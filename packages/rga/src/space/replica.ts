import { type Brand, type Random, systemRandom, toHex } from "@weft/base";
import type { ByteReader, ByteWriter } from "@weft/codec";

/** One writer: one tab's copy of one document. 64 random bits as 16 lower-case hexadecimal digits. */
export type ReplicaId = Brand<string, "ReplicaId">;

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
  return decodeReplicaId(random.bytes(REPLICA_BYTES));
}

/** The id as `REPLICA_BYTES` bytes. */
export function encodeReplicaId(id: ReplicaId): Uint8Array {
  const bytes = new Uint8Array(REPLICA_BYTES);
  for (let at = 0; at < REPLICA_BYTES; at++) bytes[at] = wordAt(id, at * 2, 2);
  return bytes;
}

/** Writes `encodeReplicaId`. */
export function writeReplicaId(writer: ByteWriter, id: ReplicaId): void {
  writer.writeRaw(encodeReplicaId(id));
}

/** The id in `REPLICA_BYTES` bytes; every value is one. */
export function decodeReplicaId(bytes: Uint8Array): ReplicaId {
  return toHex(bytes) as ReplicaId;
}

/** Reads `encodeReplicaId`. */
export function readReplicaId(reader: ByteReader): ReplicaId {
  return decodeReplicaId(reader.readRaw(REPLICA_BYTES));
}

/**
 * The replicas of one document, numbered. Ids are kept and looked up as their two 32-bit halves, which is how live
 * updates bring them, in a hash table with open places; the spelled id of another is made when it is asked for.
 */
export class ReplicaTable {
  readonly #ids: (ReplicaId | null)[] = [];
  /** The two halves of each id, high one first. */
  #words = new Int32Array(FIRST_WORDS);
  /** A number + 1 in the first free place from its id's hash on; 0: free. At most half of the places are taken. */
  #places = new Int32Array(FIRST_PLACES);
  /** Nobody can choose ids that meet at one place without knowing it. */
  readonly #seed = systemRandom.below(2 ** 32) | 0;

  get size(): number {
    return this.#ids.length;
  }

  /** The number of `id`, given now if it has none. */
  indexOf(id: ReplicaId): ReplicaIndex {
    const index = this.indexOfWords(wordAt(id, 0), wordAt(id, WORD_DIGITS));
    this.#ids[index] = id;
    return index;
  }

  /** The number of `id`, or -1. */
  find(id: ReplicaId): ReplicaIndex {
    return this.#places[this.#placeOf(wordAt(id, 0), wordAt(id, WORD_DIGITS))]! - 1;
  }

  /** The number of the id with these halves, as signed 32-bit numbers, given now if it has none. */
  indexOfWords(high: number, low: number): ReplicaIndex {
    let place = this.#placeOf(high, low);
    const known = this.#places[place]! - 1;
    if (known >= 0) return known;
    const index = this.#ids.push(null) - 1;
    if (index * 2 === this.#words.length) {
      const words = new Int32Array(index * 4);
      words.set(this.#words);
      this.#words = words;
    }
    this.#words[index * 2] = high;
    this.#words[index * 2 + 1] = low;
    if (this.#ids.length * 2 > this.#places.length) {
      this.#places = new Int32Array(this.#places.length * 2);
      for (let other = 0; other < index; other++) {
        this.#places[this.#placeOf(this.highAt(other), this.lowAt(other))] = other + 1;
      }
      place = this.#placeOf(high, low);
    }
    this.#places[place] = index + 1;
    return index;
  }

  /** The first four bytes of an id as a signed number, the highest byte first. */
  highAt(index: ReplicaIndex): number {
    return this.#words[index * 2]!;
  }

  /** The last four bytes of an id, as `highAt`. */
  lowAt(index: ReplicaIndex): number {
    return this.#words[index * 2 + 1]!;
  }

  /** The id with this number; the number must have been given. */
  idAt(index: ReplicaIndex): ReplicaId {
    const id = this.#ids[index];
    if (id === undefined) throw new RangeError(`no replica ${index}`);
    if (id !== null) return id;
    const spelled = (spellWord(this.highAt(index)) + spellWord(this.lowAt(index))) as ReplicaId;
    this.#ids[index] = spelled;
    return spelled;
  }

  /** Which id is lower: negative if that of `a`. The order of the spelled ids. */
  compare(a: ReplicaIndex, b: ReplicaIndex): number {
    const words = this.#words;
    const byHigh = (words[a * 2]! >>> 0) - (words[b * 2]! >>> 0);
    return byHigh !== 0 ? byHigh : (words[a * 2 + 1]! >>> 0) - (words[b * 2 + 1]! >>> 0);
  }

  /** Forgets all numbers from `size` on: takes back what a refused update made it number. */
  truncate(size: number): void {
    // Last in, first out: nothing that stays was put behind what goes.
    for (let index = this.#ids.length - 1; index >= size; index--) {
      this.#places[this.#placeOf(this.highAt(index), this.lowAt(index))] = 0;
    }
    this.#ids.length = size;
  }

  /** The place of the id with these halves, or the free one where it would go. */
  #placeOf(high: number, low: number): number {
    const places = this.#places;
    const words = this.#words;
    const mask = places.length - 1;
    let hash = Math.imul(high ^ this.#seed, 0x9e3779b1);
    hash = Math.imul(hash ^ (hash >>> 16) ^ low, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    let place = (hash ^ (hash >>> 16)) & mask;
    for (;;) {
      const index = places[place]! - 1;
      if (index < 0 || (words[index * 2] === high && words[index * 2 + 1] === low)) return place;
      place = (place + 1) & mask;
    }
  }
}

const FIRST_WORDS = 8;
const FIRST_PLACES = 8;
const WORD_DIGITS = 8;

/** Digits of an id as a signed number. */
function wordAt(id: ReplicaId, from: number, digits = WORD_DIGITS): number {
  return Number.parseInt(id.slice(from, from + digits), 16) | 0;
}

/** Reads `wordAt` the other way round. */
function spellWord(word: number): string {
  return (word >>> 0).toString(16).padStart(WORD_DIGITS, "0");
}
