/**
 * Known ops as batches that can be applied one after another. Ops of several replicas may lean on each other to
 * and fro (I answer you in the middle of what you wrote, you answer me in the middle of what I wrote), and a
 * batch applies whole or not at all. So a batch ends where its next op needs something that is not yet written.
 */
import { assert } from "@weft/base";
import type { BatchBuilder } from "../batch/batch-builder.ts";
import type { AnyOp, OpKinds } from "../op/op-kind.ts";
import type { Element } from "../sequence/place.ts";
import type { OpSpace } from "../space/op-space.ts";
import type { ReplicaIndex } from "../space/replica.ts";
import type { Version } from "../space/version.ts";
import type { Journal } from "./journal.ts";

/** Where ops come from and go to while they are written. */
export interface HistorySource<Op extends AnyOp> {
  readonly space: OpSpace;
  readonly kinds: OpKinds<Op>;
  readonly journal: Journal<Op>;
  readonly builder: BatchBuilder<Op>;
  /** Replicas whose ops everybody has: they are never written. */
  readonly given: readonly ReplicaIndex[];
  /** What is written for an op; itself if this is left out. */
  readonly rewrite?: (op: Op, at: Element) => Op;
}

/** Adds the ops `from`..`to - 1` of one replica to the builder. Nothing is asked about what they lean on. */
export function writeOwnOps<Op extends AnyOp>(source: HistorySource<Op>, from: number, to: number): void {
  const replica = source.space.own;
  for (let counter = from; counter < to; ) counter += writePiece(source, { replica, counter }, to);
}

/** Adds every op that `version` does not know to the builder, causes first. RangeError if it is no version. */
export function writeSince<Op extends AnyOp>(source: HistorySource<Op>, version: Version): void {
  const { space } = source;
  const written: number[] = [];
  for (let replica = 0; replica < space.replicas.size; replica++) {
    const known = space.known(replica);
    const has = source.given.includes(replica) ? known : (version.get(space.replicas.idAt(replica)) ?? 0);
    if (!Number.isSafeInteger(has) || has < 0) throw new RangeError(`${has} is no number of known counters`);
    written.push(Math.min(has, known));
  }
  for (let progress = true; progress; ) {
    progress = false;
    for (let replica = 0; replica < written.length; replica++) {
      const before = written[replica] ?? 0;
      const after = writeWhileReady(source, replica, written);
      if (after > before) progress = true;
    }
  }
  for (const [replica, counter] of written.entries()) {
    assert(counter === space.known(replica), "causes never form a ring");
  }
}

function writeWhileReady<Op extends AnyOp>(
  source: HistorySource<Op>,
  replica: ReplicaIndex,
  written: number[],
): number {
  const known = source.space.known(replica);
  let counter = written[replica] ?? 0;
  while (counter < known) {
    const end = readyUntil(source, { replica, counter }, written);
    if (end === counter) break;
    counter += writePiece(source, { replica, counter }, end);
    written[replica] = counter;
  }
  return counter;
}

/** Where the longest part of the op at `at` ends that leans only on what is written; `at.counter` if none. */
function readyUntil<Op extends AnyOp>(source: HistorySource<Op>, at: Element, written: number[]): number {
  const { journal, kinds } = source;
  const op = journal.pieceAt(at.replica, at.counter, Number.POSITIVE_INFINITY);
  assert(op !== null, "a known counter without its op");
  const kind = kinds.of(op);
  const ready = (part: Op): boolean => {
    let all = true;
    kind.references(part, (replica, counter) => {
      if (replica !== at.replica && counter >= (written[replica] ?? 0)) all = false;
    });
    return all;
  };
  const span = kind.span(op);
  if (ready(op)) return at.counter + span;
  let low = 0;
  let high = span;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (ready(kind.slice(op, 0, middle, at))) low = middle;
    else high = middle;
  }
  return at.counter + low;
}

/** Writes the op at `at` as far as `end` and its run of the clock go; returns how many counters that were. */
function writePiece<Op extends AnyOp>(source: HistorySource<Op>, at: Element, end: number): number {
  const stop = Math.min(end, source.space.nextJump(at.replica, at.counter));
  const op = source.journal.pieceAt(at.replica, at.counter, stop);
  assert(op !== null, "a known counter without its op");
  source.builder.add(source.rewrite ? source.rewrite(op, at) : op, at);
  return source.kinds.of(op).span(op);
}
