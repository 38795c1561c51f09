import { crc32 } from "node:zlib";
import { seededRandom, VirtualClock } from "@weft/base";
import {
  chunkBytesMax,
  type DownFrame,
  decodeDown,
  encodeUp,
  pingIntervalMs,
  presenceTickMs,
  silenceMsMax,
} from "@weft/protocol";
import { encodeVersion, parseReplicaId, type Version } from "@weft/rga";
import { expect, test } from "vitest";
import { membersPerPresenceTick, presenceTickMsMax } from "../src/limits.ts";
import type { Session } from "../src/session/session.ts";
import type { Wire } from "../src/session/wire.ts";
import { createMemoryStorage } from "../src/storage/memory-storage.ts";
import { helloFor, newTestDocument, Typist } from "./raw-client.ts";
import { pass, VirtualCore } from "./simulation/virtual-core.ts";
import { newEntry } from "./storage-contract.ts";

/** A line that carries so many bytes a second and keeps the order. */
class SlowLine implements Wire {
  readonly arrived: { readonly frame: DownFrame; readonly atMs: number; readonly bytes: number }[] = [];
  closed: number | null = null;
  backlogBytes = 0;
  private readonly clock: VirtualClock;
  private readonly bytesPerSecond: number;
  private freeAtMs = 0;
  private waiters: (() => void)[] = [];

  constructor(clock: VirtualClock, bytesPerSecond: number) {
    this.clock = clock;
    this.bytesPerSecond = bytesPerSecond;
  }

  send(bytes: Uint8Array): void {
    this.backlogBytes += bytes.length;
    this.freeAtMs = Math.max(this.freeAtMs, this.clock.now()) + (1000 * bytes.length) / this.bytesPerSecond;
    this.clock.after(this.freeAtMs - this.clock.now(), () => {
      if (this.closed !== null) return;
      const frame = decodeDown(bytes);
      if (!frame.ok) throw new Error(frame.error.sentence);
      this.arrived.push({ frame: frame.value, atMs: this.clock.now(), bytes: bytes.length });
      this.backlogBytes -= bytes.length;
      if (this.backlogBytes === 0) for (const wake of this.waiters.splice(0)) wake();
    });
  }

  pong(): void {}

  flushed(): Promise<void> {
    if (this.backlogBytes === 0 || this.closed !== null) return Promise.resolve();
    return new Promise((resolve) => this.waiters.push(resolve));
  }

  close(code: number): void {
    this.closed = code;
    for (const wake of this.waiters.splice(0)) wake();
  }

  all<Type extends DownFrame["type"]>(type: Type) {
    return this.arrived.flatMap(({ frame, atMs }) => (isOf(type, frame) ? [{ frame, atMs }] : []));
  }
}

function isOf<Type extends DownFrame["type"]>(
  type: Type,
  frame: DownFrame,
): frame is Extract<DownFrame, { type: Type }> {
  return frame.type === type;
}

/** A client that only reads, and pings as a client does. */
function keepAlive(clock: VirtualClock, line: SlowLine, session: Session): void {
  let number = 0;
  const ping = (): void => {
    if (line.closed !== null) return;
    session.receive(encodeUp({ type: "ping", number: number++ }));
    clock.after(pingIntervalMs, ping);
  };
  clock.after(pingIntervalMs, ping);
}

const replica = parseReplicaId("aaaaaaaaaaaaaaaa");
const random = seededRandom(3);

/** A server with one document whose snapshot has `size` bytes and whose log has more. */
async function withSnapshot(size: number) {
  const clock = new VirtualClock(1_000_000);
  const storage = createMemoryStorage();
  const core = new VirtualCore({ storage, clock, random });
  const document = newTestDocument();
  const owner = new SlowLine(clock, 1e9);
  const ownerSession = core.accept(owner);
  ownerSession.receive(encodeUp(helloFor(document)));
  await pass(clock, 20);
  ownerSession.disconnected();
  await pass(clock, 20);
  const entries = Array.from({ length: 100 }, (_, counter) =>
    newEntry("aaaaaaaaaaaaaaaa", counter, 1, Math.ceil(size / 90)),
  );
  await storage.append([{ documentId: document.documentId, firstSeq: 1, entries }]);
  const logBytes = entries.reduce((sum, { bytes }) => sum + bytes.length, 0);
  await storage.saveSnapshot(document.documentId, { seq: 100, logBytes, bytes: random.bytes(size) });
  return { clock, core, document };
}

test("[SV-21] [SV-33] a document of 20 MB joins over a line of 32 kB a second, and is cut off by nobody", async () => {
  const size = 20_000_000;
  const { clock, core, document } = await withSnapshot(size);
  const line = new SlowLine(clock, 32_000);
  const session = core.accept(line);
  session.receive(encodeUp(helloFor(document)));
  keepAlive(clock, line, session);
  const start = clock.now();
  const received = (): number => line.all("chunk").reduce((sum, { frame }) => sum + frame.bytes.length, 0);
  while (received() < size && clock.now() - start < 900_000) await pass(clock, 2000, 200);
  expect(line.closed).toBeNull();
  expect(received()).toBe(size);
  const chunks = line.all("chunk").map(({ frame }) => frame);
  expect(
    chunks.every(({ bytes, checksum }) => bytes.length <= chunkBytesMax && crc32(bytes) === checksum),
  ).toBe(true);
  // Whoever listens for silence hears something all the time, and pings do not wait behind the whole.
  const times = line.arrived.map(({ atMs }) => atMs);
  const gaps = times.slice(1).map((at, index) => at - (times[index] ?? at));
  expect(Math.max(...gaps)).toBeLessThan(silenceMsMax / 2);
  expect(line.all("pong").length).toBeGreaterThan(30);
  // Cut off in the middle, it goes on where it was.
  const half = chunks.slice(0, 40).reduce((sum, { bytes }) => sum + bytes.length, 0);
  const [welcome] = line.all("welcome");
  if (!welcome) throw new Error("nobody was welcomed");
  const again = new SlowLine(clock, 32_000);
  const next = core.accept(again);
  const partial = { incarnation: welcome.frame.incarnation, seq: 100, offset: half };
  next.receive(encodeUp(helloFor(document, { partial })));
  await pass(clock, 30_000, 200);
  expect(again.all("chunk")[0]?.frame.offset).toBe(half);
});

test("[SV-20] [SV-34] who was away for a moment is sent what it missed, not the document", async () => {
  const { clock, core, document } = await withSnapshot(3_000_000);
  const version: Version = replica === null ? new Map() : new Map([[replica, 98]]);
  const line = new SlowLine(clock, 1e9);
  core.accept(line).receive(encodeUp(helloFor(document, { version: encodeVersion(version) })));
  await pass(clock, 500);
  const bytes = line.arrived.reduce((sum, one) => sum + one.bytes, 0);
  expect(line.all("entries").flatMap(({ frame }) => frame.entries)).toHaveLength(2);
  expect(bytes).toBeLessThan((2 * 3_000_000) / 90 + 1000);
});

test("[SV-24] [SV-35] in a large room presence is told less often, and never later than a second", async () => {
  const clock = new VirtualClock(1_000_000);
  const core = new VirtualCore({ storage: createMemoryStorage(), clock, random });
  const document = newTestDocument();
  const members = 3 * membersPerPresenceTick;
  const lines: { readonly line: SlowLine; readonly session: Session }[] = [];
  for (let index = 0; index < members; index++) {
    const line = new SlowLine(clock, 1e9);
    const session = core.accept(line);
    session.receive(encodeUp(helloFor(document)));
    lines.push({ line, session });
    if (index === 0) await pass(clock, 20);
  }
  await pass(clock, 500);
  const counted = (): number => lines[0]?.line.all("presence").length ?? 0;
  const before = counted();
  const seconds = 3;
  for (let tick = 0; tick < seconds * 20; tick++) {
    lines[1 + (tick % 50)]?.session.receive(
      encodeUp({ type: "announce", client: 1, state: random.bytes(20) }),
    );
    await pass(clock, presenceTickMs);
  }
  const told = counted() - before;
  expect(told).toBeGreaterThanOrEqual((seconds * 1000) / presenceTickMsMax);
  expect(told).toBeLessThanOrEqual((seconds * 1000) / (3 * presenceTickMs) + 1);
});

test("[SV-1] edits go through the virtual core as through the real one", async () => {
  const clock = new VirtualClock(1_000_000);
  const core = new VirtualCore({ storage: createMemoryStorage(), clock, random });
  const document = newTestDocument();
  const [writer, reader] = [new SlowLine(clock, 1e6), new SlowLine(clock, 1e6)];
  const session = core.accept(writer);
  session.receive(encodeUp(helloFor(document)));
  await pass(clock, 50);
  core.accept(reader).receive(encodeUp(helloFor(document)));
  await pass(clock, 50);
  const batches = new Typist(document)
    .type("hello")
    .map((bytes) => ({ origin: "written" as const, ageMs: 0, bytes }));
  session.receive(encodeUp({ type: "batches", firstNumber: 0, batches }));
  await pass(clock, 100);
  expect(writer.all("acknowledged").at(-1)?.frame.batches).toBe(batches.length);
  expect(reader.all("entries").flatMap(({ frame }) => frame.entries)).toHaveLength(batches.length);
});
