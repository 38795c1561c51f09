import type { ByteWriter } from "@weft/codec";
import type { ReplicaIndex } from "../space/replica.ts";

/** Where the parts of an op go: see `KindColumns`. */
export interface PartTarget {
  readonly fields: ByteWriter;
  reference(replica: ReplicaIndex, counter: number): void;
}

/** Writes the parts of an op of another kind than text. */
export class OpWriter {
  readonly #target: PartTarget;

  constructor(target: PartTarget) {
    this.#target = target;
  }

  /** For everything in an op that is no reference. */
  get bytes(): ByteWriter {
    return this.#target.fields;
  }

  /** A reference to an op of any replica; of the own one only to an earlier counter than the op's first. */
  reference(replica: ReplicaIndex, counter: number): void {
    this.#target.reference(replica, counter);
  }
}
