import type { LightClient, PreparedEdit } from "../dialects/dialect.ts";
import { round, Samples } from "../samples.ts";
import { inPools, type Scene } from "./scene.ts";

const writers = 200;
/** Not counted: that is when code is compiled, which takes a good part of two cores. */
const warmUpSeconds = 3;
/** The most that a writer can send: one every five milliseconds. */
const editsPerSecondMax = 120;

/** 200 writers in 200 documents; each sends its next edit when the one before is acknowledged. */
export const slowDiskScene: Scene = async ({ dialect, seconds, serverFigures }) => {
  const lags = new Samples();
  let edits = 0;
  const start = { ms: Number.POSITIVE_INFINITY };
  const runs = await inPools(writers, 40, async () => {
    const room = await dialect.createRoom();
    const own = dialect.prepare(room, Math.ceil(editsPerSecondMax * (seconds + warmUpSeconds)), 1);
    const writer = new EagerWriter(own, (sentAt) => {
      const now = performance.now();
      edits++;
      if (sentAt >= start.ms && now <= start.ms + seconds * 1000) lags.add(now - sentAt);
    });
    writer.client = await dialect.open(room, { settled: () => writer.settled() });
    return writer;
  });
  const serverBefore = await serverFigures("now");
  const clientsBefore = process.cpuUsage();
  start.ms = performance.now() + warmUpSeconds * 1000;
  for (const writer of runs) writer.sendNext();
  await new Promise((resolve) => setTimeout(resolve, (warmUpSeconds + seconds) * 1000));
  const { user, system } = process.cpuUsage(clientsBefore);
  const serverMs = (await serverFigures("now")).processorMs - serverBefore.processorMs;
  for (const writer of runs) writer.client?.close();
  return {
    ...lags.figures(),
    perSecond: round(lags.count / seconds),
    "server's processor µs an edit": round((serverMs * 1000) / edits),
    "clients' processor µs an edit": round((user + system) / edits),
  };
};

class EagerWriter {
  client: LightClient | null = null;
  private readonly edits: readonly PreparedEdit[];
  private readonly done: (sentAt: number) => void;
  private next = 0;
  private sentAt = 0;

  constructor(edits: readonly PreparedEdit[], done: (sentAt: number) => void) {
    this.edits = edits;
    this.done = done;
  }

  sendNext(): void {
    const edit = this.edits[this.next++];
    if (edit === undefined) return;
    this.sentAt = performance.now();
    this.client?.send(edit.message);
  }

  settled(): void {
    this.done(this.sentAt);
    this.sendNext();
  }
}
