/** The lab's addresses, and where what is there twice is shown. */
import { labSchema, parseDocument } from "@weft/lab";
import { describe, expect, test } from "vitest";
import { workerBytes } from "../src/lab/heap/heap-meter.ts";
import { labPath, parseLabAddress } from "../src/lab/lab-address.ts";
import { doubledStretches } from "../src/lab/marks/doubled-stretches.ts";
import { readableDocument, readableLetters } from "../src/lab/marks/readable-letters.ts";

describe("a run's address", () => {
  test("says all that the run follows from, and comes back as it was", () => {
    const run = { scene: "loss-12", seed: 7, engines: ["weft", "ot"], size: 3 };
    const path = labPath(run);
    expect(path).toBe("/lab?scene=loss-12&seed=7&engines=weft,ot&size=3");
    expect(parseLabAddress(path.slice(path.indexOf("?") + 1))).toEqual(run);
  });

  test("without anything, or with nonsense, is a run all the same", () => {
    const run = { scene: "e6", seed: 1, engines: ["weft", "yjs"], size: 1 };
    expect(parseLabAddress("")).toEqual(run);
    expect(parseLabAddress("seed=-4&size=1e9&engines=,")).toEqual(run);
  });
});

test("characters that are typed only once are shown as letters, one for one", () => {
  expect(readableLetters("\u4e00\u4e01h2: \u4e1a\u4e19")).toBe("abh2: az");
  const doc = parseDocument(labSchema, "\u4e00\u4e02 | h2: plain");
  const shown = labSchema.nodeFromJSON(readableDocument(doc.toJSON()));
  expect(shown.textBetween(0, shown.content.size, "|")).toBe("ac|plain");
  expect(shown.nodeSize).toBe(doc.nodeSize);
});

test("of a browser's heap, what workers hold counts", () => {
  const part = (bytes: number, ...scopes: readonly string[]) => ({
    bytes,
    attribution: scopes.map((scope) => ({ scope })),
  });
  const worker = "DedicatedWorkerGlobalScope";
  expect(workerBytes({ breakdown: [part(5, "Window"), part(7, worker), part(1), part(2, worker)] })).toBe(9);
  expect(workerBytes({ breakdown: [] })).toBe(0);
});

test("of what is there twice the last is marked, in one stretch where it is one", () => {
  const doc = parseDocument(labSchema, "hello | world | world");
  const [stretch, ...others] = doubledStretches(doc, "dlrow");
  expect(others).toEqual([]);
  expect(stretch && doc.textBetween(stretch.from, stretch.to)).toBe("world");
  expect(stretch?.from).toBeGreaterThan(doc.child(0).nodeSize + doc.child(1).nodeSize);
  expect(doubledStretches(doc, "")).toEqual([]);
});
