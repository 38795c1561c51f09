import { type ByteReader, DecodeError } from "@weft/codec";
import { MAX_COUNTER } from "../limits.ts";
import type { Element } from "../sequence/place.ts";
import type { ReplicaIndex } from "../space/replica.ts";
import type { OpColumns } from "./op-columns.ts";

/** Reads the ops of one batch: the twin of `OpWriter`. Every reference lies within the batch's dependencies. */
export class OpReader {
  /** Who wrote the batch. */
  readonly replica: ReplicaIndex;
  /** The first counter of the op that is being read. */
  counter: number;
  /** What was referred to last: its replica and counter. */
  otherReplica: ReplicaIndex = 0;
  otherCounter = 0;
  private readonly columns: OpColumns<ByteReader>;
  private readonly inRows: boolean;
  private readonly given: readonly ReplicaIndex[];
  /** Replica, highest counter, replica, highest counter … */
  private readonly dependencies: readonly number[];

  constructor(
    columns: OpColumns<ByteReader>,
    at: Element,
    given: readonly ReplicaIndex[],
    dependencies: readonly number[],
  ) {
    this.columns = columns;
    this.inRows = columns.codes === columns.fields;
    this.replica = at.replica;
    this.counter = at.counter;
    this.given = given;
    this.dependencies = dependencies;
  }

  /** For everything in an op that is no code, no reference and no long text. */
  get bytes(): ByteReader {
    return this.columns.fields;
  }

  /** For the bytes of texts, whose heads are among `bytes`. */
  get texts(): ByteReader {
    return this.columns.texts;
  }

  /** Whether another op follows. */
  get hasNext(): boolean {
    return this.columns.codes.remaining > 0;
  }

  /** References that can still follow, at most: a bound for lists of them. */
  get referencesLeft(): number {
    return this.columns.whose.remaining;
  }

  /** See `OpWriter.code`. Throws a `DecodeError`. */
  code(): number {
    return this.columns.codes.readVarint();
  }

  /** See `OpWriter.text`. Throws a `DecodeError`. */
  text(): string {
    return this.columns.texts.readTextBody(this.columns.fields.readVarint());
  }

  /** See `OpWriter.reference`. Throws a `DecodeError`. */
  reference(): Element {
    this.readReference();
    return { replica: this.otherReplica, counter: this.otherCounter };
  }

  /** `reference` into `otherReplica` and `otherCounter`. */
  readReference(): void {
    const whose = this.columns.whose.readVarint();
    const counter = this.inRows ? this.columns.low.readVarint() : this.splitCounter();
    if (whose === 0) {
      if (counter === 0 || counter > this.counter) {
        throw new DecodeError("impossible", "a reference to an op that is not earlier");
      }
      this.otherReplica = this.replica;
      this.otherCounter = this.counter - counter;
      return;
    }
    const { given, dependencies } = this;
    const at = (whose - 1 - given.length) * 2;
    const replica = at < 0 ? given[whose - 1] : dependencies[at];
    if (replica === undefined)
      throw new DecodeError("impossible", "a reference to a replica that is no dependency");
    if (counter > (at < 0 ? MAX_COUNTER : dependencies[at + 1]!)) {
      throw new DecodeError("impossible", "a reference beyond what the batch depends on");
    }
    this.otherReplica = replica;
    this.otherCounter = counter;
  }

  /** Throws a `DecodeError` unless all has been read. */
  expectEnd(): void {
    const { codes, fields, whose, low, high, texts } = this.columns;
    for (const column of [codes, fields, whose, low, high, texts]) column.expectEnd();
  }

  private splitCounter(): number {
    const low = this.columns.low.readByte();
    const high = this.columns.high.readVarintUpTo(MAX_COUNTER >>> 8, "a counter");
    return high * 256 + low;
  }
}
