/** What replicas weigh: by an estimate that is the same everywhere, and by a heap that is asked with them and without. */
import { expect, test } from "vitest";
import { engineNamed, estimateMemory, measureHeap, type Play, sceneNamed } from "../src/index.ts";

function play(engineName: string): Play {
  const [engine, scene] = [engineNamed(engineName), sceneNamed("e6")];
  if (!engine || !scene) throw new RangeError(engineName);
  return { engine, scene, seed: 1 };
}

test("an estimate counts what can be reached, each thing once", () => {
  const held = { bytes: new Uint8Array(1_000) };
  const once = estimateMemory([held]);
  expect(once).toBeGreaterThan(1_000);
  expect(estimateMemory([held, held])).toBe(once);
  expect(estimateMemory([new Map([["a", "b"]])])).toBeGreaterThan(estimateMemory([new Map()]));
});

test("a heap is asked once with all replicas, and once after those of each play are let go of", async () => {
  // Two people, and a short scene sixteen times over: thirty-two replicas of each engine.
  const answers = [10_000, 6_800, 6_900];
  let asked = 0;
  const bytes = await measureHeap([play("weft"), play("ot")], async () => answers[asked++] ?? 0);
  expect(asked).toBe(3);
  expect(bytes).toEqual([100, 0]);
});
