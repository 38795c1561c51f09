/**
 * Our server on a disk whose fsync takes longer: `node slow-disk.mjs MS`. Only the storage thread is another one: see
 * `slow-storage-thread.mjs`.
 */
import { systemClock, systemRandom } from "@weft/base";
import { createMemoryFiles, openSqliteStorage, parseConfig, startRelay } from "@weft/server";
import { pino } from "pino";

const built = new URL("../../../server/dist/", import.meta.url);
const config = parseConfig(process.env, process.cwd());
if (!config.ok) throw new Error(config.error);

// Threads see the environment of the process that starts them.
process.env.SLOW_FSYNC_MS = process.argv[2];
const storage = await openSqliteStorage({
  folder: config.value.dataFolder,
  threadFile: new URL("slow-storage-thread.mjs", import.meta.url),
});
const relay = await startRelay({
  ...config.value,
  hostTokens: null,
  storage,
  files: createMemoryFiles(),
  clock: systemClock,
  random: systemRandom,
  logger: pino({ level: "silent" }),
  inspectionThread: new URL("admission/inspection-thread.js", built),
  decodingThread: new URL("yjs/decoding/decoding-thread.js", built),
});
process.stdout.write(`Weft is at http://localhost:${relay.port}\n`);
process.once("SIGTERM", () => void relay.close().then(() => process.exit(0)));
