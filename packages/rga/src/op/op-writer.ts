import { type ByteWriter, textHead } from "@weft/codec";
import type { ReplicaIndex } from "../space/replica.ts";
import { columnWriters, OP_COLUMN_NAMES, type OpColumns, rowWriters } from "./op-columns.ts";

const OWN = 0;

/**
 * Writes the ops of one batch, in rows or in columns, and gathers what they refer to. A reference is 0 and the
 * distance back, for the batch's own replica; for another one its place, from 1 on, among the given replicas
 * followed by the batch's dependencies, and the counter.
 */
export class OpWriter {
  /** All parts of the ops so far. In rows, any of them is the whole. */
  readonly columns: OpColumns<ByteWriter>;
  /** What the ops so far depend on, in order of first mention: replica, highest counter, replica … */
  readonly dependencies: number[] = [];
  private readonly inRows: boolean;
  private readonly given: readonly ReplicaIndex[];
  private replica: ReplicaIndex = -1;
  private counter = 0;

  /** `given`: replicas that everybody has, see `OpLog.give`. They are never dependencies. */
  constructor(given: readonly ReplicaIndex[], form: "rows" | "columns") {
    this.given = given;
    this.inRows = form === "rows";
    this.columns = this.inRows ? rowWriters() : columnWriters();
  }

  /** For everything in an op that is no code, no reference and no long text. */
  get bytes(): ByteWriter {
    return this.columns.fields;
  }

  /** Starts an empty batch of `replica`. */
  startBatch(replica: ReplicaIndex): void {
    this.replica = replica;
    for (const name of OP_COLUMN_NAMES) this.columns[name].truncate(0);
    this.dependencies.length = 0;
  }

  /** Starts the op whose first counter is `counter`. */
  startOp(counter: number, code: number): void {
    this.counter = counter;
    this.code(code);
  }

  /** A small number that says which kind or form of something follows. */
  code(code: number): void {
    this.columns.codes.writeVarint(code);
  }

  /** The characters of an op. */
  text(text: string): void {
    const head = textHead(text);
    this.columns.fields.writeVarint(head);
    this.columns.texts.writeTextBody(text, head);
  }

  /** Whether this is the counter just before the op that is being written. */
  isPrevious(replica: ReplicaIndex, counter: number): boolean {
    return replica === this.replica && counter === this.counter - 1;
  }

  /** A reference to an op of any replica; of the own one only to an earlier counter than the op's first. */
  reference(replica: ReplicaIndex, counter: number): void {
    if (replica === this.replica) {
      this.referTo(OWN, this.counter - counter);
      return;
    }
    const given = this.given.indexOf(replica);
    this.referTo(1 + (given >= 0 ? given : this.given.length + this.dependencyOn(replica, counter)), counter);
  }

  private dependencyOn(replica: ReplicaIndex, counter: number): number {
    const { dependencies } = this;
    for (let at = 0; at < dependencies.length; at += 2) {
      if (dependencies[at] !== replica) continue;
      if (dependencies[at + 1]! < counter) dependencies[at + 1] = counter;
      return at >> 1;
    }
    return (dependencies.push(replica, counter) >> 1) - 1;
  }

  private referTo(whose: number, counter: number): void {
    this.columns.whose.writeVarint(whose);
    if (this.inRows) {
      this.columns.low.writeVarint(counter);
      return;
    }
    this.columns.low.writeByte(counter & 0xff);
    this.columns.high.writeVarint(counter >>> 8);
  }
}
