/** The characters of a save: apart by whether they show, each in document order, and back to whoever inserted them. */
import { DecodeError } from "@weft/codec";
import { COVERS, FLAG_BITS, LENGTH, OWNER, STEP } from "../sequence/run-tree.ts";
import type { TextSequence } from "../sequence/text-sequence.ts";
import type { OpSpace } from "../space/op-space.ts";
import { LEFT_OUT } from "../text/left-out.ts";
import type { ToldStory } from "./story/story-reader.ts";
import {
  COUNTER,
  INSERT,
  INSERTED,
  REPLICA,
  LENGTH as STEP_LENGTH,
  STEP as STORY_STEP,
} from "./story/story-steps.ts";

/** The text of all elements that do not show, in document order. */
export function hiddenText(sequence: TextSequence): string {
  let text = "";
  sequence.visitRuns((replica, counter, length, covers) => {
    if (covers > 0) text += sequence.textOf(replica, counter, length);
  });
  return text;
}

/** Gives all characters to who inserted them; of hidden ones perhaps only the number is left. Throws a `DecodeError` unless there are as many as show. */
export function fillText(
  { runs, offsets, steps }: ToldStory,
  space: OpSpace,
  visible: string,
  hidden: string | number,
): void {
  const shownUnits = unitsOf(visible);
  const hiddenUnits =
    typeof hidden === "string" ? unitsOf(hidden) : new Uint16Array(hidden).fill(LEFT_OUT.charCodeAt(0));
  const isWide = shownUnits.BYTES_PER_ELEMENT + hiddenUnits.BYTES_PER_ELEMENT > 2;
  const inserted: number[] = [];
  const { numbers, end } = steps;
  for (let step = 0; step < end; step += STORY_STEP) {
    if (numbers[step] === INSERT)
      inserted[numbers[step + REPLICA]!] = numbers[step + INSERTED]! + numbers[step + STEP_LENGTH]!;
  }
  const units = inserted.map((length) => newUnits(length, isWide));
  let shown = 0;
  let rest = 0;
  for (let run = 0; run < offsets.length; run++) {
    const slot = run * STEP;
    const length = runs[slot + LENGTH]!;
    const target = units[runs[slot + OWNER]! >> FLAG_BITS]!;
    if (runs[slot + COVERS] === 0) {
      copyUnits(shownUnits, shown, target, offsets[run]!, length);
      shown += length;
    } else {
      copyUnits(hiddenUnits, rest, target, offsets[run]!, length);
      rest += length;
    }
  }
  if (shown !== visible.length) throw new DecodeError("impossible", "a text unlike its history");
  for (const [replica, own] of units.entries()) if (own) space.textOf(replica).adopt(own);
  for (let step = 0; step < end; step += STORY_STEP) {
    if (numbers[step] !== INSERT) continue;
    space.textOf(numbers[step + REPLICA]!).claim(numbers[step + COUNTER]!, numbers[step + STEP_LENGTH]!);
  }
}

declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
}

type Units = Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;

const encoder = new TextEncoder();

function newUnits(length: number, isWide: boolean): Units {
  return isWide ? new Uint16Array(length) : new Uint8Array(length);
}

/** The units of a text: bytes if all of them are. ASCII, of which the platform makes bytes at once, is most of it. */
function unitsOf(text: string): Units {
  const bytes = encoder.encode(text);
  if (bytes.length === text.length) return bytes;
  const units = new Uint16Array(text.length);
  let bits = 0;
  for (let index = 0; index < units.length; index++) {
    units[index] = text.charCodeAt(index);
    bits |= units[index]!;
  }
  return bits > 0xff ? units : Uint8Array.from(units);
}

function copyUnits(source: Units, from: number, target: Units, at: number, length: number): void {
  if (length > SHORT_UNITS) target.set(source.subarray(from, from + length), at);
  else for (let index = 0; index < length; index++) target[at + index] = source[from + index]!;
}

/** Up to here a loop is faster than a call that copies. */
const SHORT_UNITS = 48;
