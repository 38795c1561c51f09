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
  /** The highest counter of each other replica that its ops refer to. All its own before `counter` come on top. */
  readonly dependencies: readonly { readonly replica: ReplicaId; readonly counter: number }[];
  /** The kinds of op in it, each once. */
  readonly kinds: readonly RichTextOp["type"][];
}

/**
 * Decodes one batch of the document completely, without a document: all that can be found wrong without knowing
 * other ops is found. Time and memory are bounded by the bytes. Refuses a batch that claims to be by the genesis
 * replica.
 */
export function inspectBatch(bytes: Uint8Array, documentId: string): Result<BatchSummary, DecodeError> {
  const replicas = new ReplicaTable();
  const given = [replicas.indexOf(genesisReplica(documentId))];
  const decoded = decodeUpdate(bytes, richTextOpKinds, { replicas, given });
  if (!decoded.ok) return decoded;
  const [batch] = decoded.value;
  if (!batch || decoded.value.length > 1) return err(new DecodeError("malformed", "not exactly one batch"));
  return ok({
    replica: replicas.idAt(batch.replica),
    counter: batch.counter,
    count: batch.count,
    firstLamport: batch.lamport,
    lastLamport: batch.lamport + batch.count - 1,
    dependencies: batch.dependencies.map(({ replica, counter }) => ({
      replica: replicas.idAt(replica),
      counter,
    })),
    kinds: [...new Set(batch.ops.map((op) => op.type))],
  });
}
