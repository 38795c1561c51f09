import { err, ok, type Result } from "@weft/base";
import { DecodeError } from "@weft/codec";
import { decodeUpdate, type ReplicaId, ReplicaTable } from "@weft/rga";
import { genesisReplica } from "./document/genesis.ts";
import { type RichTextOp, richTextOpKinds } from "./ops/op-kinds.ts";

/** What a relay has to know of a batch before it lets it in. */
export interface BatchSummary {
  readonly replica: ReplicaId;
  /** The first counter. */
  readonly counter: number;
  /** How many counters it takes. */
  readonly count: number;
  /** The Lamport timestamps of the first and of the last counter. */
  readonly firstLamport: number;
  readonly lastLamport: number;
  /**
   * The highest counter of each other replica that its ops refer to, without the genesis replica, whose only op
   * everybody has. The batch's own replica must be known up to `counter`.
   */
  readonly dependencies: readonly { readonly replica: ReplicaId; readonly counter: number }[];
  /** The kinds of op in it, each once. */
  readonly kinds: readonly RichTextOp["type"][];
}

/**
 * Decodes one batch of the document completely, without a document: all that can be found wrong without knowing
 * other ops is found. Time and memory are bounded by the bytes. Refuses a batch that claims to be by the genesis
 * replica or leans on more of it than there is.
 */
export function inspectBatch(bytes: Uint8Array, documentId: string): Result<BatchSummary, DecodeError> {
  const replicas = new ReplicaTable();
  const decoded = decodeUpdate(bytes, richTextOpKinds, replicas);
  if (!decoded.ok) return decoded;
  const [batch] = decoded.value;
  if (!batch || decoded.value.length > 1) return err(new DecodeError("malformed", "not exactly one batch"));
  const genesis = genesisReplica(documentId);
  const dependencies = batch.dependencies.map(({ replica, counter }) => ({
    replica: replicas.idAt(replica),
    counter,
  }));
  const replica = replicas.idAt(batch.replica);
  if (replica === genesis || dependencies.some((one) => one.replica === genesis && one.counter > 0)) {
    return err(new DecodeError("impossible", "ops of the replica that only began the document"));
  }
  return ok({
    replica,
    counter: batch.counter,
    count: batch.count,
    firstLamport: batch.lamport,
    lastLamport: batch.lamport + batch.count - 1,
    dependencies: dependencies.filter((one) => one.replica !== genesis),
    kinds: [...new Set(batch.ops.map((op) => op.type))],
  });
}
