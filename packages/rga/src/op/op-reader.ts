import { type ByteReader, DecodeError } from "@weft/codec";
import type { Element } from "../sequence/place.ts";
import type { ReplicaIndex } from "../space/replica.ts";
import type { Dependency } from "./op-writer.ts";

/** Reads the ops of one batch: the twin of `OpWriter`. Every reference lies within the batch's dependencies. */
export class OpReader {
  /** For everything in an op that is no reference. */
  readonly bytes: ByteReader;
  /** Who wrote the batch. */
  readonly replica: ReplicaIndex;
  /** The first counter of the op that is being read. */
  counter: number;
  /** The given replicas and then the batch's dependencies. */
  private readonly dependencies: readonly Dependency[];

  constructor(bytes: ByteReader, at: Element, dependencies: readonly Dependency[]) {
    this.bytes = bytes;
    this.replica = at.replica;
    this.counter = at.counter;
    this.dependencies = dependencies;
  }

  /** See `OpWriter.reference`. Throws a `DecodeError`. */
  reference(): Element {
    const index = this.bytes.readVarint();
    if (index === 0) {
      const distance = this.bytes.readVarint();
      if (distance === 0 || distance > this.counter) {
        throw new DecodeError("impossible", "a reference to an op that is not earlier");
      }
      return { replica: this.replica, counter: this.counter - distance };
    }
    const dependency = this.dependencies[index - 1];
    if (!dependency) throw new DecodeError("impossible", "a reference to a replica that is no dependency");
    const counter = this.bytes.readVarint();
    if (counter > dependency.counter) {
      throw new DecodeError("impossible", "a reference beyond what the batch depends on");
    }
    return { replica: dependency.replica, counter };
  }
}
