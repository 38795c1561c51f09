import type { ShelfEntry } from "./shelf-entry.ts";

/** The entries whose title or first line holds every word of `search`, in any case and order. */
export function searchEntries(entries: readonly ShelfEntry[], search: string): readonly ShelfEntry[] {
  const words = search
    .toLocaleLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== "");
  return entries.filter((entry) => {
    const text = `${entry.title}\n${entry.firstLine}`.toLocaleLowerCase();
    return words.every((word) => text.includes(word));
  });
}
