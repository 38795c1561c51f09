/** Where the service worker looks for this page's code (`vite.config.ts`). */
const cacheName = "yjs-page";

/**
 * Keeps the code of the page that is open for when there is no network. The service worker fetches the app itself ahead of
 * time, but Yjs for nobody who has not opened such a document. Resolves when all is kept, or could not be.
 */
export async function keepPage(): Promise<void> {
  if (!("serviceWorker" in navigator) || !("caches" in window)) return;
  await navigator.serviceWorker.ready;
  const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
  const parts = new Set(loaded.filter((name) => new URL(name).pathname.startsWith("/assets/")));
  try {
    const cache = await caches.open(cacheName);
    const kept = new Set((await cache.keys()).map(({ url }) => url));
    // The browser has just loaded these: they come from its own store, whatever the network does meanwhile.
    const missing = [...parts].filter((part) => !kept.has(part));
    await cache.addAll(missing.map((part) => new Request(part, { cache: "force-cache" })));
    for (const old of kept) if (!parts.has(old)) await cache.delete(old);
  } catch {
    // No network just now, or no room: it is tried again when the page is opened the next time.
  }
}
