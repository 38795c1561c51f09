/**
 * The server's own storage thread on a slow disk: an append commits as ever, with a real fsync at its end, and then the
 * thread does nothing for so many milliseconds, as if the fsync had taken them.
 */
import { SqliteLog } from "../../../server/dist/storage/sqlite/sqlite-log.js";

const delayMs = Number(process.env.SLOW_FSYNC_MS);
const nobodyWakes = new Int32Array(new SharedArrayBuffer(4));

const { append } = SqliteLog.prototype;
SqliteLog.prototype.append = function appendSlowly(appends) {
  append.call(this, appends);
  Atomics.wait(nobodyWakes, 0, 0, delayMs);
};

await import("../../../server/dist/storage/sqlite/sqlite-thread.js");
