import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { createMemoryStorage } from "../src/storage/memory-storage.ts";
import { openSqliteStorage } from "../src/storage/sqlite/sqlite-storage.ts";
import { builtFile, ensureBuilt } from "./built.ts";
import { describeStorage } from "./storage-contract.ts";

const folder = mkdtempSync(join(tmpdir(), "weft-storage-"));
let count = 0;

beforeAll(ensureBuilt);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describeStorage("memory", async () => createMemoryStorage());

describeStorage("SQLite", () =>
  openSqliteStorage({
    folder: join(folder, String(count++)),
    threadFile: builtFile("storage/sqlite/sqlite-thread.js"),
  }),
);
