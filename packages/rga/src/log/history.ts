/**
 * Known ops as batches that can be applied one after another. Ops of several replicas may lean on each other to
 * and fro (I answer you in the middle of what you wrote, you answer me in the middle of what I wrote), and a
 * batch applies whole or not at all. So a batch ends where its next op needs something that is not yet written.
 */
import { assert } from "@weft/base";
import { CANCEL, DELETE_BACKWARD, INSERT_RIGHT, OBJECT, PackedOp } from "../op/packed-op.ts";
import type { OpSpace } from "../space/op-space.ts";
import type { ReplicaIndex } from "../space/replica.ts";
import type { Version } from "../space/version.ts";
import type { ObjectRules } from "./admission.ts";
import type { Journal } from "./journal.ts";
import type { OpTable } from "./op-table.ts";

/** The ops that are known. */
export interface History<Op> {
  readonly space: OpSpace;
  readonly journal: Journal<Op>;
  readonly rules: ObjectRules<Op> | null;
}

/** Makes batches. */
export interface BatchSink<Op> {
  /** Longer texts come in pieces. */
  readonly maxUnits: number;
  /** Adds a known op, whose counters lie in one run of the clock of its replica. */
  add(op: PackedOp<Op>, replica: ReplicaIndex): void;
  /** The batches since the last call. */
  take(): Uint8Array<ArrayBuffer>[];
}

/** Writes the ops `from`..`to - 1` of one replica. Nothing is asked about what they lean on. */
export function writeOps<Op>(
  { space, journal, rules }: History<Op>,
  sink: Omit<BatchSink<Op>, "take">,
  replica: ReplicaIndex,
  from: number,
  to: number,
): void {
  const op = new PackedOp<Op>();
  const table = journal.table(replica);
  for (let counter = from; counter < to; counter += op.length) {
    const entry = table.indexOf(counter);
    journal.read(table, entry, counter, op);
    op.length = Math.min(op.length, to - counter, space.nextJump(replica, counter) - counter);
    if (op.form <= INSERT_RIGHT) op.length = Math.min(op.length, sink.maxUnits);
    else if (op.form === OBJECT) {
      op.object = rules!.part(table.objectAt(entry), table.startAt(entry), counter, counter + op.length);
    }
    sink.add(op, replica);
  }
}

/** Writes every op that `version` does not know, causes first. RangeError if it is no version. */
export function writeSince<Op>(
  history: History<Op>,
  sink: BatchSink<Op>,
  version: Version,
  given: readonly ReplicaIndex[],
): void {
  const { space, journal, rules } = history;
  const written: number[] = [];
  for (let replica = 0; replica < space.replicas.size; replica++) {
    const known = space.known(replica);
    const has = given.includes(replica) ? known : (version.get(space.replicas.idAt(replica)) ?? 0);
    if (!Number.isSafeInteger(has) || has < 0) throw new RangeError(`${has} is no number of counters`);
    written.push(Math.min(has, known));
  }
  for (let progress = true; progress; ) {
    progress = false;
    for (let replica = 0; replica < written.length; replica++) {
      const table = journal.table(replica);
      for (let from = written[replica]!; from < table.end; from = written[replica]!) {
        const end = readyUntil(table, from, rules, (other) => written[other]!);
        if (end === from) break;
        writeOps(history, sink, replica, from, end);
        written[replica] = end;
        progress = true;
      }
    }
  }
  for (const [replica, counter] of written.entries()) {
    assert(counter === space.known(replica), "causes without a ring");
  }
}

/**
 * Where the part of an entry ends that begins at a counter and leans only on counters below what `known` gives for their
 * replica; the counter itself if there is none.
 */
function readyUntil<Op>(
  table: OpTable<Op>,
  counter: number,
  rules: ObjectRules<Op> | null,
  known: (replica: ReplicaIndex) => number,
): number {
  const entry = table.indexOf(counter);
  const form = table.formAt(entry);
  const start = table.startAt(entry);
  const end = table.endAt(entry);
  if (form === OBJECT) return rules!.leansUntil(table.objectAt(entry), table.replica, start, known);
  const other = table.otherReplicaAt(entry);
  if (form >= CANCEL || other === table.replica || other < 0) return end;
  const target = table.otherCounterAt(entry);
  if (form <= INSERT_RIGHT) return counter > start || target < known(other) ? end : counter;
  if (form === DELETE_BACKWARD) return target - (counter - start) < known(other) ? end : counter;
  return Math.max(counter, Math.min(end, start + known(other) - target));
}
