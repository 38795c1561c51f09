/**
 * Loaded into a server's process before its program: tells the parent what memory the process has, after a
 * collection. The server knows nothing of it.
 */
process.on("message", (message) => {
  if (message !== "figures") return;
  globalThis.gc?.();
  globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  process.send?.({ rssBytes: rss, usedBytes: heapUsed + external });
});
process.channel?.unref();
