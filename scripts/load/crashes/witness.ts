/** Looks at a data folder whose server is gone: through a fresh server and client, and into the log itself. */
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert } from "@weft/base";
import { parseDocumentId } from "@weft/protocol";
import { openSqliteStorage } from "@weft/server";
import { openReplica, type Replica } from "@weft/sync";
import { startServer } from "../../../apps/editor/e2e/weft-server.ts";
import type { History } from "../../../server/test/simulation/history.ts";

/** A document, and a token that opens it. */
export interface DocumentKey {
  readonly documentId: string;
  readonly token: string;
}

/** Where the built server is. */
const built = new URL("server/dist/", `file://${process.cwd()}/`);

/** The counter up to which a client was told that everything is saved. */
export function promisedOf(writer: Replica): number {
  return writer.unsavedFrom() ?? writer.document.version().get(writer.document.replica) ?? 0;
}

/** What a server that starts on the same data shows to a client that has seen nothing. */
export async function versionOnDisk(
  dataFolder: string,
  document: DocumentKey,
): Promise<ReadonlyMap<string, number>> {
  const witness = await startServer({ dataFolder });
  const replica = await openReplica({ url: `${witness.address.replace(/^http/, "ws")}/sync`, ...document });
  const version = new Map<string, number>(replica.document.version());
  await replica.close();
  await witness.kill9();
  return version;
}

/** Tells a history of the entries that are new in the log. Reads a copy: to close a log is to tidy it up. */
export async function readLog(dataFolder: string, key: DocumentKey, history: History): Promise<void> {
  const documentId = parseDocumentId(key.documentId);
  assert(documentId !== null, "a document is named by its id");
  const threadFile = new URL("storage/sqlite/sqlite-thread.js", built);
  const folder = mkdtempSync(join(tmpdir(), "weft-witness-"));
  cpSync(dataFolder, folder, { recursive: true });
  const storage = await openSqliteStorage({ folder, threadFile });
  const { lastSeq } = (await storage.readHead(documentId)) ?? { lastSeq: 0 };
  if (lastSeq < history.log.length) history.faults.push(`the log has shrunk to ${lastSeq} entries`);
  while (history.log.length < lastSeq) {
    const afterSeq = history.log.length;
    const { entries, damagedSeq } = await storage.readEntries({
      documentId,
      afterSeq,
      lastSeq,
      bytesMax: 2 ** 22,
    });
    if (damagedSeq !== null) history.faults.push(`entry ${damagedSeq} is damaged`);
    if (entries.length === 0) break;
    for (const entry of entries) history.committed({ ...entry, binds: null }, 0);
  }
  await storage.close();
  rmSync(folder, { recursive: true });
}
