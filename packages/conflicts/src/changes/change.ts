/** What somebody did since a version: the plain values that a list of differences shows. */
import type { ReplicaId } from "@weft/rga";
import type { ConflictPlace, ConflictRegister, IdRange } from "../conflict.ts";

/** One difference that one side made. */
export interface Change {
  /** Derived from the ids of what was touched alone: the same on every replica. */
  readonly id: string;
  /** Words, a value (of a block, a container, the document), or a mark that was put on words or taken off. */
  readonly kind: "words" | "value" | "mark";
  /** Its index among the sides that were asked for. */
  readonly side: number;
  /** What stood there in the base, what that side made of it, and what stands there in the document that was asked. */
  readonly before: string;
  readonly after: string;
  readonly now: string;
  /** The elements that it inserted and deleted; of values and marks both are empty. */
  readonly inserted: readonly IdRange[];
  readonly deleted: readonly IdRange[];
  /** The ops that did it, and who wrote them. */
  readonly ops: readonly IdRange[];
  readonly replicas: readonly ReplicaId[];
  readonly place: ConflictPlace;
  /** Of kinds `value` and `mark`. */
  readonly register: ConflictRegister | null;
}
