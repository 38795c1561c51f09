/** The characters of a save: apart by whether they show, each in document order, and back to whoever inserted them. */
import { DecodeError } from "@weft/codec";
import { COVERS, FLAG_BITS, LENGTH, OWNER, STEP } from "../sequence/run-tree.ts";
import type { Sequence } from "../sequence/sequence.ts";
import type { OpSpace } from "../space/op-space.ts";
import { LEFT_OUT } from "../text/gapped-text.ts";
import type { ToldStory } from "./story/story-reader.ts";

const LATIN_MAX = 0xff;
/** Up to here a loop is faster than a call that copies. */
const SHORT_UNITS = 48;
const GAP = LEFT_OUT.charCodeAt(0);

/** Code units as a string, or, if all are ASCII, as bytes. */
export type SavedUnits = string | Uint8Array;

/** The characters of a save. */
export interface SavedTexts {
  readonly visible: SavedUnits;
  /** What does not show; null if it was left out. */
  readonly hidden: SavedUnits | null;
  readonly hiddenCount: number;
}

/** The text of all elements that do not show, in document order. */
export function hiddenText(sequence: Sequence): string {
  let text = "";
  sequence.visitRuns((replica, counter, length, covers) => {
    if (covers > 0) text += sequence.textOf(replica, counter, length);
  });
  return text;
}

/**
 * Stores all characters in the space, by what shows in `sequence` now. Throws a `DecodeError` if other numbers of them
 * show than there are characters.
 */
export function fillText(sequence: Sequence, space: OpSpace, story: ToldStory, texts: SavedTexts): void {
  if (
    sequence.visibleLength !== texts.visible.length ||
    sequence.totalLength !== texts.visible.length + texts.hiddenCount
  ) {
    throw new DecodeError("impossible", "a text unlike its history");
  }
  const runs = story.toggles.length === 0 ? story.runs : runsOf(sequence);
  const places = story.toggles.length === 0 ? story.places : placesOf(runs, story);
  const isLatin = texts.hidden !== null || texts.hiddenCount === 0;
  const latin = isLatin ? gather(runs, places, story, texts, (length) => new Uint8Array(length)) : null;
  const { units } =
    latin && latin.bits <= LATIN_MAX
      ? latin
      : gather(runs, places, story, texts, (length) => new Uint16Array(length));
  for (const [replica, entries] of story.entries) {
    const arena = space.textOf(replica);
    const own = units[replica];
    if (own) arena.adopt(own, (entries.count + 1) >> 1);
    entries.visitInsertions((counter, length) => arena.claim(counter, length));
  }
}

/** The runs of a sequence, four numbers each as in a `RunTree`. */
function runsOf(sequence: Sequence): Int32Array {
  const runs: number[] = [];
  sequence.visitRuns((replica, counter, length, covers) => {
    runs.push(counter, length, replica << FLAG_BITS, covers);
  });
  return Int32Array.from(runs);
}

function placesOf(runs: Int32Array, story: ToldStory): Int32Array {
  const places = new Int32Array(runs.length / STEP);
  for (let run = 0; run < places.length; run++) {
    const counter = runs[run * STEP]!;
    const entries = story.entries.get(runs[run * STEP + OWNER]! >> FLAG_BITS);
    if (entries) places[run] = entries.insertedBefore(entries.entryWith(counter), counter);
  }
  return places;
}

/** The units of each replica, by its number, in the order of its counters; and all bits that any of them has set. */
function gather<Units extends Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer>>(
  runs: Int32Array,
  places: Int32Array,
  story: ToldStory,
  texts: SavedTexts,
  make: (length: number) => Units,
): { readonly units: readonly Units[]; readonly bits: number } {
  const units: Units[] = [];
  for (const [replica, entries] of story.entries) units[replica] = make(entries.inserted);
  let bits = 0;
  let shown = 0;
  let hidden = 0;
  for (let run = 0; run < places.length; run++) {
    const slot = run * STEP;
    const target = units[runs[slot + OWNER]! >> FLAG_BITS]!;
    const length = runs[slot + LENGTH]!;
    if (runs[slot + COVERS] === 0) {
      bits |= copyUnits(texts.visible, shown, target, places[run]!, length);
      shown += length;
    } else {
      bits |= copyUnits(texts.hidden, hidden, target, places[run]!, length);
      hidden += length;
    }
  }
  return { units, bits };
}

/** Copies code units, or gaps if there are none; gives all bits that any of them has set. */
function copyUnits(
  source: SavedUnits | null,
  from: number,
  target: Uint8Array | Uint16Array,
  at: number,
  length: number,
): number {
  if (source === null) {
    target.fill(GAP, at, at + length);
    return GAP;
  }
  if (typeof source !== "string") {
    if (length > SHORT_UNITS) target.set(source.subarray(from, from + length), at);
    else for (let index = 0; index < length; index++) target[at + index] = source[from + index]!;
    return 0;
  }
  let bits = 0;
  for (let index = 0; index < length; index++) {
    const unit = source.charCodeAt(from + index);
    bits |= unit;
    target[at + index] = unit;
  }
  return bits;
}
