import { monitorEventLoopDelay } from "node:perf_hooks";
import { Gauge, type Registry } from "prom-client";

/** How finely delays of the event loop are sampled. */
const resolutionMs = 10;

/**
 * Adds what this process takes and how long others wait for it: memory, and the event loop's delay since the figures
 * were last read. Ends when the returned function is called.
 */
export function watchProcess(registry: Registry): () => void {
  const registers = [registry];
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  delay.enable();
  new Gauge({
    name: "weft_event_loop_delay_seconds",
    help: "Delay of the event loop since the last reading, by quantile, the sampling interval taken off.",
    labelNames: ["quantile"],
    registers,
    collect() {
      for (const quantile of [0.5, 0.99, 1]) {
        const seconds = delay.count === 0 ? 0 : delay.percentile(quantile * 100) / 1e9;
        this.set({ quantile: String(quantile) }, Math.max(0, seconds - resolutionMs / 1000));
      }
      delay.reset();
    },
  });
  new Gauge({
    name: "weft_memory_bytes",
    help: "Memory of the process: all that is resident, the heap in use, buffers outside of it.",
    labelNames: ["kind"],
    registers,
    collect() {
      const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
      this.set({ kind: "resident" }, rss);
      this.set({ kind: "heap" }, heapUsed);
      this.set({ kind: "buffers" }, arrayBuffers);
    },
  });
  return () => delay.disable();
}
