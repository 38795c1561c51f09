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

  get size(): number {
    return this.ids.length;
  }

  /** The number of `id`, given now if it has none. */
  indexOf(id: ReplicaId): ReplicaIndex {
    const known = this.indexById.get(id);
    if (known !== undefined) return known;
    this.indexById.set(id, this.ids.length);
    return this.ids.push(id) - 1;
  }

  /** The number of `id`, or -1. */
  find(id: ReplicaId): ReplicaIndex {
    return this.indexById.get(id) ?? -1;
  }

  /** The id with this number; the number must have been given. */
  idAt(index: ReplicaIndex): ReplicaId {
    const id = this.ids[index];
    if (id === undefined) throw new RangeError(`no replica has the number ${index}`);
    return id;
  }

  /** Forgets all numbers from `size` on: takes back what a refused update made it number. */
  truncate(size: number): void {
    for (const id of this.ids.splice(size)) this.indexById.delete(id);
  }
}
