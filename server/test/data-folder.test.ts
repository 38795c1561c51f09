import { createHash } from "node:crypto";
import { existsSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { loadSqlite, type OpenDatabase } from "../src/storage/sqlite/database.ts";
import { schemaVersion } from "../src/storage/sqlite/schema.ts";
import { ensureBuilt } from "./built.ts";
import { toVersion1 } from "./older-folder.ts";
import { newFolder, openTestSqlite } from "./relay-fixture.ts";
import { newDocument, newEntry, newToken } from "./storage-contract.ts";

let openDatabase: OpenDatabase;

beforeAll(async () => {
  await ensureBuilt();
  openDatabase = await loadSqlite();
});

const document = newDocument();
const replica = "aaaaaaaaaaaaaaaa";

/** A data folder with one document of 200 entries, closed in good order. */
async function filledFolder(): Promise<{ folder: string; path: string }> {
  const folder = newFolder();
  const storage = await openTestSqlite(folder);
  await storage.createDocument(document, newToken("owner"));
  const entries = Array.from({ length: 200 }, (_, counter) => newEntry(replica, counter, 1, 500));
  await storage.append([{ documentId: document.id, firstSeq: 1, entries }]);
  await storage.close();
  return { folder, path: join(folder, "weft.db") };
}

function edit(path: string, sql: string): void {
  const database = openDatabase(path);
  database.exec(sql);
  database.close();
}

const digest = (path: string) => createHash("sha256").update(readFileSync(path)).digest("hex");

describe("the data folder", () => {
  test("[SV-16] is locked against a second server, who hears so and disturbs nobody", async () => {
    const { folder } = await filledFolder();
    const first = await openTestSqlite(folder);
    await expect(openTestSqlite(folder)).rejects.toMatchObject({
      failure: "locked",
      message: `Another Weft server is using the data folder ${folder}.`,
    });
    expect((await first.readHead(document.id))?.lastSeq).toBe(200);
    await first.append([{ documentId: document.id, firstSeq: 201, entries: [newEntry(replica, 200, 1)] }]);
    await first.close();
    const second = await openTestSqlite(folder);
    expect((await second.readHead(document.id))?.lastSeq).toBe(201);
    await second.close();
  });

  test("[SV-16] [SV-17] a folder of version 1 becomes one of this version, whole or not at all", async () => {
    const { folder, path } = await filledFolder();
    edit(path, toVersion1);
    const migrated = await openTestSqlite(folder);
    expect((await migrated.readHead(document.id))?.lastSeq).toBe(200);
    await migrated.addToken(document.id, newToken("later", "viewer"), { atMs: 5, actor: "owner" });
    expect(await migrated.listAudit(document.id)).toHaveLength(1);
    await migrated.close();

    // A step that fails in the middle leaves the version before, as a kill does.
    edit(path, `${toVersion1} CREATE TABLE other (x); CREATE INDEX audit_by_document ON other (x);`);
    await expect(openTestSqlite(folder)).rejects.toThrow("cannot be used");
    const database = openDatabase(path, { readOnly: true });
    expect(database.prepare("PRAGMA user_version").get()).toEqual({ user_version: 1 });
    expect(database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'audit'").get()).toBeUndefined();
    database.close();
    edit(path, "DROP TABLE other");
    const again = await openTestSqlite(folder);
    expect((await again.readHead(document.id))?.lastSeq).toBe(200);
    await again.close();
  });

  test.each([
    ["a version that nobody can migrate", "PRAGMA user_version = 0", "older"],
    ["a newer version", `PRAGMA user_version = ${schemaVersion + 1}`, "newer"],
    ["another program's database", "PRAGMA application_id = 7", "not a Weft database"],
  ])("[SV-16] %s is refused with a sentence, and nothing is touched", async (_, sql, word) => {
    const { folder, path } = await filledFolder();
    edit(path, sql);
    const before = digest(path);
    const opening = expect(openTestSqlite(folder)).rejects;
    await opening.toMatchObject({ failure: "other-version", message: expect.stringContaining(word) });
    expect(digest(path)).toBe(before);
  });

  test.each<[string, (path: string) => void]>([
    ["no database at all", (path) => writeFileSync(path, "this is not a database".repeat(500))],
    [
      "a database without its second half",
      (path) => truncateSync(path, Math.floor(readFileSync(path).length / 2)),
    ],
    [
      "a database with pages of noise",
      (path) => {
        const bytes = readFileSync(path);
        for (let offset = 8192; offset < bytes.length - 4096; offset += 4096)
          bytes.fill(0xa5, offset, offset + 64);
        writeFileSync(path, bytes);
      },
    ],
  ])("[SV-16] %s is named as damaged, and nothing is touched", async (_, damage) => {
    const { folder, path } = await filledFolder();
    damage(path);
    const before = digest(path);
    const opening = expect(openTestSqlite(folder)).rejects;
    await opening.toMatchObject({ failure: "damaged", message: expect.stringContaining(path) });
    expect(digest(path)).toBe(before);
  });

  test("[SV-15] an entry whose bytes changed ends the page before it; setting aside keeps it", async () => {
    const { folder, path } = await filledFolder();
    edit(path, "UPDATE entries SET bytes = zeroblob(500) WHERE seq = 150");
    const storage = await openTestSqlite(folder);
    const range = { documentId: document.id, afterSeq: 0, lastSeq: 200, bytesMax: 1e9 };
    const page = await storage.readEntries(range);
    expect(page.damagedSeq).toBe(150);
    expect(page.entries).toHaveLength(149);
    expect(await storage.findEntry(document.id, replica, 149)).toBeNull();
    await storage.setAside(document.id, 150);
    expect(await storage.readHead(document.id)).toMatchObject({ lastSeq: 149, totalBytes: 149 * 500 });
    await storage.close();
    const database = openDatabase(path);
    expect(database.prepare("SELECT COUNT(*) AS count FROM set_aside").get()?.count).toBe(51);
    database.close();
  });

  test("[SV-15] an entry whose numbers changed is found as well", async () => {
    const { folder, path } = await filledFolder();
    edit(path, "UPDATE entries SET wall_time_ms = 6 WHERE seq = 3");
    const storage = await openTestSqlite(folder);
    const page = await storage.readEntries({
      documentId: document.id,
      afterSeq: 1,
      lastSeq: 200,
      bytesMax: 1e9,
    });
    expect(page).toMatchObject({ damagedSeq: 3, entries: [{ seq: 2 }] });
    await storage.close();
  });

  test("[SV-16] the database is kept in WAL mode", async () => {
    const { path } = await filledFolder();
    const database = openDatabase(path);
    expect(database.prepare("PRAGMA journal_mode").get()?.journal_mode).toBe("wal");
    expect(existsSync(path)).toBe(true);
    database.close();
  });
});
