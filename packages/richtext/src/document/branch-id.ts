/**
 * Ids of branches. A branch is a document of its own with the ops of its origin, under their ids, so that the two can be merged
 * later. They all stand on the origin's first block, whose id is derived from the origin's: a branch carries that replica id in
 * its own id, so that whoever opens or checks it, the server included, needs to be told nothing else.
 */
import { type Random, toHex } from "@weft/base";
import { genesisReplica } from "./genesis.ts";

/** What the id of a branch begins with: 24 bits, then the 64 of the origin's genesis, then 40 random ones. */
const BRANCH_MARK = "b7a9c4";

const RANDOM_BYTES = 5;

/**
 * The id of a new branch of a document, 32 hexadecimal digits. A branch of a branch begins where its origin does. `random` must
 * be the system's generator outside of tests.
 */
export function branchDocumentId(originId: string, random: Random): string {
  return `${BRANCH_MARK}${genesisReplica(originId)}${toHex(random.bytes(RANDOM_BYTES))}`;
}
