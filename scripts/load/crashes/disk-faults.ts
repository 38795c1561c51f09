/**
 * A scripted run of the real server on a disk whose system calls fail: an fsync with EIO (the server has to stop), a write
 * with ENOSPC (it has to go on when there is room again), and a kill at a write while a folder of the first version becomes one of
 * this. Whatever a client was told is saved has to be there for one that has seen nothing.
 */
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openReplica, type Replica } from "@weft/sync";
import { startServer } from "../../../apps/editor/e2e/weft-server.ts";
import { loadSqlite } from "../../../server/src/storage/sqlite/database.ts";
import { toVersion1 } from "../../../server/test/older-folder.ts";
import { pause } from "../samples.ts";
import { type Fault, hasStrace, linesOf, TracedServer } from "./traced-server.ts";
import { type DocumentKey, promisedOf, versionOnDisk } from "./witness.ts";

const openDatabase = await loadSqlite();

/** Edits of a run, each sent when the one before is saved: enough for 200 fsyncs. */
const edits = 200;
/** How long an edit may take until it is saved: a full disk is tried again once a second. */
const patienceMs = 8000;
const fsyncsMax = 200;

/** What became of one run. */
interface Outcome {
  readonly acknowledged: number;
  readonly lost: number;
  /** Whether the server was there at the end, and had saved everything. */
  readonly isWhole: boolean;
}

/** Plays so many of each; false if something was lost. */
export async function playDiskFaults(places: number): Promise<boolean> {
  if (places === 0) return true;
  if (!hasStrace()) {
    console.log("strace is not installed: no errors of the disk, and no kills in a migration");
    return true;
  }
  const calls = await countCalls();
  const lost = [
    await playKind("EIO", spread(places, Math.min(fsyncsMax, calls.fsyncs))),
    await playKind("ENOSPC", spread(places, calls.writes)),
    await killInMigrations(places),
  ];
  return lost.every((count) => count === 0);
}

/** So many places from 1 to `last`, evenly, each once. */
function spread(count: number, last: number): readonly number[] {
  const places = Array.from(
    { length: count },
    (_, index) => 1 + Math.round((index * (last - 1)) / Math.max(1, count - 1)),
  );
  return [...new Set(places)];
}

async function playKind(kind: Fault["kind"], places: readonly number[]): Promise<number> {
  let [acknowledged, lost, whole] = [0, 0, 0];
  for (const place of places) {
    const outcome = await inFreshFolder((folder) => playFault(folder, { kind, place }));
    acknowledged += outcome.acknowledged;
    lost += outcome.lost;
    whole += outcome.isWhole ? 1 : 0;
  }
  console.log(
    `${kind} at ${places.length} places up to the ${places.at(-1)}th ${kind === "EIO" ? "fsync" : "write"}: ${acknowledged} characters acknowledged, ${lost} of them lost; ${whole} times the server went on and saved all`,
  );
  return lost;
}

/** How many of each there are in a run in which nothing fails. */
async function countCalls(): Promise<{ readonly fsyncs: number; readonly writes: number }> {
  return inFreshFolder(async (folder) => {
    const file = join(folder, "calls");
    const server = await TracedServer.start(join(folder, "data"), null, file);
    await writeAll(server);
    await server.kill9();
    return { fsyncs: linesOf(file, /\b(fsync|fdatasync)\(/), writes: linesOf(file, /\bpwrite64\(/) };
  });
}

async function playFault(folder: string, fault: Fault): Promise<Outcome> {
  const server = await TracedServer.start(folder, fault);
  const written = await writeAll(server);
  const isAlive = !server.isGone;
  await server.kill9();
  if (written === null) return { acknowledged: 0, lost: 0, isWhole: false };
  const { key, replica, promised, isSaved } = written;
  const found = (await versionOnDisk(folder, key)).get(replica) ?? 0;
  return { acknowledged: promised, lost: Math.max(0, promised - found), isWhole: isAlive && isSaved };
}

interface Written {
  readonly key: DocumentKey;
  readonly replica: string;
  readonly promised: number;
  readonly isSaved: boolean;
}

/** Null if not even a document could be made. */
async function writeAll(server: TracedServer): Promise<Written | null> {
  const opened = await openDocument(server);
  if (opened === null) return null;
  const { key, writer } = opened;
  let isSaved = true;
  for (let count = 0; count < edits && isSaved; count++) {
    const { document } = writer;
    document.edit([
      { type: "insertText", at: document.length, text: count % 20 === 19 ? "pasted ".repeat(1000) : "x" },
    ]);
    const saved = writer.whenSaved().then(() => true);
    isSaved = await Promise.race([saved, server.gone.then(() => false), pause(patienceMs).then(() => false)]);
    saved.catch(() => {});
  }
  const promised = promisedOf(writer);
  const { replica } = writer.document;
  await writer.close();
  return { key, replica, promised, isSaved };
}

async function openDocument({
  address,
  gone,
}: TracedServer): Promise<{ key: DocumentKey; writer: Replica } | null> {
  if (address === null) return null;
  const end = new AbortController();
  void gone.then(() => end.abort());
  const timer = setTimeout(() => end.abort(), patienceMs);
  try {
    const answer = await fetch(`${address}/api/documents`, {
      method: "POST",
      body: "{}",
      signal: end.signal,
    });
    if (!answer.ok) return null;
    const key: DocumentKey = await answer.json();
    return { key, writer: await openReplica({ url: address, ...key, signal: end.signal }) };
  } catch {
    // A server that has ended, or is too full for a new document, has promised nothing.
    return null;
  } finally {
    clearTimeout(timer);
  }
}

/** Kills a starting server at its writes, as long as it does not come to listen; after each kill everything must be there. */
async function killInMigrations(places: number): Promise<number> {
  return inFreshFolder(async (folder) => {
    const old = join(folder, "old");
    const { key, version } = await makeOldFolder(old);
    let [kills, lost] = [0, 0];
    for (let place = 1; kills < places; place++) {
      const copy = join(folder, "copy");
      cpSync(old, copy, { recursive: true });
      if (!(await TracedServer.killWhileStarting(copy, place, join(folder, "calls")))) break;
      kills++;
      const found = await versionOnDisk(copy, key);
      for (const [replica, count] of version) lost += Math.max(0, count - (found.get(replica) ?? 0));
      rmSync(copy, { recursive: true });
    }
    console.log(
      `killed at ${kills} writes of a start that migrates a folder of version 1: ${lost} characters lost`,
    );
    return lost;
  });
}

/** A folder of the first version, and what is in it. */
async function makeOldFolder(
  dataFolder: string,
): Promise<{ key: DocumentKey; version: ReadonlyMap<string, number> }> {
  const server = await startServer({ dataFolder });
  const key = await server.createDocument();
  const writer = await openReplica({ url: server.address, ...key });
  for (let count = 0; count < 20; count++)
    writer.document.edit([{ type: "insertText", at: 1, text: "old " }]);
  await writer.whenSaved();
  const version = new Map<string, number>(writer.document.version());
  await writer.close();
  await server.kill9();
  const database = openDatabase(join(dataFolder, "weft.db"));
  database.exec(toVersion1);
  database.close();
  return { key, version };
}

async function inFreshFolder<Value>(work: (folder: string) => Promise<Value>): Promise<Value> {
  const folder = mkdtempSync(join(tmpdir(), "weft-faults-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
