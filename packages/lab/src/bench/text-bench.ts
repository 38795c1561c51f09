/**
 * A small bench of plain text for the visitor's own browser: the same edits on `@weft/rga` and on Yjs's `Y.Text`, each by its
 * recommended use, and both results compared. What `npm run bench` measures with care, on one machine, this measures roughly on
 * any.
 */
import { assert, type Random, seededRandom } from "@weft/base";
import { createText, loadText } from "@weft/rga";
import * as Y from "yjs";

/** One edit of plain text. */
interface TextEdit {
  readonly index: number;
  readonly deleted: number;
  readonly inserted: string;
}

/** A library under measurement, with one replica that writes and one that reads. */
interface Subject {
  edit(edit: TextEdit): void;
  /** What the writer has to send since the last call. */
  takeUpdate(): Uint8Array;
  receive(update: Uint8Array): void;
  save(): Uint8Array;
  load(saved: Uint8Array): string;
  written(): string;
  read(): string;
}

/** What is measured, in the order in which it is shown. */
export const benchMeasures = ["local edits", "updates out and in", "save", "load"] as const;
export type BenchMeasure = (typeof benchMeasures)[number];

/** Who is measured. */
export const benchLibraries = ["Weft", "Yjs"] as const;
export type BenchLibrary = (typeof benchLibraries)[number];

/** One figure. */
export interface BenchFigure {
  readonly library: BenchLibrary;
  readonly measure: BenchMeasure;
  readonly edits: number;
  readonly ms: number;
  /** Of what was sent, or saved; null where nothing was. */
  readonly bytes: number | null;
}

const roundsEach = 3;

/**
 * Measures all libraries with so many edits; `nowMs` is a stopwatch. Yields each figure as soon as it is known: the best of
 * three rounds, in which the libraries take turns. Throws if two libraries do not come to the same text.
 */
export function* benchText(edits: number, nowMs: () => number): Generator<BenchFigure, void, void> {
  const trace = traceOf(edits, seededRandom(edits));
  const best = new Map<string, BenchFigure>();
  const texts = new Set<string>();
  for (let round = 0; round < roundsEach; round++) {
    for (const library of benchLibraries) {
      for (const figure of measure(library, trace, nowMs, texts)) {
        const key = `${library} ${figure.measure}`;
        const known = best.get(key);
        if (!known || figure.ms < known.ms) best.set(key, figure);
        yield best.get(key) ?? figure;
      }
    }
  }
  assert(texts.size === 1, "all libraries come to the same text");
}

function* measure(
  library: BenchLibrary,
  trace: readonly TextEdit[],
  nowMs: () => number,
  texts: Set<string>,
): Generator<BenchFigure, void, void> {
  const edits = trace.length;
  const timed = (measured: BenchMeasure, run: () => number | null): BenchFigure => {
    const from = nowMs();
    const bytes = run();
    return { library, measure: measured, edits, ms: nowMs() - from, bytes };
  };
  const alone = subjects[library]({ sends: false });
  yield timed("local edits", () => {
    for (const edit of trace) alone.edit(edit);
    return null;
  });
  const subject = subjects[library]({ sends: true });
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

/** `sends`: whether updates will be asked for. Who is alone with a text listens to none. */
const subjects: Readonly<Record<BenchLibrary, (use: { readonly sends: boolean }) => Subject>> = {
  Weft() {
    const writer = createText({ replica: "0000000000000001" });
    const reader = createText({ replica: "0000000000000002" });
    return {
      edit({ index, deleted, inserted }) {
        if (deleted > 0) writer.delete(index, deleted);
        if (inserted !== "") writer.insert(index, inserted);
      },
      takeUpdate: () => writer.takeUpdate() ?? new Uint8Array(),
      receive: (update) => reader.applyUpdate(update),
      save: () => reader.save(),
      load: (saved) => loadText(saved).toString(),
      written: () => writer.toString(),
      read: () => reader.toString(),
    };
  },
  Yjs({ sends }) {
    const [writer, reader] = [new Y.Doc(), new Y.Doc()];
    writer.clientID = 1;
    reader.clientID = 2;
    const [written, read] = [writer.getText("text"), reader.getText("text")];
    let updates: Uint8Array[] = [];
    if (sends) writer.on("update", (update: Uint8Array) => updates.push(update));
    return {
      edit({ index, deleted, inserted }) {
        if (deleted > 0) written.delete(index, deleted);
        if (inserted !== "") written.insert(index, inserted);
      },
      takeUpdate() {
        const [only] = updates;
        const update = only && updates.length === 1 ? only : Y.mergeUpdates(updates);
        updates = [];
        return update;
      },
      receive: (update) => Y.applyUpdate(reader, update),
      save: () => Y.encodeStateAsUpdate(reader),
      load(saved) {
        const fresh = new Y.Doc();
        Y.applyUpdate(fresh, saved);
        return fresh.getText("text").toString();
      },
      written: () => written.toString(),
      read: () => read.toString(),
    };
  },
};

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
