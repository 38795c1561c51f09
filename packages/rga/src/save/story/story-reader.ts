/**
 * A document made again from the story of its making. The twin of `story-writer.ts`; the bytes may come from anybody,
 * so every step is checked before it is done.
 */
import { assert } from "@weft/base";
import { type ByteReader, DecodeError } from "@weft/codec";
import { MAX_COUNTER } from "../../limits.ts";
import { LEFT, RIGHT, type RunOfIds } from "../../sequence/place.ts";
import { FLAG_BITS, IS_LEFT, OWNER, STEP } from "../../sequence/run-tree.ts";
import type { OpSpace } from "../../space/op-space.ts";
import type { ReplicaIndex } from "../../space/replica.ts";
import type { ToggleOp } from "../../text/text-op.ts";
import { parentsOfRuns, type RunParents } from "./run-parents.ts";
import {
  CANCEL,
  DELETE_AT_RANK,
  DELETE_BACKWARDS,
  DELETE_FORWARDS,
  expectEndOfStory,
  INSERT,
  INSERT_AT_RANK,
  OTHER_SIDE,
  RESTORE,
  readLength,
  type StoryColumns,
} from "./story-columns.ts";
import { StoryEntries } from "./story-entries.ts";
import { type OrderedRuns, ToldRuns } from "./told-runs.ts";

/** What a story comes to. */
export interface ToldStory {
  /** All runs in document order, as a `Sequence` is made of. Covers do not know of toggles. */
  readonly runs: Int32Array<ArrayBuffer>;
  /** For each run, how many elements its replica inserted before. */
  readonly places: Int32Array;
  /** The entries of each replica that wrote, by its number in the document. */
  readonly entries: ReadonlyMap<ReplicaIndex, StoryEntries>;
  /** In an order in which they may be applied. */
  readonly toggles: readonly ToggleOp[];
}

/**
 * Follows a story whose replicas are numbered as in `replicas`; the space knows their counters and clocks. At most
 * `maxElements` are inserted. Throws a `DecodeError`.
 */
export function readStory(
  columns: StoryColumns<ByteReader>,
  space: OpSpace,
  replicas: readonly ReplicaIndex[],
  maxElements: number,
): ToldStory {
  const reader = new StoryReader(columns, space, maxElements);
  while (columns.turns.remaining > 0) {
    const replica = replicas[columns.turns.readVarint()];
    if (replica === undefined) throw new DecodeError("malformed", "a turn of nobody");
    reader.readTurn(replica, columns.turns.readVarintUpTo(MAX_COUNTER, "a turn"));
  }
  expectEndOfStory(columns);
  return reader.finish(replicas);
}

class StoryReader {
  private readonly columns: StoryColumns<ByteReader>;
  private readonly space: OpSpace;
  private readonly told: ToldRuns;
  private readonly entries = new Map<ReplicaIndex, StoryEntries>();
  private readonly toggles: ToggleOp[] = [];
  private readonly near: number[] = [];
  private room: number;
  private readonly covered: RunOfIds = { replica: 0, counter: 0, length: 0 };

  constructor(columns: StoryColumns<ByteReader>, space: OpSpace, maxElements: number) {
    this.columns = columns;
    this.space = space;
    this.told = new ToldRuns(space, columns.codes.remaining);
    this.room = maxElements;
  }

  /** Reads the steps that take the next `count` counters of a replica. */
  readTurn(replica: ReplicaIndex, count: number): void {
    let entries = this.entries.get(replica);
    if (!entries) {
      // One replica has often written it all; where several have, who comes first has no more room than all together.
      entries = new StoryEntries(this.entries.size === 0 ? Math.min(count, this.columns.codes.remaining) : 0);
      this.entries.set(replica, entries);
    }
    const end = entries.end + count;
    if (count === 0 || end > this.space.known(replica)) {
      throw new DecodeError("impossible", "a turn of more counters than there are");
    }
    while (entries.end < end) this.readStep(replica, entries, end - entries.end);
  }

  finish(replicas: readonly ReplicaIndex[]): ToldStory {
    for (const replica of replicas) {
      if ((this.entries.get(replica)?.end ?? 0) !== this.space.known(replica)) {
        throw new DecodeError("truncated", "a story without its end");
      }
    }
    const ordered = this.told.runs();
    const { runs } = ordered;
    if (this.toggles.length > 0) for (const entries of this.entries.values()) entries.makeIndex();
    const places = this.settleParents(ordered, parentsOfRuns(runs, this.space));
    return { runs, places, entries: this.entries, toggles: this.toggles };
  }

  private readStep(replica: ReplicaIndex, entries: StoryEntries, room: number): void {
    const head = this.columns.codes.readByte();
    const isOther = head >= OTHER_SIDE;
    const code = isOther ? head - OTHER_SIDE : head;
    if (code === INSERT || code === INSERT_AT_RANK) this.readInsertion(replica, entries, code, isOther, room);
    else if (code === DELETE_AT_RANK) this.readDeletionAtRank(entries, replica, isOther ? -1 : 1, room);
    else if (isOther) throw new DecodeError("malformed", `no step has the code ${head}`);
    else if (code === DELETE_FORWARDS || code === DELETE_BACKWARDS) {
      this.readDeletion(entries, replica, code === DELETE_FORWARDS ? 1 : -1, room);
    } else if (code === CANCEL || code === RESTORE) this.readToggle(replica, entries, code);
    else throw new DecodeError("malformed", `no step has the code ${head}`);
  }

  private readInsertion(
    replica: ReplicaIndex,
    entries: StoryEntries,
    code: number,
    isOther: boolean,
    room: number,
  ): void {
    const { told, columns } = this;
    if (code === INSERT) {
      const position = this.readPosition(replica, told.tree.visibleLength);
      told.goTo(position);
      this.near[replica] = position;
    } else told.goToRank(columns.places.readVarintUpTo(told.tree.totalLength, "a rank"));
    const length = readLength(columns, Math.min(room, this.room));
    const side = told.guessesLeft(replica) === isOther ? RIGHT : LEFT;
    this.room -= length;
    this.near[replica] = (code === INSERT ? this.near[replica]! : told.positionOfGap()) + length;
    told.put(replica, entries.count, entries.end, length, side === LEFT);
    entries.addInsertion(replica, length, side);
  }

  private readDeletion(entries: StoryEntries, replica: ReplicaIndex, direction: 1 | -1, room: number): void {
    const { told, covered } = this;
    const { visibleLength } = told.tree;
    const position = this.readPosition(replica, visibleLength - 1);
    const length = readLength(
      this.columns,
      Math.min(room, direction > 0 ? visibleLength - position : position + 1),
    );
    for (let done = 0; done < length; done += covered.length) {
      told.coverAt(direction > 0 ? position : position - done, length - done, direction, covered);
      this.addDeletion(entries, replica, direction);
    }
    this.near[replica] = direction > 0 ? position : position - length + 1;
  }

  private readDeletionAtRank(
    entries: StoryEntries,
    replica: ReplicaIndex,
    direction: 1 | -1,
    room: number,
  ): void {
    const { told, covered } = this;
    const total = told.tree.totalLength;
    const rank = this.columns.places.readVarintUpTo(total - 1, "a rank");
    const length = readLength(this.columns, Math.min(room, direction > 0 ? total - rank : rank + 1));
    for (let done = 0; done < length; done += covered.length) {
      told.coverAtRank(rank + done * direction, length - done, direction, covered);
      this.addDeletion(entries, replica, direction);
    }
  }

  /** Notes that `covered` was deleted, if all of it is older than its deletion. */
  private addDeletion(entries: StoryEntries, replica: ReplicaIndex, direction: 1 | -1): void {
    const { covered, space } = this;
    const { counter, length } = covered;
    const last = counter + length - 1;
    // What the same replica inserted is older by its counter.
    if (covered.replica !== replica) {
      const deletion = space.lamportOf(replica, direction > 0 ? entries.end + length - 1 : entries.end);
      if (space.lamportOf(covered.replica, last) >= deletion) {
        throw new DecodeError("impossible", "a deletion that is not newer than what it deletes");
      }
    }
    entries.addDeletion(length, covered.replica, direction > 0 ? counter : last, direction);
  }

  private readToggle(replica: ReplicaIndex, entries: StoryEntries, code: number): void {
    const counter = entries.end;
    const back = this.columns.places.readVarintUpTo(counter, "a distance back");
    const length = readLength(this.columns, Math.max(1, back));
    if (length > back) throw new DecodeError("impossible", "a toggle of ops that are not earlier");
    const type = code === CANCEL ? "cancel" : "restore";
    const op: ToggleOp = { type, replica, counter: counter - back, length };
    entries.addToggle(op);
    this.toggles.push(op);
  }

  private readPosition(replica: ReplicaIndex, max: number): number {
    const position = (this.near[replica] ?? 0) + this.columns.places.readZigzag();
    if (position < 0 || position > max) throw new DecodeError("impossible", "a place outside the text");
    return position;
  }

  /**
   * Gives every insertion its parent; what runs on inside an insertion must be the child of what is before it. Gives
   * the places of the runs.
   */
  private settleParents({ runs, entries: firstEntries }: OrderedRuns, parents: RunParents): Int32Array {
    const places = new Int32Array(parents.replicas.length);
    let replica = -1;
    let entries = new StoryEntries();
    for (let run = 0; run < places.length; run++) {
      const counter = runs[run * STEP]!;
      const owner = runs[run * STEP + OWNER]!;
      if (owner >> FLAG_BITS !== replica) {
        replica = owner >> FLAG_BITS;
        const others = this.entries.get(replica);
        assert(others !== undefined, "whoever inserted something wrote");
        entries = others;
      }
      const parentReplica = parents.replicas[run]!;
      const parentCounter = parents.counters[run]!;
      const entry = firstEntries[run]!;
      places[run] = entries.insertedBefore(entry, counter);
      if (parentReplica >= 0 && this.isAsOld(parentReplica, parentCounter, replica, counter)) {
        throw new DecodeError("impossible", "an insertion as old as what it is beside");
      }
      if (entries.setParent(entry, counter, parentReplica, parentCounter)) continue;
      const goesOn = (owner & IS_LEFT) === 0 && parentReplica === replica && parentCounter === counter - 1;
      if (!goesOn) throw new DecodeError("impossible", "an insertion that is not together");
    }
    return places;
  }

  /** A parent is older by its id at least; whoever wrote the child had seen it, so the clock must say so too. */
  private isAsOld(
    parentReplica: ReplicaIndex,
    parentCounter: number,
    replica: ReplicaIndex,
    counter: number,
  ): boolean {
    if (parentReplica === replica) return parentCounter >= counter;
    return this.space.lamportOf(parentReplica, parentCounter) >= this.space.lamportOf(replica, counter);
  }
}
