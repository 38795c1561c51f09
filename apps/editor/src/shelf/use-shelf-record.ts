import { systemClock, type Timer } from "@weft/base";
import type { RichText } from "@weft/richtext";
import type { Peer, Replica, SyncStatus } from "@weft/sync";
import { useEffect } from "react";
import { readTitle } from "../document/use-title.ts";
import type { DocumentLink } from "../share/document-link.ts";
import { firstLine } from "./first-line.ts";
import { openShelf } from "./shelf.ts";
import { type Keeping, mayReplaceToken, type ShelfEntry } from "./shelf-entry.ts";

const pauseMs = 400;
const facesMax = 8;

/** Keeps the shelf's entry of an open document true: title, first line, people, and where its words are. */
export function useShelfRecord(replica: Replica, richText: RichText, link: DocumentLink): void {
  useEffect(() => {
    let timer: Timer | null = null;
    let changed = false;
    const recordSoon = (): void => {
      timer ??= systemClock.after(pauseMs, () => {
        timer = null;
        void record(replica, link, changed);
        changed = false;
      });
    };
    const stops = [
      replica.onStatus(recordSoon),
      replica.presence.onChange(recordSoon),
      richText.onPatch(() => {
        changed = true;
        recordSoon();
      }),
    ];
    // What has just been saved is written down at once: the window may be closed the next moment.
    let wasSaved = false;
    const recordSaved = (status: SyncStatus): void => {
      const isSaved = status.unsavedEdits === 0;
      if (isSaved && !wasSaved) void record(replica, link, changed);
      wasSaved = isSaved;
    };
    stops.push(replica.onStatus(recordSaved));
    recordSoon();
    return () => {
      for (const stop of stops) stop();
      timer?.cancel();
      void record(replica, link, changed);
    };
  }, [replica, richText, link]);
}

async function record(replica: Replica, link: DocumentLink, changed: boolean): Promise<void> {
  const shelf = await openShelf();
  const entry = await shelf.get(link.documentId);
  if (!entry) return;
  const now = systemClock.now();
  await shelf.change(link.documentId, {
    ...token(replica, link, entry),
    title: readTitle(replica.document),
    firstLine: firstLine(replica.document),
    faces: withPeers(entry.faces, replica.presence.others()),
    keeping: keeping(replica, entry.keeping, now),
    ...(changed ? { changedAt: now } : {}),
  });
}

function token(replica: Replica, link: DocumentLink, entry: ShelfEntry): Partial<ShelfEntry> {
  const { role, state } = replica.status();
  if (state === "no-access" && entry.token === link.token) return { role: null };
  if (role === null || !mayReplaceToken(entry, role)) return {};
  return { token: link.token, role };
}

/** Without unsaved edits, a document that the server knows is on its disk; of one it has not met, nothing new is known. */
function keeping(replica: Replica, before: Keeping, now: number): Keeping {
  const { state, unsavedEdits, role, savedAt } = replica.status();
  if (state === "refused") return { state: "refused" };
  if (unsavedEdits > 0) return { state: "kept-here", edits: unsavedEdits };
  return role === null ? before : { state: "saved", at: savedAt ?? now };
}

/** The people met so far, the latest first, each name once. */
function withPeers(faces: ShelfEntry["faces"], peers: readonly Peer[]): ShelfEntry["faces"] {
  const met = [...peers.map(({ name, colour }) => ({ name, colour })), ...faces];
  return met
    .filter((face, index) => met.findIndex(({ name }) => name === face.name) === index)
    .slice(0, facesMax);
}
