/**
 * A text made again from the story of its making (`story-writer.ts`): when the order of all that was inserted is known,
 * parents, ops and covers come out in a pass each. The bytes may come from anybody.
 *
 * Functions over arrays instead of a class: engines forget what they compiled for a class whose last instance is gone, and
 * who opens one text after another would wait for it each time.
 */
import { type ByteReader, DecodeError, readNumberColumn } from "@weft/codec";
import type { Cancellations } from "../../log/cancellations.ts";
import type { Journal } from "../../log/journal.ts";
import {
  CANCEL as CANCELLATION,
  DELETE_BACKWARD,
  DELETE_FORWARD,
  INSERT_LEFT,
  INSERT_RIGHT,
  RESTORE as RESTORATION,
} from "../../op/packed-op.ts";
import { LEFT, RIGHT } from "../../sequence/place.ts";
import {
  COVERS,
  FLAG_BITS,
  HAS_LEFT,
  HAS_RIGHT,
  IS_LEFT,
  OWNER,
  LENGTH as RUN_LENGTH,
  STEP as RUN_STEP,
} from "../../sequence/run-tree.ts";
import type { OpSpace } from "../../space/op-space.ts";
import type { ReplicaIndex } from "../../space/replica.ts";
import { MarkedPlaces } from "./marked-places.ts";
import { olderNeighbours } from "./older-neighbours.ts";
import { RankedBits } from "./ranked-bits.ts";
import {
  CANCEL,
  COUNTER,
  DELETE_BACKWARDS,
  INSERT,
  INSERTED,
  LENGTH,
  nearAfter,
  PLACE,
  REPLICA,
  readSteps,
  STEP,
  type StoryLimits,
  type StorySteps,
} from "./story-steps.ts";

/** The parts of a document that a story fills. */
export interface StoryTarget {
  readonly space: OpSpace;
  readonly journal: Journal;
  readonly cancellations: Cancellations;
}

/** What a story comes to. */
export interface ToldStory {
  /** All runs in document order, as a `Sequence` is made of. */
  readonly runs: Int32Array<ArrayBuffer>;
  /** For each run, how many elements its replica inserted before. */
  readonly offsets: Int32Array;
  readonly steps: StorySteps;
}

/** What was inserted, in document order, whatever covers it. */
interface InsertedRuns {
  /** Four numbers each as in a `RunTree`. */
  readonly slots: Int32Array;
  /** For each run, the step that inserted it, and the rank of its first element. */
  readonly steps: Int32Array;
  readonly ranks: Int32Array;
  readonly elements: number;
}

/**
 * Reads the story of what `replicas` wrote, whose counters and clocks the space knows. Throws a `DecodeError`, after
 * which the target has to be thrown away.
 */
export function readStory(
  reader: ByteReader,
  target: StoryTarget,
  replicas: readonly ReplicaIndex[],
  limits: StoryLimits,
): ToldStory {
  const steps = readSteps(reader, target.space, replicas, limits);
  const runs = insertedRuns(steps, limits.elements);
  settlePlaces(steps, runs);
  tellJournal(steps, runs, settleSides(reader, runs, target.space), target);
  return cutRuns(steps, runs, replicas, target.cancellations);
}

/** Puts all that was inserted in order: the last run stands where it says, the one before among the others, and so on. */
function insertedRuns({ numbers, end, insertions }: StorySteps, elements: number): InsertedRuns {
  const steps = new Int32Array(insertions);
  let near = 0;
  for (let step = 0; step < end; step += STEP) {
    if (numbers[step + COUNTER] === 0) near = 0;
    if (numbers[step] !== INSERT) continue;
    near += numbers[step + PLACE]!;
    numbers[step + PLACE] = near++;
  }
  const free = new RankedBits(insertions);
  for (let step = end - STEP, there = insertions; step >= 0; step -= STEP) {
    if (numbers[step] !== INSERT) continue;
    const before = numbers[step + PLACE]!;
    if (before < 0 || before >= there--) throw new DecodeError("impossible", "a place outside the text");
    steps[free.takeAt(before)] = step;
  }
  const slots = new Int32Array(insertions * RUN_STEP);
  const ranks = new Int32Array(insertions);
  for (let run = 0, rank = 0; run < insertions; run++) {
    const step = steps[run]!;
    const slot = run * RUN_STEP;
    slots[slot] = numbers[step + COUNTER]!;
    slots[slot + RUN_LENGTH] = numbers[step + LENGTH]!;
    slots[slot + OWNER] = numbers[step + REPLICA]! << FLAG_BITS;
    numbers[step + PLACE] = rank;
    ranks[run] = rank;
    rank += numbers[step + LENGTH]!;
  }
  return { slots, steps, ranks, elements };
}

/** Puts the lowest rank of each deletion in the place of the difference to where it was expected. */
function settlePlaces({ numbers, end }: StorySteps, { elements }: InsertedRuns): void {
  let near = 0;
  for (let step = 0; step < end; step += STEP) {
    const code = numbers[step]!;
    const length = numbers[step + LENGTH]!;
    if (numbers[step + COUNTER] === 0) near = 0;
    if (code >= CANCEL) {
      const back = numbers[step + PLACE]!;
      if (back < length || back > numbers[step + COUNTER]!)
        throw new DecodeError("impossible", "a toggle of ops that are not earlier");
      continue;
    }
    const place = numbers[step + PLACE]! + (code === INSERT ? 0 : near);
    const low = code === DELETE_BACKWARDS ? place - length + 1 : place;
    if (low < 0 || low + length > elements) throw new DecodeError("impossible", "a place outside the text");
    numbers[step + PLACE] = low;
    near = nearAfter(code, place, length);
  }
}

/**
 * Gives every run its side and its flags. Returns, for each step that inserts, where: `2 × (replica of the parent + 1) +
 * side`, and the parent's counter.
 */
function settleSides(reader: ByteReader, runs: InsertedRuns, space: OpSpace): Int32Array {
  const { slots, steps } = runs;
  const older = olderNeighbours(slots, space);
  const { guessesLeft } = older;
  const others = readNumberColumn(reader, Number.MAX_SAFE_INTEGER);
  for (let index = 0, run = 0; index < others.length; index++) {
    run += others[index]!;
    if (run >= steps.length) throw new DecodeError("malformed", "a side of no insertion");
    guessesLeft[run]! ^= 1;
  }
  const parents = new Int32Array(steps.length * 2);
  for (let run = 0; run < steps.length; run++) {
    const slot = run * RUN_STEP;
    const isLeft = guessesLeft[run] === 1;
    const parent = isLeft ? older.after[run]! : older.before[run]!;
    parents[run * 2] = RIGHT;
    if (parent < 0) {
      if (isLeft) throw new DecodeError("impossible", "a left child of nothing");
      continue;
    }
    const parentSlot = parent * RUN_STEP;
    const replica = slots[parentSlot + OWNER]! >> FLAG_BITS;
    const counter = isLeft ? slots[parentSlot]! : older.counters[run]!;
    // By their ids they may be of different age, but whoever wrote the child had seen the parent's clock.
    if (
      space.lamportOf(replica, counter) >= space.lamportOf(slots[slot + OWNER]! >> FLAG_BITS, slots[slot]!)
    ) {
      throw new DecodeError("impossible", "an insertion as old as what it is beside");
    }
    if (isLeft) {
      slots[slot + OWNER]! |= IS_LEFT;
      slots[parentSlot + OWNER]! |= HAS_LEFT;
    } else if (counter === slots[parentSlot]! + slots[parentSlot + RUN_LENGTH]! - 1) {
      slots[parentSlot + OWNER]! |= HAS_RIGHT;
    }
    parents[run * 2] = (replica + 1) * 2 + (isLeft ? LEFT : RIGHT);
    parents[run * 2 + 1] = counter;
  }
  return parents;
}

/** Writes all ops down. */
function tellJournal(
  { numbers, end }: StorySteps,
  runs: InsertedRuns,
  parents: Int32Array,
  target: StoryTarget,
): void {
  const starts = new MarkedPlaces(runs.elements);
  for (let run = 0; run < runs.ranks.length; run++) starts.mark(runs.ranks[run]!);
  starts.count();
  for (let step = 0; step < end; step += STEP) {
    const code = numbers[step]!;
    const replica = numbers[step + REPLICA]!;
    const length = numbers[step + LENGTH]!;
    const table = target.journal.table(replica);
    if (code === INSERT) {
      const parent = starts.numberAt(numbers[step + PLACE]!) * 2;
      const head = parents[parent]!;
      const form = (head & 1) === RIGHT ? INSERT_RIGHT : INSERT_LEFT;
      table.append(form, length, (head >> 1) - 1, parents[parent + 1]!);
    } else if (code >= CANCEL) {
      const counter = numbers[step + COUNTER]! - numbers[step + PLACE]!;
      table.appendToggle(code === CANCEL ? CANCELLATION : RESTORATION, counter, length);
      target.cancellations.set(replica, counter, counter + length, code === CANCEL);
    } else tellDeletion(numbers, step, runs, starts, target);
  }
}

/** Writes a deletion down run by run. */
function tellDeletion(
  numbers: Int32Array,
  step: number,
  { slots, ranks }: InsertedRuns,
  starts: MarkedPlaces,
  { space, journal }: StoryTarget,
): void {
  const replica = numbers[step + REPLICA]!;
  const length = numbers[step + LENGTH]!;
  const isBack = numbers[step] === DELETE_BACKWARDS;
  const low = numbers[step + PLACE]!;
  for (let done = 0; done < length; ) {
    const rank = isBack ? low + length - 1 - done : low + done;
    const run = starts.numberAt(rank);
    const slot = run * RUN_STEP;
    const other = slots[slot + OWNER]! >> FLAG_BITS;
    const offset = rank - ranks[run]!;
    const counter = slots[slot]! + offset;
    const size = Math.min(length - done, isBack ? offset + 1 : slots[slot + RUN_LENGTH]! - offset);
    // The highest target is the newest; what the same replica inserted is older by its counter.
    const last = isBack ? 0 : size - 1;
    const own = numbers[step + COUNTER]! + done + last;
    const isNewer =
      other === replica
        ? counter + last < own
        : space.lamportOf(other, counter + last) < space.lamportOf(replica, own);
    if (!isNewer) throw new DecodeError("impossible", "a deletion that is not newer than what it deletes");
    journal.table(replica).append(isBack ? DELETE_BACKWARD : DELETE_FORWARD, size, other, counter);
    done += size;
  }
}

/** `length` neighbours from a rank on are covered once more, or once less. */
type VisitCover = (rank: number, length: number, delta: 1 | -1) => void;

/** Cuts the runs where what covers them changes. */
function cutRuns(
  steps: StorySteps,
  runs: InsertedRuns,
  replicas: readonly ReplicaIndex[],
  cancellations: Cancellations,
): ToldStory {
  const { ranks, elements } = runs;
  const cuts = new MarkedPlaces(elements);
  for (let run = 0; run < ranks.length; run++) cuts.mark(ranks[run]!);
  visitCovers(steps, replicas, cancellations, (rank, length) => {
    cuts.mark(rank);
    cuts.mark(rank + length);
  });
  cuts.mark(elements);
  const count = cuts.count() - 1;
  const changes = new Int32Array(count + 1);
  visitCovers(steps, replicas, cancellations, (rank, length, delta) => {
    changes[cuts.numberAt(rank)]! += delta;
    changes[cuts.numberAt(rank + length)]! -= delta;
  });
  const list = cuts.list(count + 1);
  const slots = new Int32Array(count * RUN_STEP);
  const offsets = new Int32Array(count);
  let covers = 0;
  let run = -1;
  let used = 0;
  for (let cut = 0; cut < count; cut++) {
    const rank = list[cut]!;
    const length = list[cut + 1]! - rank;
    const begins = rank === ranks[run + 1];
    covers += changes[cut]!;
    const last = (used - 1) * RUN_STEP;
    if (!begins && changes[cut] === 0) {
      slots[last + RUN_LENGTH]! += length;
      continue;
    }
    // As wherever a run is cut: the first part has right children, the second is no left child and has none.
    if (begins) run++;
    else slots[last + OWNER]! |= HAS_RIGHT;
    const offset = rank - ranks[run]!;
    const owner = runs.slots[run * RUN_STEP + OWNER]!;
    const slot = used * RUN_STEP;
    slots[slot] = runs.slots[run * RUN_STEP]! + offset;
    slots[slot + RUN_LENGTH] = length;
    slots[slot + OWNER] = begins ? owner : owner & ~(IS_LEFT | HAS_LEFT);
    slots[slot + COVERS] = covers;
    offsets[used++] = steps.numbers[runs.steps[run]! + INSERTED]! + offset;
  }
  return { runs: slots.subarray(0, used * RUN_STEP), offsets: offsets.subarray(0, used), steps };
}

/** Visits what covers elements in the end: deletions, but for those cancelled, and what is cancelled of insertions. */
function visitCovers(
  { numbers, end }: StorySteps,
  replicas: readonly ReplicaIndex[],
  cancellations: Cancellations,
  visit: VisitCover,
): void {
  let step = 0;
  for (const replica of replicas) {
    let at = step;
    for (; step < end && numbers[step + REPLICA] === replica; step += STEP) {
      const code = numbers[step]!;
      if (code !== INSERT && code < CANCEL) visit(numbers[step + PLACE]!, numbers[step + LENGTH]!, 1);
    }
    cancellations.visitCancelled(replica, (from, to) => {
      while (at + STEP < step && numbers[at + STEP + COUNTER]! <= from) at += STEP;
      for (let other = at; other < step && numbers[other + COUNTER]! < to; other += STEP) {
        const code = numbers[other]!;
        if (code >= CANCEL) continue;
        const length = numbers[other + LENGTH]!;
        const low = Math.max(0, from - numbers[other + COUNTER]!);
        const high = Math.min(length, to - numbers[other + COUNTER]!);
        const shift = code === DELETE_BACKWARDS ? length - high : low;
        if (low < high) visit(numbers[other + PLACE]! + shift, high - low, code === INSERT ? 1 : -1);
      }
    });
  }
}
