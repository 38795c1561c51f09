/** What two healthy clients notice while strangers send frames that are broken in every way, to both kinds of document. */
import { Arrivals } from "../arrivals.ts";
import { pause, round } from "../samples.ts";
import { Strangers } from "../strangers.ts";
import { openMany, type Scene, sendSteadily } from "./scene.ts";

const readers = 10;
const editsPerSecond = 50;

/** A writer and its readers alone, and then beside the strangers. */
export const hostileScene: Scene = async ({ dialect, address, seconds, serverFigures }) => {
  const room = await dialect.createRoom();
  const [warmUp, alone, beside] = [new Arrivals(readers), new Arrivals(readers), new Arrivals(readers)];
  let stage = warmUp;
  const ears = { edit: (key: string) => stage.heard(key) };
  await openMany(
    dialect,
    room,
    Array.from({ length: readers }, () => ears),
  );
  const count = editsPerSecond * seconds;
  const edits = dialect.prepare(room, 3 * count, 1);
  const writer = await dialect.open(room, {});
  const write = async (next: Arrivals, part: number): Promise<void> => {
    stage = next;
    const pace = { delayMs: 0, gapMs: 1000 / editsPerSecond, made: (key: string) => next.made(key) };
    await sendSteadily(writer, edits.slice(part * count, (part + 1) * count), pace);
    await next.complete(10_000);
  };
  const strangers = new Strangers(address, room);
  await write(warmUp, 0);
  await write(alone, 1);
  await strangers.begin();
  // Threads that nobody needed before are started, and code is compiled.
  await pause(2000);
  const before = await serverFigures("collected");
  const sentBefore = strangers.sent;
  await write(beside, 2);
  const sent = strangers.sent - sentBefore;
  await strangers.end();
  const after = await serverFigures("collected");
  return {
    ...alone.lags.figures("alone "),
    ...beside.lags.figures("beside "),
    missing: alone.missing + beside.missing,
    "hostile frames a second": round(sent / seconds),
    "sent away": strangers.sentAway,
    "grown %": round((after.rssBytes / before.rssBytes - 1) * 100),
  };
};
