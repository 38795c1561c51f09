/** Plays a scene with each engine, holds the replicas, and lets go of them one engine after the other while the page measures. */
import { engineNamed, measureHeap, sceneNamed } from "@weft/lab";
import type { HeapReport, HeapRequest } from "./heap-messages.ts";

/** The browser collects when it likes: what is to be weighed must be much. */
const editsWanted = 1_000;

let measured: (bytes: number) => void = () => {};

const tell = (report: HeapReport): void => postMessage(report);

addEventListener("message", ({ data }: MessageEvent<HeapRequest>) => {
  if (data.type === "measured") measured(data.bytes);
  else void weigh(data);
});

function askPage(): Promise<number> {
  const answer = new Promise<number>((resolve) => {
    measured = resolve;
  });
  tell({ type: "measure" });
  return answer;
}

async function weigh({ scene: name, seed, size, engines }: HeapRequest & { type: "weigh" }): Promise<void> {
  const scene = sceneNamed(name);
  const plays = engines.flatMap((engineName) => {
    const engine = engineNamed(engineName);
    return engine && scene ? [{ engine, scene, seed, size }] : [];
  });
  const bytes = await measureHeap(plays, askPage, editsWanted);
  tell({
    type: "done",
    bytes: Object.fromEntries(plays.map(({ engine }, index) => [engine.name, bytes[index] ?? 0])),
  });
}
