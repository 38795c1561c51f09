/**
 * Our server on a disk whose fsync takes longer: `node slow-disk.mjs MS`. The storage port is the place: every
 * append commits as ever, with a real fsync, and answers so many milliseconds later.
 */
import { systemClock, systemRandom } from "@weft/base";
import { createMemoryFiles, openSqliteStorage, parseConfig, startRelay } from "@weft/server";
import { pino } from "pino";

const built = new URL("../../../server/dist/", import.meta.url);
const delayMs = Number(process.argv[2]);
const config = parseConfig(process.env, process.cwd());
if (!config.ok) throw new Error(config.error);

const storage = await openSqliteStorage({
  folder: config.value.dataFolder,
  threadFile: new URL("storage/sqlite/sqlite-thread.js", built),
});
const append = storage.append.bind(storage);
storage.append = async (appends) => {
  await append(appends);
  await new Promise((resolve) => setTimeout(resolve, delayMs));
};
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
