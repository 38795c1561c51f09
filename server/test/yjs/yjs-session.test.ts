/** The limits of one Yjs session, over a wire that a test holds in its hands and in virtual time. */
import { seededRandom, systemClock, VirtualClock } from "@weft/base";
import { parseDocumentId, randomIncarnation, silenceMsMax } from "@weft/protocol";
import { pino } from "pino";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { Gatekeeper } from "../../src/identity/gatekeeper.ts";
import { createToken, toStoredToken } from "../../src/identity/token.ts";
import { backlogBytesMax, presenceBacklogBytesMax, yjsFrameBytesMax } from "../../src/limits.ts";
import { CommitQueue } from "../../src/log/commit-queue.ts";
import { createMetrics } from "../../src/metrics.ts";
import { createMemoryStorage } from "../../src/storage/memory-storage.ts";
import { Decoder } from "../../src/yjs/decoding/decoder.ts";
import { YjsRooms } from "../../src/yjs/yjs-rooms.ts";
import { type PingingWire, YjsSession } from "../../src/yjs/yjs-session.ts";
import { builtFile, ensureBuilt } from "../built.ts";

beforeAll(ensureBuilt);

/** A wire that keeps what it is given. */
class KeptWire implements PingingWire {
  readonly sent: Uint8Array[] = [];
  closedWith: number | null = null;
  pings = 0;
  backlogBytes = 0;

  send(bytes: Uint8Array): void {
    this.sent.push(bytes);
  }

  pong(): void {}

  ping(): void {
    this.pings++;
  }

  async flushed(): Promise<void> {}

  close(code: number): void {
    this.closedWith = code;
  }
}

const random = seededRandom(1);
const documentId = parseDocumentId("12".repeat(16));
const token = createToken(random);
let clock: VirtualClock;
let decoder: Decoder;
let open: () => Promise<{ wire: KeptWire; session: YjsSession }>;

beforeEach(async () => {
  if (documentId === null) throw new Error("an id");
  clock = new VirtualClock(1_000_000);
  const storage = createMemoryStorage();
  const metrics = createMetrics();
  const logger = pino({ level: "silent" });
  const commits = new CommitQueue(storage, clock, metrics);
  decoder = new Decoder({ threadFile: builtFile("yjs/decoding/decoding-thread.js"), clock, metrics });
  const yjsRooms = new YjsRooms({ storage, commits, decoder, clock, metrics, logger });
  const gatekeeper = new Gatekeeper(storage, { hostTokens: null, passes: null });
  const incarnation = randomIncarnation(random);
  await storage.createDocument(
    { id: documentId, engine: "yjs", title: null, incarnation, createdAtMs: 0 },
    toStoredToken(token, "owner", 0),
  );
  const services = { storage, gatekeeper, yjsRooms, commits, clock, metrics, logger };
  open = async () => {
    const wire = new KeptWire();
    const session = new YjsSession(services, wire, { documentId, token, browser: null });
    await until(() => wire.sent.length > 0);
    return { wire, session };
  };
});
afterEach(() => decoder.close());

/** Waits in real time: the thread is a real one. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise<void>((resolve) => systemClock.after(1, resolve));
}

const isAwareness = (frame: Uint8Array): boolean => frame[0] === 1;
const insertOf = (client: number): Uint8Array =>
  // One insertion of "a" into the root "text".
  new Uint8Array([0, 2, 14, 1, 1, client, 0, 4, 1, 4, 116, 101, 120, 116, 1, 97, 0]);

test("[YJ-13] who does not read loses awareness first, then is sent away with a code that brings it back", async () => {
  const reader = await open();
  const writer = await open();
  reader.wire.backlogBytes = presenceBacklogBytesMax + 1;
  const before = reader.wire.sent.length;
  writer.session.receive(new Uint8Array([1, 6, 1, 9, 1, 2, 123, 125]));
  clock.advance(100);
  expect(writer.wire.sent.filter(isAwareness).length).toBeGreaterThan(0);
  expect(reader.wire.sent.length).toBe(before);
  writer.session.receive(insertOf(9));
  await until(() => reader.wire.sent.length > before);
  reader.wire.backlogBytes = backlogBytesMax;
  writer.session.receive(insertOf(10));
  await until(() => reader.wire.closedWith !== null);
  expect(reader.wire.closedWith).toBe(4508);
  expect(writer.wire.closedWith).toBeNull();
});

test("[YJ-13] too many frames, and too much on the way, end the session", async () => {
  const fast = await open();
  for (let count = 0; count < 20_000 && fast.wire.closedWith === null; count++) {
    fast.session.receive(new Uint8Array([3]));
  }
  expect(fast.wire.closedWith).toBe(4529);
  const heavy = await open();
  const half = new Uint8Array(yjsFrameBytesMax / 2 + 16);
  // An update, and the number of its bytes.
  half.set([0, 2, 0x8a, 0x80, 0x80, 4]);
  heavy.session.receive(half);
  heavy.session.receive(half);
  expect(heavy.wire.closedWith).toBe(4413);
});

test("[YJ-14] a session hears something all the time, and one that says nothing is closed", async () => {
  const { wire, session } = await open();
  const before = wire.sent.length;
  clock.advance(16_000);
  expect(wire.pings).toBe(1);
  expect(wire.sent.slice(before)).toEqual([new Uint8Array([1, 1, 0])]);
  session.receivePong();
  clock.advance(silenceMsMax - 1000);
  expect(wire.closedWith).toBeNull();
  clock.advance(2000);
  expect(wire.closedWith).toBe(1013);
});
