import { Arrivals } from "../arrivals.ts";
import { pause, round } from "../samples.ts";
import { openMany, type Scene, sendSteadily } from "./scene.ts";

const readers = 500;
const stopping = 50;
const editsPerSecond = 5;
/** Characters of an edit, so many that readers who stop fall behind by megabytes within the run. */
const editLength = 48_000;

/** 500 readers of one writer; in the second half 50 of them have stopped reading. */
export const slowReadersScene: Scene = async ({ dialect, seconds, serverFigures }) => {
  const room = await dialect.createRoom();
  const before = new Arrivals(readers);
  const after = new Arrivals(readers - stopping);
  let stage = before;
  let letGo = 0;
  const stopped = new Set<number>();
  const opened = await openMany(
    dialect,
    room,
    Array.from({ length: readers }, (_, index) => ({
      edit: (key: string) => void (stopped.has(index) || stage.heard(key)),
      closed: () => void (stopped.has(index) && letGo++),
    })),
  );
  const edits = dialect.prepare(room, 2 * Math.ceil(editsPerSecond * seconds), editLength);
  const writer = await dialect.open(room, {});
  const half = edits.length / 2;
  const pace = { delayMs: 0, gapMs: 1000 / editsPerSecond };
  await pause(500);
  await sendSteadily(writer, edits.slice(0, half), { ...pace, made: (key) => before.made(key) });
  await before.complete(10_000);
  const memoryBefore = await serverFigures("collected");
  for (const [index, client] of opened.entries()) {
    if (index >= stopping) break;
    stopped.add(index);
    client.pause();
  }
  stage = after;
  let peakBytes = 0;
  const watch = setInterval(() => {
    void serverFigures("now").then(({ rssBytes }) => {
      peakBytes = Math.max(peakBytes, rssBytes);
    });
  }, 2000);
  await sendSteadily(writer, edits.slice(half), { ...pace, made: (key) => after.made(key) });
  await after.complete(10_000);
  clearInterval(watch);
  peakBytes = Math.max(peakBytes, (await serverFigures("now")).rssBytes);
  for (const client of [writer, ...opened]) client.close();
  return {
    ...before.lags.figures("before "),
    ...after.lags.figures("after "),
    missing: before.missing + after.missing,
    "grown MB": round((peakBytes - memoryBefore.rssBytes) / 1e6),
    "let go": letGo,
  };
};
