import { useEffect, useState } from "react";
import { openShelf } from "../shelf/shelf.ts";
import type { ShelfEntry } from "../shelf/shelf-entry.ts";
import { areRelated } from "./comparison.ts";

/** The documents of this browser that began as the same one: what this one is a copy of, and other copies. */
export function useRelated(documentId: string): readonly ShelfEntry[] {
  const [related, setRelated] = useState<readonly ShelfEntry[]>([]);
  useEffect(() => {
    let gone = false;
    let stop = (): void => {};
    void openShelf().then(async (shelf) => {
      const look = async (): Promise<void> => {
        const entries = await shelf.list();
        const found = entries.filter((entry) => areRelated(entry.documentId, documentId));
        // Most changes of the shelf are about titles and times of others.
        if (!gone) setRelated((before) => (isSame(before, found) ? before : found));
      };
      await look();
      if (!gone) stop = shelf.onChange(() => void look());
    });
    return () => {
      gone = true;
      stop();
    };
  }, [documentId]);
  return related;
}

function isSame(a: readonly ShelfEntry[], b: readonly ShelfEntry[]): boolean {
  const spell = (entries: readonly ShelfEntry[]): string =>
    entries.map(({ documentId, title, role, token }) => [documentId, title, role, token].join()).join();
  return spell(a) === spell(b);
}
