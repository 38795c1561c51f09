import { assert } from "@weft/base";
import { MAX_BATCH_BYTES, MAX_BATCH_DEPENDENCIES } from "../limits.ts";
import type { AnyOp, OpKinds } from "../op/op-kind.ts";
import { OpWriter } from "../op/op-writer.ts";
import type { Element } from "../sequence/place.ts";
import type { OpSpace } from "../space/op-space.ts";
import { REPLICA_BYTES, type ReplicaIndex } from "../space/replica.ts";
import { sealColumns, sealRows } from "./batch-frame.ts";
import type { BatchHeader } from "./batch-header.ts";
import { encodeOneOp } from "./one-op-form.ts";

/** Room for form, replica, counter, count, clock, number of dependencies and length. */
const HEADER_ROOM = 64;
const DEPENDENCY_ROOM = REPLICA_BYTES + 8;

/** Ops of fewer bytes than this in rows are not worth columns: six coders at some 20 microseconds each. */
const COLUMNS_BYTES_MIN = 1024;
/** One op has nothing but its text that deflates. */
const ONE_OP_COLUMNS_BYTES_MIN = 16 * 1024;

/**
 * Cuts a stream of ops into batches: a new one begins when the replica changes, the clock jumps or the batch is
 * full. An op that is too long for one batch is cut in halves until it fits.
 */
export class BatchBuilder<Op extends AnyOp> {
  private readonly space: OpSpace;
  private readonly kinds: OpKinds<Op>;
  private readonly given: readonly ReplicaIndex[];
  private readonly writer: OpWriter;
  private ops: Op[] = [];
  private parts: Uint8Array<ArrayBuffer>[] = [];
  private start: Element | null = null;
  private next = 0;

  constructor(space: OpSpace, kinds: OpKinds<Op>, given: readonly ReplicaIndex[]) {
    this.given = given;
    this.writer = new OpWriter(given);
    this.space = space;
    this.kinds = kinds;
  }

  /** Adds a known op, whose counters must lie in one run of the clock. */
  add(op: Op, at: Element): void {
    const runsOn = this.start?.replica === at.replica && this.next === at.counter && !this.jumpsAt(at);
    if (!runsOn) this.open(at);
    if (this.tryWrite(op, at)) return;
    if (this.next !== this.start?.counter) {
      this.open(at);
      if (this.tryWrite(op, at)) return;
    }
    const kind = this.kinds.of(op);
    const span = kind.span(op);
    assert(span > 1, `one op of the kind ${op.type} is longer than a batch may be`);
    const middle = span >> 1;
    this.add(kind.slice(op, 0, middle, at), at);
    this.add(kind.slice(op, middle, span, at), { replica: at.replica, counter: at.counter + middle });
  }

  /** The batches since the last call. */
  take(): Uint8Array<ArrayBuffer>[] {
    this.close();
    const parts = this.parts;
    this.parts = [];
    return parts;
  }

  private tryWrite(op: Op, at: Element): boolean {
    const kind = this.kinds.of(op);
    this.writer.startOp(at.counter, kind.code);
    kind.encode(op, this.writer);
    const dependencies = this.writer.dependencies.length;
    const length = HEADER_ROOM + dependencies * DEPENDENCY_ROOM + this.writer.bytes.length;
    if (length > MAX_BATCH_BYTES || dependencies > MAX_BATCH_DEPENDENCIES) {
      this.writer.dropOp();
      return false;
    }
    this.next = at.counter + kind.span(op);
    this.ops.push(op);
    return true;
  }

  private jumpsAt(at: Element): boolean {
    const { replica, counter } = at;
    return (
      counter > 0 && this.space.lamportOf(replica, counter) !== this.space.lamportOf(replica, counter - 1) + 1
    );
  }

  private open(at: Element): void {
    this.close();
    this.writer.startBatch(at.replica);
    this.start = at;
    this.ops = [];
    this.next = at.counter;
  }

  private close(): void {
    const start = this.start;
    this.start = null;
    if (!start || this.next === start.counter) return;
    const { replicas } = this.space;
    const dependencies = this.writer.dependencies.map(({ replica, counter }) => ({
      replica: replicas.idAt(replica),
      counter,
    }));
    const header = {
      replica: replicas.idAt(start.replica),
      counter: start.counter,
      count: this.next - start.counter,
      lamport: this.space.lamportOf(start.replica, start.counter),
      dependencies,
    };
    this.parts.push(this.seal(header, start));
    this.ops = [];
  }

  /** The batch in whatever form is shortest. */
  private seal(header: BatchHeader, start: Element): Uint8Array<ArrayBuffer> {
    const rows = this.writer.bytes.view();
    const isOne = this.ops.length === 1;
    const short = isOne ? encodeOneOp(header, rows, this.given.length) : null;
    const worthColumns = rows.length >= (isOne ? ONE_OP_COLUMNS_BYTES_MIN : COLUMNS_BYTES_MIN);
    if (!worthColumns) return short ?? sealRows(header, rows);
    const writer = new OpWriter(this.given, "columns");
    writer.startBatch(start.replica);
    let counter = start.counter;
    for (const op of this.ops) {
      const kind = this.kinds.of(op);
      writer.startOp(counter, kind.code);
      kind.encode(op, writer);
      counter += kind.span(op);
    }
    const columns = sealColumns(header, writer.columns);
    const other = short ?? sealRows(header, rows);
    return columns.length < other.length ? columns : other;
  }
}
