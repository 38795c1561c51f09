import type { ByteReader } from "@weft/codec";
import type { PackedOp } from "../op/packed-op.ts";
import type { Element } from "../sequence/place.ts";
import type { ReplicaIndex } from "../space/replica.ts";

/** Where the parts of an op are read from: see `UpdateReader`. */
export interface PartSource {
  readonly replica: ReplicaIndex;
  /** The op that is read, with its first counter, and what was referred to last. */
  readonly op: Pick<PackedOp, "counter" | "otherReplica" | "otherCounter">;
  readonly fields: ByteReader;
  readonly whose: ByteReader;
  readonly low: ByteReader;
  readReference(whose: number): number;
}

/** Reads the parts of an op of another kind than text: the twin of `OpWriter`. */
export class OpReader {
  readonly #source: PartSource;

  constructor(source: PartSource) {
    this.#source = source;
  }

  /** Who wrote the batch. */
  get replica(): ReplicaIndex {
    return this.#source.replica;
  }

  /** The first counter of the op that is being read. */
  get counter(): number {
    return this.#source.op.counter;
  }

  /** For everything in an op that is no reference. */
  get bytes(): ByteReader {
    return this.#source.fields;
  }

  /** References that can still follow, at most: a bound for lists of them. */
  get referencesLeft(): number {
    return this.#source.low.remaining;
  }

  /** See `OpWriter.reference`. Throws a `DecodeError`. */
  reference(): Element {
    const source = this.#source;
    source.readReference(source.whose.readVarint());
    return { replica: source.op.otherReplica, counter: source.op.otherCounter };
  }
}
