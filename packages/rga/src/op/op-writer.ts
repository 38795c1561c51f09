import { ByteWriter } from "@weft/codec";
import type { ReplicaIndex } from "../space/replica.ts";

const OWN = 0;

/** An id that a batch depends on, in the dense numbers of one document. */
export interface Dependency {
  readonly replica: ReplicaIndex;
  /** The highest counter that is referred to. */
  readonly counter: number;
}

/**
 * Writes the ops of one batch and gathers what they refer to. A reference is 0 and the distance back, for the
 * batch's own replica; for another one its place, from 1 on, among the given replicas followed by the batch's
 * dependencies, and the counter.
 */
export class OpWriter {
  /** For everything in an op that is no reference. */
  readonly bytes = new ByteWriter();
  private readonly given: readonly ReplicaIndex[];
  private replica: ReplicaIndex = -1;
  private counter = 0;
  private dependencyList: { replica: ReplicaIndex; counter: number }[] = [];
  private markedLength = 0;
  private markedDependencies = 0;
  private readonly raised: { readonly index: number; readonly counter: number }[] = [];

  /** `given`: replicas that everybody has, see `OpLog.give`. They are never dependencies. */
  constructor(given: readonly ReplicaIndex[]) {
    this.given = given;
  }

  /** What the ops so far depend on, in order of first mention. */
  get dependencies(): readonly Dependency[] {
    return this.dependencyList;
  }

  /** Starts an empty batch of `replica`. */
  startBatch(replica: ReplicaIndex): void {
    this.replica = replica;
    this.bytes.truncate(0);
    this.dependencyList = [];
  }

  /** Starts the op whose first counter is `counter`; `dropOp` takes back all that follows. */
  startOp(counter: number): void {
    this.counter = counter;
    this.markedLength = this.bytes.length;
    this.markedDependencies = this.dependencyList.length;
    this.raised.length = 0;
  }

  /** Takes back the op that was started last. */
  dropOp(): void {
    this.bytes.truncate(this.markedLength);
    for (const { index, counter } of this.raised.reverse()) {
      const dependency = this.dependencyList[index];
      if (dependency) dependency.counter = counter;
    }
    this.dependencyList.length = this.markedDependencies;
  }

  /** Whether this is the counter just before the op that is being written. */
  isPrevious(replica: ReplicaIndex, counter: number): boolean {
    return replica === this.replica && counter === this.counter - 1;
  }

  /** A reference to an op of any replica; of the own one only to an earlier counter than the op's first. */
  reference(replica: ReplicaIndex, counter: number): void {
    if (replica === this.replica) {
      this.bytes.writeVarint(OWN);
      this.bytes.writeVarint(this.counter - counter);
      return;
    }
    const given = this.given.indexOf(replica);
    if (given >= 0) {
      this.bytes.writeVarint(given + 1);
      this.bytes.writeVarint(counter);
      return;
    }
    let index = this.dependencyList.findIndex((dependency) => dependency.replica === replica);
    const dependency = this.dependencyList[index];
    if (!dependency) {
      index = this.dependencyList.push({ replica, counter }) - 1;
    } else if (dependency.counter < counter) {
      this.raised.push({ index, counter: dependency.counter });
      dependency.counter = counter;
    }
    this.bytes.writeVarint(index + 1 + this.given.length);
    this.bytes.writeVarint(counter);
  }
}
