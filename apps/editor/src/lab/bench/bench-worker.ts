/** Runs the bench away from the page. */
import { benchLibraries, benchMeasures, benchText } from "@weft/lab";
import type { BenchReport, BenchRequest } from "./bench-messages.ts";

const rounds = 3;
const tell = (report: BenchReport): void => postMessage(report);

addEventListener("message", ({ data }: MessageEvent<BenchRequest>) => {
  const figuresEach = rounds * benchLibraries.length * benchMeasures.length;
  let told = 0;
  try {
    for (const size of data.sizes) {
      for (const figure of benchText(size, () => performance.now()))
        tell({ type: "figure", figure, share: ++told / (figuresEach * data.sizes.length) });
    }
    tell({ type: "done" });
  } catch (error) {
    tell({ type: "failed", reason: error instanceof Error ? error.message : String(error) });
  }
});
