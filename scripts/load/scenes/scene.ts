import type { Dialect, Ears, LightClient, LoadRoom, PreparedEdit } from "../dialects/dialect.ts";
import { pause } from "../samples.ts";

/** What the server's process says of itself. */
export interface ServerFigures {
  /** Pages that are resident. */
  readonly rssBytes: number;
  /** What the main thread's objects and buffers take. */
  readonly usedBytes: number;
  /** Processor time since it started, of all its threads. */
  readonly processorMs: number;
}

/** Whether garbage is collected first, in every thread, which holds the server up. */
export type FiguresWhen = "now" | "collected";

/** What a scene plays on. */
export interface Stage {
  readonly dialect: Dialect;
  /** `http://…` of the server. */
  readonly address: string;
  readonly seconds: number;
  /** Asks the server's process. */
  serverFigures(when: FiguresWhen): Promise<ServerFigures>;
}

/** One row's load on one server: gives its figures by name. */
export type Scene = (stage: Stage) => Promise<Readonly<Record<string, number>>>;

/** Opens many clients of one room, some at a time. */
export async function openMany(
  dialect: Dialect,
  room: LoadRoom,
  ears: readonly Ears[],
): Promise<readonly LightClient[]> {
  return inPools(ears.length, 40, (index) => dialect.open(room, ears[index] ?? {}));
}

/** Does `work` for 0, 1, 2 and so on, so many at a time; what came of each, in order. */
export async function inPools<Value>(
  count: number,
  atOnce: number,
  work: (index: number) => Promise<Value>,
): Promise<readonly Value[]> {
  const values: Value[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) values[index] = await work(index);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, worker));
  return values;
}

/** Sends a writer's edits at a steady pace, the first after `delayMs`; `made` is told of each just before. */
export async function sendSteadily(
  client: LightClient,
  edits: readonly PreparedEdit[],
  pace: { readonly delayMs: number; readonly gapMs: number; made(key: string): void },
): Promise<void> {
  const start = performance.now() + pace.delayMs;
  for (const [index, { key, message }] of edits.entries()) {
    await pause(Math.max(0, start + index * pace.gapMs - performance.now()));
    pace.made(key);
    client.send(message);
  }
}
