import { systemClock } from "@weft/base";
import type { RichText } from "@weft/richtext";
import type { Replica } from "@weft/sync";
import { useCallback, useEffect, useState, useSyncExternalStore } from "react";
import { ConflictFinder } from "../finding/conflict-finder.ts";
import { ownReplicas } from "../own-replicas.ts";
import { Absence, type AwayView } from "./absence.ts";
import { lastRead, noteLastRead } from "./last-read.ts";

/** What a person missed, and the way to say that they have looked. */
export interface AwayState {
  readonly view: AwayView | null;
  readonly done: () => void;
}

/** Follows the coming and going of this browser's person: away is who has the page out of sight, or no connection. */
export function useAway(replica: Replica, document: RichText): AwayState {
  const [absence, setAbsence] = useState<Absence | null>(null);
  useEffect(() => {
    const { documentId } = document;
    const finder = new ConflictFinder(document);
    const opened = new Absence({
      document,
      clock: systemClock,
      ownReplicas: () => ownReplicas(documentId),
      search: finder.findChanges,
      lastRead: lastRead(documentId),
      note: (read) => noteLastRead(documentId, read),
    });
    const look = (): void => {
      const { connected, caughtUp } = replica.status();
      if (globalThis.document.visibilityState === "hidden" || !connected) opened.leave();
      else if (caughtUp) opened.back();
    };
    const stopStatus = replica.onStatus(look);
    globalThis.document.addEventListener("visibilitychange", look);
    setAbsence(opened);
    look();
    return () => {
      stopStatus();
      globalThis.document.removeEventListener("visibilitychange", look);
      opened.close();
      finder.close();
      setAbsence(null);
    };
  }, [replica, document]);
  const subscribe = useCallback((changed: () => void) => absence?.onChange(changed) ?? (() => {}), [absence]);
  const view = useSyncExternalStore(subscribe, () => absence?.view ?? null);
  return { view, done: () => absence?.done() };
}
