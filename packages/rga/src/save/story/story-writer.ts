/**
 * A document's history as the story of its making: every op once more, causes first, and beside it what a reader who
 * follows cannot guess. The twin of `story-reader.ts`.
 */
import { assert } from "@weft/base";
import type { ByteWriter } from "@weft/codec";
import type { Journal } from "../../log/journal.ts";
import type { OpTable } from "../../log/op-table.ts";
import { DELETE_BACKWARD, INSERT_LEFT, INSERT_RIGHT, OBJECT } from "../../op/packed-op.ts";
import { LEFT, type PlacedRun, RIGHT, type RunOfIds } from "../../sequence/place.ts";
import type { OpSpace } from "../../space/op-space.ts";
import type { ReplicaIndex } from "../../space/replica.ts";
import type { TextOp } from "../../text/text-op.ts";
import { Replay } from "./replay.ts";
import {
  CANCEL,
  DELETE_AT_RANK,
  DELETE_BACKWARDS,
  DELETE_FORWARDS,
  INSERT,
  INSERT_AT_RANK,
  newStoryColumns,
  OTHER_SIDE,
  RESTORE,
  type StoryColumns,
} from "./story-columns.ts";

/** Writes the ops of all replicas in `replicas`, which are numbered in the bytes in that order. */
export function writeStory(
  space: OpSpace,
  journal: Journal<TextOp>,
  replicas: readonly ReplicaIndex[],
): StoryColumns<ByteWriter> {
  const writer = new StoryWriter(space, journal);
  const told = new Map(replicas.map((replica) => [replica, 0]));
  for (let progress = true; progress; ) {
    progress = false;
    for (const [number, replica] of replicas.entries()) {
      const from = told.get(replica) ?? 0;
      const to = writer.tellWhileReady(replica, from, told);
      if (to === from) continue;
      writer.columns.turns.writeVarint(number);
      writer.columns.turns.writeVarint(to - from);
      progress = true;
    }
  }
  for (const replica of replicas)
    assert(told.get(replica) === space.known(replica), "causes never form a ring");
  return writer.columns;
}

class StoryWriter {
  readonly columns = newStoryColumns();
  private readonly journal: Journal<TextOp>;
  private readonly replay: Replay;
  /** For each replica, the visible position where its last step was. */
  private readonly near: number[] = [];
  private readonly run: PlacedRun = {
    replica: 0,
    counter: 0,
    length: 0,
    parentReplica: -1,
    parentCounter: 0,
    side: RIGHT,
  };
  private readonly covered: RunOfIds = { replica: 0, counter: 0, length: 0 };
  /** The deletion that is not written yet because the next one may lengthen it; 0: none. */
  private pendingLength = 0;
  private pendingCode = DELETE_FORWARDS;
  private pendingPlace = 0;

  constructor(space: OpSpace, journal: Journal<TextOp>) {
    this.journal = journal;
    this.replay = new Replay(space);
  }

  /** Tells the ops of a replica from a counter on as far as their causes are told; gives and notes where that is. */
  tellWhileReady(replica: ReplicaIndex, from: number, told: Map<ReplicaIndex, number>): number {
    const table = this.journal.table(replica);
    let counter = from;
    while (counter < table.end) {
      const entry = table.indexOf(counter);
      const end = this.readyUntil(table, entry, counter, told);
      if (end === counter) break;
      this.tell(table, entry, counter, end);
      counter = end;
      told.set(replica, counter);
    }
    this.flush(replica);
    return counter;
  }

  private readyUntil(
    table: OpTable<TextOp>,
    entry: number,
    counter: number,
    told: Map<ReplicaIndex, number>,
  ): number {
    const end = table.endAt(entry);
    const other = table.otherReplicaAt(entry);
    const form = table.formAt(entry);
    if (form === OBJECT || other === table.replica || other < 0) return end;
    const known = told.get(other) ?? 0;
    const target = table.otherCounterAt(entry);
    if (form === INSERT_LEFT || form === INSERT_RIGHT) {
      return counter > table.startAt(entry) || target < known ? end : counter;
    }
    if (form === DELETE_BACKWARD) return target - (counter - table.startAt(entry)) < known ? end : counter;
    return Math.max(counter, Math.min(end, table.startAt(entry) + known - target));
  }

  private tell(table: OpTable<TextOp>, entry: number, counter: number, end: number): void {
    const form = table.formAt(entry);
    if (form === OBJECT) this.tellToggle(table, entry);
    else if (form === INSERT_LEFT || form === INSERT_RIGHT) this.tellInsertion(table, entry, end);
    else {
      const direction = form === DELETE_BACKWARD ? -1 : 1;
      const target = table.otherCounterAt(entry) + direction * (counter - table.startAt(entry));
      this.tellDeletion(table.replica, table.otherReplicaAt(entry), target, end - counter, direction);
    }
  }

  private tellToggle(table: OpTable<TextOp>, entry: number): void {
    const op = table.objectAt(entry);
    assert(op.type === "cancel" || op.type === "restore", "only toggles are kept as objects");
    this.flush(table.replica);
    this.columns.codes.writeByte(op.type === "cancel" ? CANCEL : RESTORE);
    this.columns.places.writeVarint(table.startAt(entry) - op.counter);
    this.columns.lengths.writeVarint(op.length);
  }

  private tellInsertion(table: OpTable<TextOp>, entry: number, end: number): void {
    const { replay, run, columns } = this;
    const { replica } = table;
    this.flush(replica);
    run.replica = replica;
    run.counter = table.startAt(entry);
    run.length = end - run.counter;
    run.parentReplica = table.otherReplicaAt(entry);
    run.parentCounter = table.otherCounterAt(entry);
    run.side = table.formAt(entry) === INSERT_LEFT ? LEFT : RIGHT;
    const rank = replay.insert(run);
    const guessedLeft = replay.guessesLeft(replica);
    const code = replay.isPlainGap() ? INSERT : INSERT_AT_RANK;
    columns.codes.writeByte(guessedLeft === (run.side === LEFT) ? code : code + OTHER_SIDE);
    const near = this.near[replica] ?? 0;
    const position = replay.positionOf(replica, run.counter);
    if (code === INSERT) columns.places.writeZigzag(position - near);
    else columns.places.writeVarint(rank);
    columns.lengths.writeVarint(run.length);
    this.near[replica] = position + run.length;
  }

  /** Tells a deletion piece by piece: elements that are together and covered alike. */
  private tellDeletion(
    replica: ReplicaIndex,
    targetReplica: ReplicaIndex,
    target: number,
    count: number,
    direction: 1 | -1,
  ): void {
    const { replay, covered } = this;
    for (let done = 0; done < count; done += covered.length) {
      const counter = target + done * direction;
      const position = replay.positionOf(targetReplica, counter);
      const before = replay.cover(targetReplica, counter, count - done, direction, covered);
      if (before === 0) this.addDeletion(replica, position, covered.length, direction);
      else this.tellDeletionAtRank(replica, counter, direction);
    }
  }

  private tellDeletionAtRank(replica: ReplicaIndex, counter: number, direction: 1 | -1): void {
    const { columns, replay, covered } = this;
    this.flush(replica);
    columns.codes.writeByte(direction > 0 ? DELETE_AT_RANK : DELETE_AT_RANK + OTHER_SIDE);
    columns.places.writeVarint(replay.rankOf(covered.replica, counter));
    columns.lengths.writeVarint(covered.length);
  }

  /** Notes a deletion of visible elements, the first at `position`; lengthens the pending one if it goes on from it. */
  private addDeletion(replica: ReplicaIndex, position: number, length: number, direction: 1 | -1): void {
    const isOne = this.pendingLength === 1;
    const goesOn = this.pendingLength > 0 && (length === 1 || direction > 0);
    if (goesOn && position === this.pendingPlace && (isOne || this.pendingCode === DELETE_FORWARDS)) {
      this.pendingLength += length;
      return;
    }
    const goesBack = this.pendingLength > 0 && (length === 1 || direction < 0);
    const next =
      this.pendingCode === DELETE_BACKWARDS ? this.pendingPlace - this.pendingLength : this.pendingPlace - 1;
    if (goesBack && position === next && (isOne || this.pendingCode === DELETE_BACKWARDS)) {
      this.pendingCode = DELETE_BACKWARDS;
      this.pendingLength += length;
      return;
    }
    this.flush(replica);
    this.pendingCode = direction < 0 && length > 1 ? DELETE_BACKWARDS : DELETE_FORWARDS;
    this.pendingPlace = position;
    this.pendingLength = length;
  }

  private flush(replica: ReplicaIndex): void {
    const { columns, pendingCode, pendingLength, pendingPlace } = this;
    if (pendingLength === 0) return;
    const near = this.near[replica] ?? 0;
    const isBackwards = pendingCode === DELETE_BACKWARDS;
    columns.codes.writeByte(pendingCode);
    columns.places.writeZigzag(pendingPlace - near);
    columns.lengths.writeVarint(pendingLength);
    this.near[replica] = isBackwards ? pendingPlace - pendingLength + 1 : pendingPlace;
    this.pendingLength = 0;
  }
}
