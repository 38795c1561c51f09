/** A relay in this process, on a free port, for one test. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock, systemRandom } from "@weft/base";
import { pino } from "pino";
import { createMemoryFiles } from "../src/files/memory-files.ts";
import { type Relay, type RelayOptions, startRelay } from "../src/relay.ts";
import { createMemoryStorage } from "../src/storage/memory-storage.ts";
import { openSqliteStorage } from "../src/storage/sqlite/sqlite-storage.ts";
import type { Storage } from "../src/storage/storage.ts";
import { builtFile } from "./built.ts";

/** A relay and where it is. */
export interface TestRelay extends Relay {
  readonly http: string;
  readonly socket: string;
}

/** Starts a relay on memory, or on what `options` say. */
export async function startTestRelay(options: Partial<RelayOptions> = {}): Promise<TestRelay> {
  const relay = await startRelay({
    storage: createMemoryStorage(),
    files: createMemoryFiles(),
    fileLimits: { bytesPerDocument: 1e9, bytesPerHour: 1e10 },
    clock: systemClock,
    random: systemRandom,
    logger: pino({ level: "silent" }),
    host: "127.0.0.1",
    port: 0,
    appFolder: join(tmpdir(), "weft-no-app"),
    origins: [],
    perAddress: { documentsPerMinute: 1_000_000, connections: 1_000_000, connectionsPerMinute: 1_000_000 },
    proxies: 0,
    inspectionThread: builtFile("admission/inspection-thread.js"),
    decodingThread: builtFile("yjs/decoding/decoding-thread.js"),
    ...options,
  });
  return { ...relay, http: `http://127.0.0.1:${relay.port}`, socket: `ws://127.0.0.1:${relay.port}/sync` };
}

/** A new empty folder. */
export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), "weft-test-"));
}

/** SQLite on a folder, through the built storage thread. */
export function openTestSqlite(folder: string): Promise<Storage> {
  return openSqliteStorage({ folder, threadFile: builtFile("storage/sqlite/sqlite-thread.js") });
}
