/**
 * Loaded into a server's process and its threads before their programs: tells the parent process what memory and
 * processor time the process has taken. The server knows nothing of it.
 */
import { BroadcastChannel, isMainThread } from "node:worker_threads";

/** Long enough for every thread. */
const collectionMs = 700;

const collections = new BroadcastChannel("weft-load-collections");
collections.unref();
collections.onmessage = collect;

if (isMainThread) {
  process.on("message", (message) => {
    if (message === "now") tell();
    if (message !== "collected") return;
    collections.postMessage("collect");
    setTimeout(() => {
      collect();
      tell();
    }, collectionMs);
  });
  process.channel?.unref();
}

function collect() {
  globalThis.gc?.();
  globalThis.gc?.();
}

function tell() {
  const { rss, heapUsed, external } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  process.send?.({ rssBytes: rss, usedBytes: heapUsed + external, processorMs: (user + system) / 1000 });
}
