import { useEffect, useRef } from "react";
import type { ShelfView } from "../shelf/use-shelf.ts";
import { carryOut } from "./carry-out.ts";

/** Sends what waits on this device, once for each time that the list is opened, and stops when it is left. */
export function useCarryOut(shelf: ShelfView | null): void {
  const entries = useRef(shelf?.entries);
  entries.current = shelf?.entries;
  const isKnown = shelf !== null;
  useEffect(() => {
    if (!isKnown) return;
    const left = new AbortController();
    void carryOut(entries.current ?? [], left.signal);
    return () => left.abort();
  }, [isKnown]);
}
