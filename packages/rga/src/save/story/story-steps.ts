/**
 * The story of a text as steps (FORMAT.md), replica by replica, in the order of the counters. A step inserts or deletes
 * elements that are neighbours in the end, or toggles.
 */
import {
  type ByteReader,
  type ByteWriter,
  DecodeError,
  readNumberColumn,
  writeNumberColumn,
} from "@weft/codec";
import type { OpSpace } from "../../space/op-space.ts";
import type { ReplicaIndex } from "../../space/replica.ts";

/** What a step does. */
export const INSERT = 0;
export const DELETE_FORWARDS = 1;
export const DELETE_BACKWARDS = 2;
export const CANCEL = 3;
export const RESTORE = 4;

/** Numbers a step in `StorySteps.numbers`, of which the first is what it does. */
export const STEP = 6;
export const REPLICA = 1;
/** The first counter. A toggle takes one, all others one for each element. */
export const COUNTER = 2;
/**
 * Of an insertion, how many stretches inserted by earlier steps stand before it; of a deletion, where its first element
 * stands in the end, tombstones included; of a toggle, how many counters back it begins.
 */
export const PLACE = 3;
/** How many elements; of a toggle, how many counters it means. */
export const LENGTH = 4;
/** How many elements the replica inserted before. */
export const INSERTED = 5;

const FIRST_STEPS = 64;
const NO_CODE = 255;

export class StorySteps {
  numbers: Int32Array<ArrayBuffer>;
  /** Where the steps end in `numbers`. */
  end = 0;
  /** How many of them insert. */
  insertions = 0;
  private inserted = 0;

  /** Room for so many steps at first. */
  constructor(room = FIRST_STEPS) {
    this.numbers = new Int32Array(room * STEP);
  }

  add(code: number, replica: ReplicaIndex, counter: number, place: number, length: number): void {
    if (this.end === this.numbers.length) {
      const grown = new Int32Array(this.end * 2);
      grown.set(this.numbers);
      this.numbers = grown;
    }
    const { numbers, end } = this;
    numbers[end] = code;
    numbers[end + REPLICA] = replica;
    numbers[end + COUNTER] = counter;
    numbers[end + PLACE] = place;
    numbers[end + LENGTH] = length;
    // Every replica begins with its counter 0.
    if (counter === 0) this.inserted = 0;
    numbers[end + INSERTED] = this.inserted;
    if (code === INSERT) {
      this.inserted += length;
      this.insertions++;
    }
    this.end = end + STEP;
  }
}

/** Writes a column of codes, places and lengths. Places are those of `PLACE`, as differences to what is expected. */
export function writeSteps(writer: ByteWriter, { numbers, end }: StorySteps): void {
  const codes: number[] = [];
  const places: number[] = [];
  const lengths: number[] = [];
  for (let step = 0; step < end; step += STEP) {
    const place = numbers[step + PLACE]!;
    codes.push(numbers[step]!);
    places.push(place < 0 ? -2 * place - 1 : 2 * place);
    lengths.push(numbers[step + LENGTH]!);
  }
  writeNumberColumn(writer, codes.concat(places, lengths));
}

/** How much a story tells of. */
export interface StoryLimits {
  /** Exactly so many are inserted. */
  readonly elements: number;
  /** At most so many are made. */
  readonly deletions: number;
}

/** Reads `writeSteps`: all counters that the space knows of `replicas`. Throws a `DecodeError`. */
export function readSteps(
  reader: ByteReader,
  space: OpSpace,
  replicas: readonly ReplicaIndex[],
  limits: StoryLimits,
): StorySteps {
  // One column of them all: to inflate another one takes as long as to read two thousand steps.
  const column = readNumberColumn(reader, Number.MAX_SAFE_INTEGER);
  const count = column.length / 3;
  if (count % 1 !== 0) throw new DecodeError("malformed", "half a step");
  const steps = new StorySteps(count);
  let { elements, deletions } = limits;
  let next = 0;
  for (const replica of replicas) {
    const known = space.known(replica);
    for (let counter = 0; counter < known; next++) {
      const code = next < count ? column[next]! : NO_CODE;
      const distance = column[count + next]!;
      const length = column[2 * count + next]!;
      if (code > RESTORE || length === 0) throw new DecodeError("malformed", "no step of a story");
      const taken = code < CANCEL ? length : 1;
      if (code === INSERT) elements -= length;
      else if (code < CANCEL) deletions -= length;
      if (taken > known - counter || elements < 0 || deletions < 0) {
        throw new DecodeError("impossible", "a step beyond what there is");
      }
      steps.add(code, replica, counter, (distance >>> 1) ^ -(distance & 1), length);
      counter += taken;
    }
  }
  if (next < count || elements > 0)
    throw new DecodeError("impossible", "a story that does not end with its text");
  return steps;
}

/** Where the next deletion of the same replica is expected after a step that inserts or deletes at `place`. */
export function nearAfter(code: number, place: number, length: number): number {
  if (code === INSERT) return place + length;
  return code === DELETE_FORWARDS ? place : place - length + 1;
}
