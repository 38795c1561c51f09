import { parseHex } from "@weft/base";
import { decodeReplicaId, type ReplicaId } from "@weft/rga";

const OFFSET_BASIS = 0xcbf29ce484222325n;
const PRIME = 0x100000001b3n;
const SALT = "weft genesis 1\n";

/**
 * The replica that "wrote" the marker of a document's first block, so that two people who open an empty document
 * have the same one. It is never transmitted: everybody has its single op. FNV-1a (64 bits) of a salt and the
 * document id, code unit by code unit.
 */
export function genesisReplica(documentId: string): ReplicaId {
  let hash = OFFSET_BASIS;
  const seed = SALT + documentId;
  for (let index = 0; index < seed.length; index++) {
    const unit = seed.charCodeAt(index);
    for (const byte of [unit & 0xff, unit >> 8]) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * PRIME);
  }
  return decodeReplicaId(parseHex(hash.toString(16).padStart(16, "0")) ?? new Uint8Array(8));
}
