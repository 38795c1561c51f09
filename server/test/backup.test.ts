import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { seededRandom, systemClock, systemRandom } from "@weft/base";
import { openReplica } from "@weft/sync";
import { beforeAll, describe, expect, test } from "vitest";
import { BrowserPasses } from "../src/identity/browser-passes.ts";
import { Gatekeeper } from "../src/identity/gatekeeper.ts";
import { toStoredToken } from "../src/identity/token.ts";
import { backUp } from "../src/storage/sqlite/backup/back-up.ts";
import { restore } from "../src/storage/sqlite/backup/restore.ts";
import { loadSqlite, type OpenDatabase } from "../src/storage/sqlite/database.ts";
import { ensureBuilt } from "./built.ts";
import { newFolder, openTestSqlite } from "./relay-fixture.ts";
import { ServerProcess } from "./server-process.ts";
import { newDocument, newEntry, newToken } from "./storage-contract.ts";

let open: OpenDatabase;

beforeAll(async () => {
  await ensureBuilt();
  open = await loadSqlite();
});

const random = seededRandom(5);
const picture = Buffer.from("not really a picture");
const pictureHash = createHash("sha256").update(picture).digest("hex");

/** A data folder with one document, some entries and a file, whose storage is still open. */
async function filledFolder(entries = 50) {
  const folder = newFolder();
  const document = newDocument();
  const storage = await openTestSqlite(folder);
  await storage.createDocument(document, newToken("owner"));
  await storage.append([
    {
      documentId: document.id,
      firstSeq: 1,
      entries: Array.from({ length: entries }, (_, counter) => newEntry("aaaaaaaaaaaaaaaa", counter, 1, 300)),
    },
  ]);
  mkdirSync(join(folder, "files", document.id), { recursive: true });
  writeFileSync(join(folder, "files", document.id, pictureHash), picture);
  return { folder, document, storage };
}

describe("backup", () => {
  test("[SV-19] [SV-82] [SV-83] a restored server knows its browsers and its share links as before", async () => {
    const { folder, document, storage } = await filledFolder(1);
    const services = { clock: systemClock, random: systemRandom };
    const passes = await BrowserPasses.open(storage, services);
    const { browser, setCookie } = await passes.meet(undefined, false);
    const act = { atMs: 1, actor: "owner" };
    await storage.addToken(document.id, passes.grantOf(browser), act);
    await storage.addToken(document.id, toStoredToken("a link to share", "editor", 1), act);
    const backup = join(newFolder(), "copy.weft");
    backUp(open, folder, backup);
    await storage.close();

    const target = newFolder();
    restore(open, { backup, folder: target, random });
    const restored = await openTestSqlite(target);
    const again = await BrowserPasses.open(restored, services);
    const known = await again.read(setCookie?.split(";")[0]);
    expect(known).toEqual(browser);
    const gatekeeper = new Gatekeeper(restored, { hostTokens: null, passes: again });
    expect(await gatekeeper.identify(document.id, "", known)).toMatchObject({
      role: "owner",
      kind: "browser",
    });
    expect(await gatekeeper.identify(document.id, "a link to share", null)).toMatchObject({ role: "editor" });
    expect(await gatekeeper.identify(document.id, "another link", null)).toBeNull();
    await restored.close();
  });

  test("[SV-19] made while the server's storage is open, it brings back every entry, token and file", async () => {
    const { folder, document, storage } = await filledFolder();
    const backup = join(newFolder(), "copy.weft");
    const report = backUp(open, folder, backup);
    expect(report).toEqual({ documents: 1, entries: 50, files: 1, findings: [] });
    // What is written afterwards is not in it.
    await storage.append([
      { documentId: document.id, firstSeq: 51, entries: [newEntry("aaaaaaaaaaaaaaaa", 50, 1)] },
    ]);
    const before = await storage.readHead(document.id);
    const tokens = await storage.listTokens(document.id);
    await storage.close();

    const target = newFolder();
    expect(restore(open, { backup, folder: target, random })).toEqual({ documents: 1, files: 1 });
    const restored = await openTestSqlite(target);
    const head = await restored.readHead(document.id);
    expect(head?.lastSeq).toBe(50);
    expect(before?.lastSeq).toBe(51);
    expect(head?.incarnation).not.toBe(before?.incarnation);
    expect(await restored.listTokens(document.id)).toEqual(tokens);
    const page = await restored.readEntries({
      documentId: document.id,
      afterSeq: 0,
      lastSeq: 50,
      bytesMax: 1e9,
    });
    expect(page.damagedSeq).toBeNull();
    expect(page.entries).toHaveLength(50);
    await restored.close();
    expect(readFileSync(join(target, "files", document.id, pictureHash))).toEqual(picture);
    expect(readdirSync(target).filter((name) => name.endsWith(".new"))).toEqual([]);
  });

  test("[SV-19] it tells of damaged entries and files instead of copying them blindly", async () => {
    const { folder, document, storage } = await filledFolder();
    await storage.close();
    const database = open(join(folder, "weft.db"));
    database.exec("UPDATE entries SET bytes = zeroblob(length(bytes)) WHERE seq = 7");
    database.close();
    writeFileSync(join(folder, "files", document.id, pictureHash), "something else");
    const report = backUp(open, folder, join(newFolder(), "copy.weft"));
    expect(report.files).toBe(0);
    expect(report.findings).toEqual([
      `The file ${document.id}/${pictureHash} is damaged and was left out.`,
      `Entry 7 of document ${document.id} is damaged.`,
    ]);
  });

  test("[SV-19] it overwrites nothing, and a restore neither", async () => {
    const { folder, storage } = await filledFolder(3);
    const backup = join(newFolder(), "copy.weft");
    backUp(open, folder, backup);
    expect(() => backUp(open, folder, backup)).toThrow("is there already");
    expect(() => restore(open, { backup, folder, random })).toThrow("Another Weft server is using");
    await storage.close();
    expect(() => restore(open, { backup, folder, random })).toThrow("holds documents already");
    expect(() => backUp(open, newFolder(), `${backup}2`)).toThrow("There is no");
    expect(existsSync(`${backup}2`)).toBe(false);
    const target = newFolder();
    expect(() => restore(open, { backup: join(folder, "weft.db"), folder: target, random })).toThrow(
      "is no backup",
    );
    expect(existsSync(join(target, "weft.db"))).toBe(false);
    writeFileSync(backup, readFileSync(backup).subarray(0, 5000));
    expect(() => restore(open, { backup, folder: target, random })).toThrow("damaged");
    expect(existsSync(join(target, "weft.db"))).toBe(false);
  });

  test("[SV-19] [SV-31] after a restore the browsers that know more heal the server", async () => {
    const folder = newFolder();
    const backup = join(newFolder(), "copy.weft");
    const server = await ServerProcess.start(folder);
    const answer = await fetch(`${server.http}/api/documents`, { method: "POST" });
    const { documentId, token }: { documentId: string; token: string } = await answer.json();
    const writer = await openReplica({ url: server.socket, documentId, token });
    writer.document.edit([{ type: "insertText", at: 1, text: "kept " }]);
    await writer.whenSaved();
    const made = await ServerProcess.run({ WEFT_DATA: folder }, ["backup", backup]);
    expect(made).toMatchObject({ code: 0, stderr: "" });
    expect(made.stdout).toContain("1 documents");
    writer.document.edit([{ type: "insertText", at: 6, text: "and written after it" }]);
    await writer.whenSaved();
    await server.kill();

    const target = newFolder();
    expect(await ServerProcess.run({ WEFT_DATA: target }, ["restore", backup])).toMatchObject({ code: 0 });
    const port = new URL(server.http).port;
    const again = await ServerProcess.start(target, { PORT: port });
    const reader = await openReplica({ url: again.socket, documentId, token });
    expect(reader.document.text()).toContain("kept");
    await expect.poll(() => reader.document.text(), { timeout: 20_000 }).toBe("kept and written after it");
    await writer.close();
    await reader.close();
    await again.kill();
  });

  test("[SV-19] the program says what is missing", async () => {
    const folder = newFolder();
    expect(await ServerProcess.run({ WEFT_DATA: folder }, ["backup"])).toMatchObject({
      code: 1,
      stderr: "Say which file: backup FILE.\n",
    });
    const nothing = join(folder, `none-${systemRandom.below(1e9)}`);
    expect(await ServerProcess.run({ WEFT_DATA: folder }, ["restore", nothing])).toMatchObject({
      code: 1,
      stderr: `There is no ${nothing}.\n`,
    });
  });
});
