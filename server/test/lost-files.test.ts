/** A data folder as a killed server leaves it, and then files of it are cut, broken or gone. */
import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Storage } from "../src/storage/storage.ts";
import { ensureBuilt } from "./built.ts";
import { newFolder, openTestSqlite } from "./relay-fixture.ts";
import { newDocument, newEntry, newToken } from "./storage-contract.ts";

const document = newDocument();
const replica = "aaaaaaaaaaaaaaaa";
const commits = 40;
let running: Storage;
let runningFolder: string;

beforeAll(async () => {
  await ensureBuilt();
  runningFolder = newFolder();
  running = await openTestSqlite(runningFolder);
  await running.createDocument(document, newToken("owner"));
  for (let counter = 0; counter < commits; counter++) {
    const entries = [newEntry(replica, counter, 1, 1000)];
    await running.append([{ documentId: document.id, firstSeq: counter + 1, entries }]);
  }
});
afterAll(() => running.close());

/** A copy of the folder while its server runs is what a kill would have left. */
function killedFolder(): { folder: string; path: string } {
  const folder = newFolder();
  for (const name of readdirSync(runningFolder)) copyFileSync(join(runningFolder, name), join(folder, name));
  return { folder, path: join(folder, "weft.db") };
}

async function cleanFolder(): Promise<{ folder: string; path: string }> {
  const { folder, path } = killedFolder();
  await (await openTestSqlite(folder)).close();
  return { folder, path };
}

/** The names and contents of everything in a folder but the lock's own files. */
function contents(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => !name.startsWith("weft.lock"))
    .map(
      (name) =>
        `${name} ${createHash("sha256")
          .update(readFileSync(join(folder, name)))
          .digest("hex")}`,
    );
}

async function expectRefusal(folder: string, sentence: string): Promise<void> {
  const before = contents(folder);
  for (let attempt = 0; attempt < 2; attempt++) {
    const opening = expect(openTestSqlite(folder)).rejects;
    await opening.toMatchObject({ failure: "damaged", message: expect.stringContaining(sentence) });
  }
  expect(contents(folder)).toEqual(before);
}

async function lastSeq(folder: string): Promise<number | undefined> {
  const storage = await openTestSqlite(folder);
  const head = await storage.readHead(document.id);
  await storage.close();
  return head?.lastSeq;
}

function breakBytes(path: string, at: number, count: number): void {
  const bytes = readFileSync(path);
  for (let offset = at; offset < Math.min(at + count, bytes.length); offset++) {
    bytes.writeUInt8(bytes.readUInt8(offset) ^ 0x5a, offset);
  }
  writeFileSync(path, bytes);
}

describe("what a killed server leaves", () => {
  test("[SV-17] is whole: nothing is refused, and everything is there", async () => {
    const { folder, path } = killedFolder();
    expect(existsSync(`${path}-wal`)).toBe(true);
    expect(await lastSeq(folder)).toBe(commits);
  });

  test.each<[string, (path: string) => void]>([
    ["cut in half", (path) => truncateSync(path, readFileSync(path).length >> 1)],
    ["cut to nothing", (path) => truncateSync(path, 0)],
    ["gone", (path) => rmSync(path)],
    ["broken at its beginning", (path) => breakBytes(path, 0, 32)],
    ["broken in the middle", (path) => breakBytes(path, readFileSync(path).length >> 1, 5)],
    ["broken in its last page", (path) => breakBytes(path, readFileSync(path).length - 100, 1)],
  ])("[SV-16] with the write-ahead log %s it is refused, and nothing is touched", async (_, damage) => {
    const { folder, path } = killedFolder();
    damage(`${path}-wal`);
    await expectRefusal(folder, `${path}-wal is damaged`);
  });

  test("[SV-16] without the database beside the write-ahead log it is refused: SQLite would delete the log", async () => {
    const { folder, path } = killedFolder();
    rmSync(path);
    await expectRefusal(folder, `${path} is missing, but ${path}-wal is there`);
  });

  test.each<[string, (path: string) => void]>([
    ["gone", (path) => rmSync(path)],
    ["noise", (path) => breakBytes(path, 0, 32_768)],
  ])(
    "[SV-16] with the index of the log %s, as after a power cut, it is taken as it is",
    async (_, damage) => {
      const { folder, path } = killedFolder();
      damage(`${path}-shm`);
      expect(await lastSeq(folder)).toBe(commits);
    },
  );

  test("[SV-16] an operator who removes the index takes the log up to where it is whole", async () => {
    const { folder, path } = killedFolder();
    truncateSync(`${path}-wal`, readFileSync(`${path}-wal`).length >> 1);
    rmSync(`${path}-shm`);
    const found = (await lastSeq(folder)) ?? 0;
    expect(found).toBeGreaterThan(0);
    expect(found).toBeLessThan(commits);
  });
});

describe("a database that was closed", () => {
  test.each<[string, number, string]>([
    ["a byte short", -1, "bytes of"],
    ["empty", 0, "it is empty"],
  ])("[SV-16] and is %s now is refused, and nothing is left beside it", async (_, size, sentence) => {
    const { folder, path } = await cleanFolder();
    truncateSync(path, size < 0 ? readFileSync(path).length + size : size);
    await expectRefusal(folder, sentence);
  });

  test("[SV-16] was made whole before it got its name: a half-made one is made again", async () => {
    const folder = newFolder();
    writeFileSync(join(folder, "weft.db.new"), "half of a database");
    expect(await lastSeq(folder)).toBeUndefined();
    expect(readdirSync(folder).sort()).toEqual(["weft.db", "weft.lock"]);
  });

  test("[SV-61] a data folder that is a file is named", async () => {
    const path = join(newFolder(), "file");
    writeFileSync(path, "");
    const opening = expect(openTestSqlite(path)).rejects;
    await opening.toMatchObject({ message: `The data folder ${path} cannot be used: it is a file.` });
  });
});
