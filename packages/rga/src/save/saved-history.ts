/**
 * All ops of a text in the columns of a batch (FORMAT.md), replica by replica: with the jumps of their clocks among the codes,
 * and without characters, which a save has in the order of the document.
 */
import { type ByteReader, type ByteWriter, DecodeError } from "@weft/codec";
import { ColumnWriter } from "../batch/column-writer.ts";
import { UpdateReader } from "../batch/update-reader.ts";
import { MAX_COUNTER } from "../limits.ts";
import { type BatchSink, writeOps } from "../log/history.ts";
import type { Journal } from "../log/journal.ts";
import type { PackedOp } from "../op/packed-op.ts";
import type { OpSpace } from "../space/op-space.ts";
import { type ReplicaIndex, ReplicaTable } from "../space/replica.ts";

/** Codes beside those of ops: the next replica's ops follow; its clock jumps. */
const NEXT_REPLICA = 0x00;
const CLOCK_JUMP = 0x01;

/** Writes the ops of all `replicas`, which are numbered in this order. */
export function writeHistory(
  writer: ByteWriter,
  { space, journal }: { readonly space: OpSpace; readonly journal: Journal },
  replicas: readonly ReplicaIndex[],
): void {
  const columns = new ColumnWriter<unknown>(replicas);
  columns.keepsText = false;
  let clock = 0;
  const sink: Omit<BatchSink<unknown>, "take"> = {
    maxUnits: MAX_COUNTER,
    add(op: PackedOp, replica: ReplicaIndex): void {
      const jump = space.lamportOf(replica, op.counter) - op.counter - clock;
      if (jump > 0) {
        columns.codes.writeByte(CLOCK_JUMP);
        columns.fields.writeVarint(jump);
        clock += jump;
      }
      columns.write(op);
    },
  };
  for (const replica of replicas) {
    columns.codes.writeByte(NEXT_REPLICA);
    columns.replica = replica;
    clock = 0;
    writeOps({ space, journal, rules: null }, sink, replica, 0, space.known(replica));
  }
  columns.seal(writer);
}

/** Reads `writeHistory`, op after op. */
class HistoryReader extends UpdateReader<unknown> {
  #turns = 0;

  constructor() {
    super(new ReplicaTable(), []);
    this.keepsText = false;
  }

  /** Goes to the beginning of what `writeHistory` wrote of these replicas. Throws a `DecodeError`. */
  open(replicas: readonly ReplicaIndex[], reader: ByteReader): void {
    this.given = replicas;
    this.#turns = 0;
    this.openColumns(reader, Number.MAX_SAFE_INTEGER);
  }

  /** Keeps nothing of what was read. */
  close(): void {
    this.given = [];
    this.closeColumns();
  }

  override nextOp(): boolean {
    const { codes, op } = this;
    while (codes.remaining > 0) {
      const code = codes.readByte();
      if (code === NEXT_REPLICA) {
        const replica = this.given[this.#turns++];
        if (replica === undefined) throw new DecodeError("malformed", "a replica without an id");
        this.replica = replica;
        this.next = 0;
        this.lamport = 0;
      } else if (this.#turns > 0 && code === CLOCK_JUMP) this.lamport += this.fields.readVarint();
      else if (this.#turns > 0) {
        this.readOp(code);
        this.next += op.length;
        this.expectRoom(this.next);
        return true;
      } else throw new DecodeError("malformed", "an op of nobody");
    }
    this.expectEnd();
    return false;
  }
}

/** One serves all, as in `built-runs.ts`: an engine forgets what it compiled for a class whose last instance is gone. */
export const historyReader = new HistoryReader();
