import { useEffect, useState } from "react";
import { openShelf } from "./shelf.ts";
import type { ShelfEntry } from "./shelf-entry.ts";

/** What home draws: null while the shelf is being opened. */
export interface ShelfView {
  readonly keeps: boolean;
  readonly entries: readonly ShelfEntry[];
}

/** The shelf's entries, read again after each change here or in another tab. */
export function useShelf(): ShelfView | null {
  const [view, setView] = useState<ShelfView | null>(null);
  useEffect(() => {
    let gone = false;
    let stop = (): void => {};
    const follow = async (): Promise<void> => {
      const shelf = await openShelf();
      const read = async (): Promise<void> => {
        const entries = await shelf.list();
        if (!gone) setView({ keeps: shelf.keeps, entries });
      };
      if (gone) return;
      stop = shelf.onChange(() => void read());
      await read();
    };
    void follow();
    return () => {
      gone = true;
      stop();
    };
  }, []);
  return view;
}
