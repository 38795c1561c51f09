/** Rows in which one room is full: many writers, many clients with carets, many who only look. */
import { Arrivals } from "../arrivals.ts";
import type { LoadRoom, PreparedEdit } from "../dialects/dialect.ts";
import { pause } from "../samples.ts";
import { openMany, type Scene, type Stage, sendSteadily } from "./scene.ts";

/** So long everything goes on as later and is not counted: that is when code is compiled, the clients' too. */
const warmUpSeconds = 2;

interface Crowd {
  readonly clients: number;
  readonly writers: number;
  /** Edits a second of each writer. */
  readonly rate: number;
  /** Whether everybody shows a caret once a second. */
  readonly showsPresence: boolean;
}

/** 50 clients that write, 5 edits a second each. */
export const writersScene: Scene = (stage) =>
  playCrowd(stage, { clients: 50, writers: 50, rate: 5, showsPresence: false });

/** 500 clients, 10 edits a second in all, everybody's caret moves once a second. */
export const presenceScene: Scene = (stage) =>
  playCrowd(stage, { clients: 500, writers: 10, rate: 1, showsPresence: true });

/** 1,000 clients that only look, and one that writes 5 edits a second. */
export const observersScene: Scene = (stage) =>
  playCrowd(stage, { clients: 1001, writers: 1, rate: 5, showsPresence: false });

async function playCrowd(stage: Stage, { clients, writers, rate, showsPresence }: Crowd) {
  const { dialect, seconds } = stage;
  const room = await dialect.createRoom();
  const arrivals = new Arrivals(clients - 1);
  const own = prepareFor(stage, room, { writers, count: Math.ceil(rate * (warmUpSeconds + seconds)) });
  const ownKeys = own.map((edits) => new Set(edits.map(({ key }) => key)));
  const opened = await openMany(
    dialect,
    room,
    Array.from({ length: clients }, (_, index) => ({
      // y-websocket's server sends writers their own edits, too.
      edit: (key: string) => ownKeys[index]?.has(key) || arrivals.heard(key),
    })),
  );
  await pause(1000);
  let isOver = false;
  const carets = showsPresence
    ? opened.map((client, index) => showCaret(client.announce, index / clients, () => isOver))
    : [];
  if (showsPresence) await pause(1500);
  arrivals.countedFrom = performance.now() + warmUpSeconds * 1000;
  await Promise.all(
    own.map(async (edits, index) => {
      const client = opened[index];
      if (client === undefined) return;
      const gapMs = 1000 / rate;
      await sendSteadily(client, edits, {
        delayMs: (gapMs * index) / writers,
        gapMs,
        made: (key) => arrivals.made(key),
      });
    }),
  );
  await arrivals.complete(10_000);
  isOver = true;
  await Promise.all(carets);
  for (const client of opened) client.close();
  return { ...arrivals.lags.figures(), missing: arrivals.missing, strays: arrivals.strays };
}

function prepareFor(
  { dialect }: Stage,
  room: LoadRoom,
  { writers, count }: { readonly writers: number; readonly count: number },
): readonly (readonly PreparedEdit[])[] {
  return Array.from({ length: writers }, () => dialect.prepare(room, count, 1));
}

/** Once a second, each client at its own moment. */
async function showCaret(
  announce: (number: number) => void,
  phase: number,
  isOver: () => boolean,
): Promise<void> {
  await pause(1000 * phase);
  for (let number = 0; !isOver(); number++) {
    announce(number);
    await pause(1000);
  }
}
