/** The characters of a save: apart by whether they show, each in document order, and back to whoever inserted them. */
import { DecodeError } from "@weft/codec";
import { COVERS, FLAG_BITS, LENGTH, OWNER, STEP } from "../sequence/run-tree.ts";
import type { Sequence } from "../sequence/sequence.ts";
import type { OpSpace } from "../space/op-space.ts";
import { textOfUnits } from "../space/unit-text.ts";
import { LEFT_OUT } from "../text/gapped-text.ts";
import type { ToldStory } from "./story/story-reader.ts";

const LATIN_MAX = 0xff;
const GAP = LEFT_OUT.charCodeAt(0);

/** The characters of a save. */
export interface SavedTexts {
  readonly visible: string;
  /** What does not show; null if it was left out. */
  readonly hidden: string | null;
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
  const latin = gather(runs, places, story, texts, (length) => new Uint8Array(length));
  const isWide = latin.bits > LATIN_MAX;
  const { units, bits } = isWide
    ? gather(runs, places, story, texts, (length) => new Uint16Array(length))
    : latin;
  for (const [replica, entries] of story.entries) {
    const arena = space.textOf(replica);
    const own = units[replica] ?? new Uint8Array();
    arena.reserve(own.length, (entries.count + 1) >> 1);
    let from = 0;
    entries.visitInsertions((counter, length) => {
      if (own instanceof Uint8Array) arena.appendLatin(counter, own, from, from + length);
      else arena.append(counter, textOfUnits(own.subarray(from, from + length), length, bits));
      from += length;
    });
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
function gather<Units extends Uint8Array | Uint16Array>(
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
  source: string | null,
  from: number,
  target: Uint8Array | Uint16Array,
  at: number,
  length: number,
): number {
  if (source === null) {
    target.fill(GAP, at, at + length);
    return GAP;
  }
  let bits = 0;
  for (let index = 0; index < length; index++) {
    const unit = source.charCodeAt(from + index);
    bits |= unit;
    target[at + index] = unit;
  }
  return bits;
}
