/** Brings a document into another one of the same origin: one step, which one undo takes back in the window that opens with it. */
import { systemClock } from "@weft/base";
import { mergeBranch } from "@weft/conflicts";
import type { RichText } from "@weft/richtext";
import { openDocumentFiles, openReplica, type Replica } from "@weft/sync";
import { writeTabMemory } from "../document/tab-memory.ts";
import { ownFace } from "../people/own-face.ts";
import { noteOwnReplicas } from "../review/own-replicas.ts";
import { noteWriter } from "../review/writers.ts";
import { currentSettings } from "../settings/settings.ts";
import type { ShelfEntry } from "../shelf/shelf-entry.ts";
import { adoptFiles } from "./branch-files.ts";
import { branchRecord, noteMerged } from "./branch-record.ts";

/** So long a connection may take until what is on this device is merged with. */
const patienceMs = 5_000;

/**
 * Merges and keeps it here, on its way to the server like every edit. The tab's memory is given the merge, so that the document's page
 * begins with it as what undo takes back.
 */
export async function mergeInto(
  branch: RichText,
  { documentId, token, madeHere: create }: ShelfEntry,
): Promise<void> {
  const replica = await openReplica({ url: location.origin, documentId, token, create, fresh: true });
  await caughtUp(replica);
  const { document } = replica;
  const now = systemClock.now();
  mergeBranch({ document, branch, metAtMs: now });
  document.edit(noteWriter(document, [document.replica], ownFace(currentSettings())));
  noteOwnReplicas(documentId, [document.replica]);
  writeTabMemory(documentId, {
    replica: document.replica,
    undoMemory: document.undoMemory(),
    selections: "",
  });
  const files = openDocumentFiles({ url: location.origin, documentId, token, replica });
  await adoptFiles(branch, files);
  await files.close();
  await replica.close();
  // Who brings an original into a copy may not be allowed to write in the original.
  if (branchRecord(branch) !== null) branch.edit([noteMerged(branch, documentId, now)]);
}

/** Resolves when the server's state is here, or when that takes too long: what comes later merges like anything else. */
function caughtUp(replica: Replica): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      stop();
      timer.cancel();
      resolve();
    };
    const look = (): void => {
      const { connected, caughtUp: isHere } = replica.status();
      if (connected && isHere) end();
    };
    const timer = systemClock.after(patienceMs, end);
    const stop = replica.onStatus(look);
    look();
  });
}
