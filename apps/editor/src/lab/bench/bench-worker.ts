/** Runs the bench away from the page. The peers' code comes with it, when somebody runs it. */
import { benchText, figuresOf, loadBenchLibraries } from "@weft/lab";
import type { BenchReport, BenchRequest } from "./bench-messages.ts";

const tell = (report: BenchReport): void => postMessage(report);

addEventListener("message", ({ data }: MessageEvent<BenchRequest>) => {
  measure(data).catch((error: unknown) =>
    tell({ type: "failed", reason: error instanceof Error ? error.message : String(error) }),
  );
});

async function measure({ sizes }: BenchRequest): Promise<void> {
  const libraries = await loadBenchLibraries();
  const figures = sizes.length * figuresOf(libraries.length);
  let told = 0;
  for (const edits of sizes) {
    for (const figure of benchText({ libraries, edits, nowMs: () => performance.now() }))
      tell({ type: "figure", figure, share: ++told / figures });
  }
  tell({ type: "done" });
}
