/**
 * A text's history as the story of its making: who inserted and deleted what, by where it stands in the end. The twin of
 * `story-reader.ts`.
 */

import { type ByteWriter, writeNumberColumn } from "@weft/codec";
import type { Journal } from "../../log/journal.ts";
import { CANCEL as CANCELLATION, DELETE_BACKWARD, DELETE_FORWARD } from "../../op/packed-op.ts";
import {
  FLAG_BITS,
  IS_LEFT,
  OWNER,
  LENGTH as RUN_LENGTH,
  STEP as RUN_STEP,
} from "../../sequence/run-tree.ts";
import type { TextSequence } from "../../sequence/text-sequence.ts";
import type { OpSpace } from "../../space/op-space.ts";
import type { ReplicaIndex } from "../../space/replica.ts";
import { olderNeighbours } from "./older-neighbours.ts";
import { RankedBits } from "./ranked-bits.ts";
import {
  CANCEL,
  COUNTER,
  DELETE_BACKWARDS,
  DELETE_FORWARDS,
  INSERT,
  LENGTH,
  nearAfter,
  PLACE,
  REPLICA,
  RESTORE,
  STEP,
  StorySteps,
  writeSteps,
} from "./story-steps.ts";

/** What a story tells of. */
export interface StorySource {
  readonly space: OpSpace;
  readonly journal: Journal;
  readonly sequence: TextSequence;
}

/** Writes the ops of all `replicas`; gives how many deletions they are. */
export function writeStory(
  writer: ByteWriter,
  source: StorySource,
  replicas: readonly ReplicaIndex[],
): number {
  const places = new Places(source);
  const steps = new StorySteps();
  let deletions = 0;
  for (const replica of replicas) deletions += addSteps(steps, replica, source.journal, places);
  makeRelative(steps, places);
  writeSteps(writer, steps);
  writeOtherSides(writer, places.runs, source.space);
  return deletions;
}

/** Where everything stands in the end, tombstones included. */
class Places {
  /** All elements in document order, as long runs as can be whatever covers them: four numbers each as in a `RunTree`. */
  readonly runs: Int32Array;
  private readonly space: OpSpace;
  /** The first rank of each run. */
  private readonly ranks: number[] = [];
  /** For each replica, in the order of its characters, in which run they are. */
  private readonly numbers: Int32Array[] = [];

  constructor({ space, sequence }: StorySource) {
    this.space = space;
    const { ranks, numbers } = this;
    const runs: number[] = [];
    let rank = 0;
    let next = -1;
    sequence.visitRuns((replica, counter, length, _covers, isLeft) => {
      const last = runs.length - RUN_STEP;
      if (!isLeft && counter === next && runs[last + OWNER]! >> FLAG_BITS === replica) {
        runs[last + RUN_LENGTH]! += length;
      } else {
        runs.push(counter, length, (replica << FLAG_BITS) | (isLeft ? IS_LEFT : 0), 0);
        ranks.push(rank);
      }
      next = counter + length;
      rank += length;
      const text = space.textOf(replica);
      const offset = text.offsetOf(counter);
      numbers[replica] ??= new Int32Array(text.length);
      numbers[replica].fill(ranks.length - 1, offset, offset + length);
    });
    this.runs = Int32Array.from(runs);
  }

  /** The number of the run that an element is in. */
  runOf(replica: ReplicaIndex, counter: number): number {
    return this.numbers[replica]![this.space.textOf(replica).offsetOf(counter)]!;
  }

  /** The rank of an element. */
  rankOf(replica: ReplicaIndex, counter: number): number {
    const run = this.runOf(replica, counter);
    return this.ranks[run]! + counter - this.runs[run * RUN_STEP]!;
  }

  /** The rank of the first element of a run. */
  rankAt(run: number): number {
    return this.ranks[run]!;
  }

  /** Above the last counter of a run. */
  endOf(run: number): number {
    return this.runs[run * RUN_STEP]! + this.runs[run * RUN_STEP + RUN_LENGTH]!;
  }
}

/** Adds the steps of a replica; the place of an insertion is the number of its run. Gives how many deletions they are. */
function addSteps(steps: StorySteps, replica: ReplicaIndex, journal: Journal, places: Places): number {
  const table = journal.table(replica);
  let deletions = 0;
  for (let entry = 0; entry < table.count; entry++) {
    const start = table.startAt(entry);
    const end = table.endAt(entry);
    const form = table.formAt(entry);
    if (form >= CANCELLATION) {
      const code = form === CANCELLATION ? CANCEL : RESTORE;
      steps.add(code, replica, start, start - table.otherCounterAt(entry), table.toggledAt(entry));
    } else if (form === DELETE_FORWARD || form === DELETE_BACKWARD) {
      deletions += end - start;
      const other = table.otherReplicaAt(entry);
      const first = table.otherCounterAt(entry);
      for (let counter = start; counter < end; ) {
        const target = form === DELETE_FORWARD ? first + counter - start : first - counter + start;
        const run = places.runOf(other, target);
        const there =
          form === DELETE_FORWARD ? places.endOf(run) - target : target - places.runs[run * RUN_STEP]! + 1;
        const length = Math.min(end - counter, there);
        addDeletion(steps, replica, counter, places.rankOf(other, target), length, form === DELETE_FORWARD);
        counter += length;
      }
    } else {
      for (let counter = start; counter < end; ) {
        const run = places.runOf(replica, counter);
        const length = places.endOf(run) - counter;
        steps.add(INSERT, replica, counter, run, length);
        counter += length;
      }
    }
  }
  return deletions;
}

/** Adds the deletion of neighbours, the first at `rank`, to the last step if it goes on from it. */
function addDeletion(
  steps: StorySteps,
  replica: ReplicaIndex,
  counter: number,
  rank: number,
  length: number,
  isForwards: boolean,
): void {
  const { numbers } = steps;
  const last = steps.end - STEP;
  const code = isForwards || length === 1 ? DELETE_FORWARDS : DELETE_BACKWARDS;
  if (
    last >= 0 &&
    numbers[last + REPLICA] === replica &&
    numbers[last]! > INSERT &&
    numbers[last]! < CANCEL
  ) {
    const distance = rank - numbers[last + PLACE]!;
    const direction = distance > 0 ? DELETE_FORWARDS : DELETE_BACKWARDS;
    const isNext = Math.abs(distance) === numbers[last + LENGTH]!;
    // A single deletion has no direction yet, neither the one there nor the one that comes.
    const agrees = numbers[last] === direction || numbers[last + LENGTH] === 1;
    if (isNext && agrees && (code === direction || length === 1)) {
      numbers[last] = direction;
      numbers[last + LENGTH]! += length;
      return;
    }
  }
  steps.add(code, replica, counter, rank, length);
}

/** Puts differences to what is expected in the place of all places. */
function makeRelative({ numbers, end, insertions }: StorySteps, places: Places): void {
  const runs = new RankedBits(insertions);
  const before = new Int32Array(insertions);
  for (let step = end - STEP, run = insertions; step >= 0; step -= STEP) {
    if (numbers[step] === INSERT) before[--run] = runs.take(numbers[step + PLACE]!);
  }
  let run = 0;
  let nearRun = 0;
  let near = 0;
  for (let step = 0; step < end; step += STEP) {
    const code = numbers[step]!;
    if (numbers[step + COUNTER] === 0) {
      near = 0;
      nearRun = 0;
    }
    if (code >= CANCEL) continue;
    const place = code === INSERT ? places.rankAt(numbers[step + PLACE]!) : numbers[step + PLACE]!;
    if (code === INSERT) {
      numbers[step + PLACE] = before[run]! - nearRun;
      nearRun = before[run++]! + 1;
    } else numbers[step + PLACE] = place - near;
    near = nearAfter(code, place, numbers[step + LENGTH]!);
  }
}

/** Writes where runs begin whose side is not the guessed one: how many, and the distances between their numbers. */
function writeOtherSides(writer: ByteWriter, runs: Int32Array, space: OpSpace): void {
  const { guessesLeft } = olderNeighbours(runs, space);
  const others: number[] = [];
  for (let run = 0, last = 0; run < guessesLeft.length; run++) {
    if ((runs[run * RUN_STEP + OWNER]! & IS_LEFT) === guessesLeft[run]! * IS_LEFT) continue;
    others.push(run - last);
    last = run;
  }
  writeNumberColumn(writer, others);
}
