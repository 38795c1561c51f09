/**
 * A small bench of plain text for the visitor's own browser: the same edits on `@weft/rga` and its peers, each by its
 * recommended use, and all results compared. What `npm run bench` measures with care, on one machine, this measures roughly on
 * any.
 */
import { assert, type Random, seededRandom } from "@weft/base";
import type { BenchLibrary, TextEdit, TextLibrary } from "./text-library.ts";

/** What is measured, in the order in which it is shown. */
export const benchMeasures = ["local edits", "updates out and in", "save", "load"] as const;
export type BenchMeasure = (typeof benchMeasures)[number];

/** One figure. */
export interface BenchFigure {
  readonly library: BenchLibrary;
  readonly measure: BenchMeasure;
  readonly edits: number;
  readonly ms: number;
  /** Of what was sent, or saved; null where nothing was. */
  readonly bytes: number | null;
}

/** What to measure. */
export interface TextBench {
  readonly libraries: readonly TextLibrary[];
  readonly edits: number;
  /** A stopwatch. */
  readonly nowMs: () => number;
}

const roundsEach = 3;

/** How many figures a bench of so many libraries tells. */
export function figuresOf(libraryCount: number): number {
  return roundsEach * libraryCount * benchMeasures.length;
}

/**
 * Measures all libraries with the same edits. Yields each figure as soon as it is known: the best of three rounds, in which
 * the libraries take turns. Throws if two libraries do not come to the same text.
 */
export function* benchText({ libraries, edits, nowMs }: TextBench): Generator<BenchFigure, void, void> {
  const trace = traceOf(edits, seededRandom(edits));
  const best = new Map<string, BenchFigure>();
  const texts = new Set<string>();
  for (let round = 0; round < roundsEach; round++) {
    for (const library of libraries) {
      for (const figure of measure(library, trace, nowMs, texts)) {
        const key = `${library.name} ${figure.measure}`;
        const known = best.get(key);
        if (!known || figure.ms < known.ms) best.set(key, figure);
        yield best.get(key) ?? figure;
      }
    }
  }
  assert(texts.size === 1, "all libraries come to the same text");
}

function* measure(
  library: TextLibrary,
  trace: readonly TextEdit[],
  nowMs: () => number,
  texts: Set<string>,
): Generator<BenchFigure, void, void> {
  const edits = trace.length;
  const timed = (measured: BenchMeasure, run: () => number | null): BenchFigure => {
    const from = nowMs();
    const bytes = run();
    return { library: library.name, measure: measured, edits, ms: nowMs() - from, bytes };
  };
  const alone = library.create({ sends: false });
  yield timed("local edits", () => {
    for (const edit of trace) alone.edit(edit);
    return null;
  });
  const subject = library.create({ sends: true });
  yield timed("updates out and in", () => {
    let bytes = 0;
    for (const edit of trace) {
      subject.edit(edit);
      const update = subject.takeUpdate();
      bytes += update.length;
      subject.receive(update);
    }
    return bytes;
  });
  let saved = new Uint8Array();
  yield timed("save", () => {
    saved = Uint8Array.from(subject.save());
    return saved.length;
  });
  let loaded = "";
  yield timed("load", () => {
    loaded = subject.load(saved);
    return saved.length;
  });
  for (const text of [alone.written(), subject.written(), subject.read(), loaded]) texts.add(text);
}

const jumpShare = 0.05;
const backspaceShare = 0.15;

/** Somebody who writes mostly on, at times goes elsewhere, and takes a character back now and then. */
function traceOf(edits: number, random: Random): readonly TextEdit[] {
  let length = 0;
  let caret = 0;
  return Array.from({ length: edits }, () => {
    if (random.next() < jumpShare) caret = random.below(length + 1);
    if (caret > 0 && random.next() < backspaceShare) {
      length--;
      return { index: --caret, deleted: 1, inserted: "" };
    }
    length++;
    return { index: caret++, deleted: 0, inserted: String.fromCharCode(97 + random.below(26)) };
  });
}
