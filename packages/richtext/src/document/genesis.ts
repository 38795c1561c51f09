import { parseHex } from "@weft/base";
import { decodeReplicaId, type ReplicaId } from "@weft/rga";

const OFFSET_BASIS = 0xcbf29ce484222325n;
const PRIME = 0x100000001b3n;
/** As `branchDocumentId` makes them. */
const BRANCH_ID = /^b7a9c4([0-9a-f]{16})[0-9a-f]{10}$/;
const SALT = "weft genesis 1\n";

/**
 * The replica that "wrote" the marker of a document's first block, so that two people who open an empty document
 * have the same one. It is never transmitted: everybody has its single op. FNV-1a (64 bits) of a salt and the
 * document id, code unit by code unit; of a branch that of its origin, which its id carries (`branch-id.ts`). A random id
 * that looks like a branch's, one of 16 million, is as good a beginning as any.
 */
export function genesisReplica(documentId: string): ReplicaId {
  const carried = BRANCH_ID.exec(documentId)?.[1];
  if (carried !== undefined) return decodeReplicaId(parseHex(carried) ?? new Uint8Array(8));
  let hash = OFFSET_BASIS;
  const seed = SALT + documentId;
  for (let index = 0; index < seed.length; index++) {
    const unit = seed.charCodeAt(index);
    for (const byte of [unit & 0xff, unit >> 8]) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * PRIME);
  }
  return decodeReplicaId(parseHex(hash.toString(16).padStart(16, "0")) ?? new Uint8Array(8));
}
