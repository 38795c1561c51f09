/**
 * Carries out what was written and not sent: edits wait on this device when a document's last window is closed, and
 * the list of documents sends them as soon as it is opened.
 */
import { systemClock } from "@weft/base";
import { openDocumentFiles, openReplica, type Replica, type SyncStateName } from "@weft/sync";
import { openShelf } from "../shelf/shelf.ts";
import type { ShelfEntry } from "../shelf/shelf-entry.ts";
import { whenAborted } from "./when-aborted.ts";

const patienceMs = 60_000;

/** Whether an entry's words wait on this device. */
export function isWaiting({ keeping, madeHere, title, firstLine }: ShelfEntry): boolean {
  if (keeping.state !== "kept-here") return false;
  return keeping.edits > 0 || (madeHere && (title !== "" || firstLine !== ""));
}

/** Opens the waiting documents one after another until the server has their words; stops when `signal` says so. */
export async function carryOut(entries: readonly ShelfEntry[], signal: AbortSignal): Promise<void> {
  for (const entry of entries.filter(isWaiting)) {
    if (signal.aborted) return;
    if (entry.engine !== "yjs") await carryOutOne(entry, signal);
    else await (await import("../yjs/replica/with-yjs-replica.ts")).carryOutYjs(entry, signal);
  }
}

async function carryOutOne(entry: ShelfEntry, signal: AbortSignal): Promise<void> {
  const { documentId, token, madeHere: create } = entry;
  const patience = new AbortController();
  const timer = systemClock.after(patienceMs, () => patience.abort());
  const end = AbortSignal.any([signal, patience.signal]);
  const opening = openReplica({ url: location.origin, documentId, token, create, signal: end });
  // Whatever hinders it (no access, a refusal) is shown when the document itself is opened.
  const replica = await opening.catch(() => null);
  if (replica) {
    const files = openDocumentFiles({ url: location.origin, documentId, token, replica });
    const isSaved = (await settled(replica, end)) === "saved";
    if (isSaved) await Promise.race([files.whenSent(), whenAborted(end)]);
    const { isKnown, waiting } = files.status();
    await files.close();
    if (isSaved && isKnown && waiting === 0) {
      const at = replica.status().savedAt ?? systemClock.now();
      await (await openShelf()).change(documentId, { keeping: { state: "saved", at } });
    }
    await replica.close();
  }
  timer.cancel();
}

/** Resolves with the state in which nothing more is to be expected, or with "ended" when `end` comes first. */
function settled(replica: Replica, end: AbortSignal): Promise<SyncStateName | "ended"> {
  return new Promise((resolve) => {
    const look = (): void => {
      const { state, caughtUp } = replica.status();
      const isUnderWay =
        state === "saving" || state === "connecting" || state === "reconnecting" || state === "offline";
      if (end.aborted) finish("ended");
      else if (!isUnderWay && (state !== "saved" || caughtUp)) finish(state);
    };
    const finish = (state: SyncStateName | "ended"): void => {
      stop();
      end.removeEventListener("abort", look);
      resolve(state);
    };
    const stop = replica.onStatus(look);
    end.addEventListener("abort", look);
    look();
  });
}
