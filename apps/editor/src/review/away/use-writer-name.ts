import { systemClock, type Timer } from "@weft/base";
import type { RichText } from "@weft/richtext";
import type { Replica } from "@weft/sync";
import { useEffect } from "react";
import { ownFace } from "../../people/own-face.ts";
import { currentSettings } from "../../settings/settings.ts";
import { noteWriter } from "../writers.ts";

/** So long nothing happens before a name is noted: no edit of a person is cut by it. */
const pauseMs = 1_500;

/**
 * Says in the document who writes under this window's id, once it has written and somebody else was there to wonder: who was
 * away is told by name what each person did. Only at rest and with a connection, so that it is in nobody's way.
 */
export function useWriterName(replica: Replica, document: RichText, canWrite: boolean): void {
  useEffect(() => {
    if (!canWrite) return;
    let timer: Timer | null = null;
    const isAtRest = (): boolean => {
      const { state, connected, unsavedEdits } = replica.status();
      return state === "saved" && connected && unsavedEdits === 0;
    };
    const isWanted = (): boolean => {
      const version = document.version();
      const hasOthers = version.size > 1 || replica.presence.others().length > 0;
      return (version.get(document.replica) ?? 0) > 0 && hasOthers;
    };
    const look = (): void => {
      timer?.cancel();
      timer = systemClock.after(pauseMs, () => {
        if (!isAtRest() || !isWanted()) return;
        const name = noteWriter(document, [document.replica], ownFace(currentSettings()));
        if (name.length > 0) document.edit(name);
      });
    };
    const stops = [replica.onStatus(look), replica.presence.onChange(look), document.onPatch(look)];
    return () => {
      timer?.cancel();
      for (const stop of stops) stop();
    };
  }, [replica, document, canWrite]);
}
