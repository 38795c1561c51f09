/** What replicas weigh in Node's heap, as a table for the terminal. */
import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { type Engine, measureHeap, type Scene, type Verdict } from "@weft/lab";

/** Fewer edits weigh no more than the document that everybody begins with. */
const editsMin = 12;

/** The scenes in which enough is done to be weighed. */
export function measuredScenes(scenes: readonly Scene[], verdicts: readonly Verdict[]): readonly Scene[] {
  return scenes.filter(({ name }) =>
    verdicts.some(({ scene, edits }) => scene === name && edits >= editsMin),
  );
}

/** Plays each scene once more with each engine and weighs one person's replica. */
export async function heapTable(
  engines: readonly Engine[],
  scenes: readonly Scene[],
  { seed, size }: { readonly seed: number; readonly size: number },
): Promise<string> {
  const usedBytes = nodeMeter();
  const lines: string[] = [];
  for (const scene of scenes) {
    const plays = engines.map((engine) => ({ engine, scene, seed, size }));
    const bytes = await measureHeap(plays, usedBytes);
    const cells = engines.map(({ name }, index) => `${name} ${bytes[index] ?? 0}`);
    lines.push(`  ${scene.name.padEnd(14)} ${cells.join(", ")}`);
  }
  return [
    `\nheap of one person's replica with its editor's document, in bytes, measured after a collection in Node ${process.versions.node}`,
    "(no part of a verdict: it differs a little from run to run; “memory” above is an estimate that does not):",
    ...lines,
  ].join("\n");
}

/** What is in use after a collection. */
function nodeMeter(): () => Promise<number> {
  setFlagsFromString("--expose-gc");
  const collect: () => void = runInNewContext("gc");
  return async () => {
    // What ends with a turn of the event loop is let go of between them.
    for (let times = 0; times < 3; times++) {
      await setImmediate();
      collect();
    }
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
}
