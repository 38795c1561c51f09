/** Yjs documents that are opened without being shown: to be renamed, or to send what waits on this device. */
import { systemClock } from "@weft/base";
import { openDocumentFiles } from "@weft/sync";
import type { KnownLink } from "../../document/use-document-link.ts";
import { titleProperty } from "../../document/use-title.ts";
import { whenAborted } from "../../document/when-aborted.ts";
import { openShelf } from "../../shelf/shelf.ts";
import type { ShelfEntry } from "../../shelf/shelf-entry.ts";
import { propertiesName } from "./yjs-document.ts";
import { YjsReplica } from "./yjs-replica.ts";

/** How long a document that nobody looks at waits for the server. */
const patienceMs = 20_000;

/** Gives a Yjs document on the shelf another title; it is kept on this device when this resolves. */
export async function renameYjsDocument(entry: ShelfEntry, title: string): Promise<void> {
  const replica = new YjsReplica(linkOf(entry), systemClock);
  await replica.opened();
  replica.document.getMap(propertiesName).set(titleProperty, title);
  void whenSaved(replica, patience()).then(() => replica.close());
}

/** Opens a Yjs document until the server has what waits in it, or `signal` says so. */
export async function carryOutYjs(entry: ShelfEntry, signal: AbortSignal): Promise<void> {
  const replica = new YjsReplica(linkOf(entry), systemClock);
  await replica.opened();
  const { documentId, token } = entry;
  const files = openDocumentFiles({ url: location.origin, documentId, token, replica });
  const end = AbortSignal.any([signal, patience()]);
  await whenSaved(replica, end);
  const { state, savedAt } = replica.status();
  if (state === "saved") await Promise.race([files.whenSent(), whenAborted(end)]);
  const { isKnown, waiting } = files.status();
  await files.close();
  if (state === "saved" && isKnown && waiting === 0) {
    const keeping = { state: "saved", at: savedAt ?? systemClock.now() } as const;
    await (await openShelf()).change(documentId, { keeping });
  }
  await replica.close();
}

function patience(): AbortSignal {
  const controller = new AbortController();
  systemClock.after(patienceMs, () => controller.abort());
  return controller.signal;
}

function linkOf({ documentId, token, madeHere, role }: ShelfEntry): KnownLink {
  return { documentId, token, engine: "yjs", madeHere, role };
}

/** Resolves when everything is on the server's disk, when it never will be, or when `end` says so. */
function whenSaved(replica: YjsReplica, end: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      const { state } = replica.status();
      const isUnderWay = ["saving", "connecting", "reconnecting", "offline", "storage-full"].includes(state);
      if (isUnderWay && !end.aborted) return;
      stop();
      end.removeEventListener("abort", look);
      resolve();
    };
    const stop = replica.onStatus(look);
    end.addEventListener("abort", look);
    look();
  });
}
