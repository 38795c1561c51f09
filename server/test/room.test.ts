import { systemClock, VirtualClock } from "@weft/base";
import { closeCodes } from "@weft/protocol";
import { decodeVersion, encodeVersion } from "@weft/rga";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createMemoryStorage } from "../src/storage/memory-storage.ts";
import { ensureBuilt } from "./built.ts";
import { type HeldStorage, holdStorage } from "./held-storage.ts";
import { newTestDocument, RawClient, type TestDocument, Typist } from "./raw-client.ts";
import { startTestRelay, type TestRelay } from "./relay-fixture.ts";

let relay: TestRelay;
let storage: HeldStorage;
let document: TestDocument;

beforeAll(ensureBuilt);
beforeEach(async () => {
  storage = holdStorage(createMemoryStorage());
  relay = await startTestRelay({ storage });
  document = newTestDocument();
});
afterEach(() => relay.close());

const lastSeq = async () => (await storage.readHead(document.documentId))?.lastSeq;

describe("from a keystroke to the disk and to others", () => {
  test("[SV-1] [PR-16] neither an acknowledgement nor an entry is sent before the commit", async () => {
    const writer = await RawClient.join(relay, document);
    const reader = await RawClient.join(relay, document);
    const typist = new Typist(document);
    storage.hold();
    writer.sendBatches(typist.type("a"));
    while (storage.held.length === 0) await writer.roundTrip(Math.floor(writer.frames.length + 1));
    await reader.roundTrip();
    expect(writer.all("acknowledged")).toEqual([]);
    expect(reader.all("entries").flatMap(({ entries }) => entries)).toEqual([]);
    storage.releaseAll();
    expect(await writer.next("acknowledged")).toMatchObject({ batches: 1, throughSeq: 1 });
    expect((await reader.next("entries")).entries).toMatchObject([{ seq: 1 }]);
    expect(await lastSeq()).toBe(1);
  });

  test("[SV-22] [PR-22] entries go to all but the sender, in the order of the log", async () => {
    const clients = await Promise.all([0, 1, 2].map(() => RawClient.join(relay, document)));
    const typists = clients.map(() => new Typist(document));
    for (let round = 0; round < 10; round++) {
      for (const [index, client] of clients.entries())
        client.sendBatches(typists[index]?.type(`${index}`) ?? []);
    }
    await Promise.all(clients.map((client) => client.untilSettled(10)));
    await Promise.all(clients.map((client) => client.until(() => throughSeq(client) === 30)));
    clients.forEach((client, index) => {
      const seqs = client.all("entries").flatMap(({ entries }) => entries.map(({ seq }) => seq));
      expect(seqs).toEqual([...seqs].sort((left, right) => left - right));
      expect(seqs).toHaveLength(20);
      typists[index]?.read(client);
    });
    expect(new Set(typists.map(({ text }) => text)).size).toBe(1);
    expect(typists[0]?.text).toHaveLength(30);
  });

  test("[SV-2] a batch that comes twice is acknowledged twice and stored once", async () => {
    const writer = await RawClient.join(relay, document);
    const [batch] = new Typist(document).type("once");
    writer.sendBatches([batch ?? new Uint8Array(), batch ?? new Uint8Array()]);
    await writer.untilSettled(2);
    const again = await RawClient.join(relay, document);
    again.sendBatches([batch ?? new Uint8Array()]);
    await again.untilSettled(1);
    expect(writer.all("refused")).toEqual([]);
    expect(again.all("refused")).toEqual([]);
    expect(await lastSeq()).toBe(1);
    expect(writer.all("entries").flatMap(({ entries }) => entries)).toEqual([]);
  });

  test("[SV-3] ids that exist with other content are refused, the socket stays open", async () => {
    const writer = await RawClient.join(relay, document);
    const replica = "00000000000000aa";
    writer.sendBatches(new Typist(document, replica).type("mine"));
    await writer.untilSettled(1);
    writer.sendBatches(new Typist(document, replica).type("othr"));
    expect(await writer.next("refused")).toMatchObject({ batch: 1, reason: "reused-id" });
    expect(await writer.next("acknowledged")).toMatchObject({ batches: 2 });
    await writer.roundTrip();
    expect(await lastSeq()).toBe(1);
  });

  test("[SV-7] [PR-17] after a refusal nothing more is taken from that replica, others go on", async () => {
    const writer = await RawClient.join(relay, document);
    const refused = new Typist(document);
    const other = new Typist(document);
    const [first, second, third] = ["a", "b", "c"].flatMap((text) => refused.type(text));
    const batches = [second, first, ...other.type("ok"), third].map((bytes) => bytes ?? new Uint8Array());
    writer.sendBatches(batches);
    await writer.untilSettled(4);
    expect(writer.all("refused").map(({ batch, reason }) => [batch, reason])).toEqual([
      [0, "gap"],
      [1, "after-refusal"],
      [3, "after-refusal"],
    ]);
    for (const { sentence } of writer.all("refused")) expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(await lastSeq()).toBe(1);
  });

  test("[SV-9] bytes that are no batch, and what nobody knows, are refused with a reason", async () => {
    const writer = await RawClient.join(relay, document);
    const [batch] = new Typist(document).type("fine");
    const sound = batch ?? new Uint8Array();
    const otherVersion = Uint8Array.from(sound, (byte, index) => (index === 0 ? 4 : byte));
    writer.sendBatches([new Uint8Array([3, 2, 3]), sound.slice(0, -1), otherVersion, sound]);
    await writer.untilSettled(4);
    expect(writer.all("refused").map(({ batch: number, reason }) => [number, reason])).toEqual([
      [0, "malformed"],
      [1, "malformed"],
      [2, "unknown-kind"],
    ]);
    expect(await lastSeq()).toBe(1);
  });

  test("[SV-11] an entry's time is its receipt less its age, as far as that can be believed", async () => {
    const writer = await RawClient.join(relay, document);
    const typist = new Typist(document);
    const before = systemClock.now();
    writer.sendBatches(typist.type("new"));
    writer.sendBatches(typist.type("old"), { ageMs: 3_600_000 });
    writer.sendBatches(typist.type("absurd"), { ageMs: Number.MAX_SAFE_INTEGER });
    await writer.untilSettled(3);
    const range = { documentId: document.documentId, afterSeq: 0, lastSeq: 3, bytesMax: 1e6 };
    const [now = 0, hour = 0, absurd = 0] = (await storage.readEntries(range)).entries.map(
      ({ wallTimeMs }) => wallTimeMs,
    );
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now - hour).toBeGreaterThan(3_500_000);
    expect(absurd).toBeGreaterThan(0);
  });
});

describe("a full disk", () => {
  test("[SV-13] [PR-21] drops what comes without refusing it, says so, and calls everybody back when there is space", async () => {
    await relay.close();
    const clock = new VirtualClock(1_000_000);
    relay = await startTestRelay({ storage, clock });
    const writer = await RawClient.join(relay, document);
    const reader = await RawClient.join(relay, document);
    const typist = new Typist(document);
    writer.sendBatches(typist.type("kept"));
    await writer.untilSettled(1);
    storage.failWith("full");
    const lost = typist.type("lost");
    writer.sendBatches(lost);
    expect(await writer.next("status")).toMatchObject({ storage: "full" });
    expect(await reader.next("status")).toMatchObject({ storage: "full" });
    const newcomer = await RawClient.join(relay, document);
    expect(await newcomer.next("status")).toMatchObject({ storage: "full" });
    expect(writer.settled).toBe(1);
    expect(writer.all("refused")).toEqual([]);
    const health = await (await fetch(`${relay.http}/healthz`)).json();
    expect(health).toEqual({ status: "read-only", storage: "full" });
    const creation = await fetch(`${relay.http}/api/documents`, { method: "POST" });
    expect(creation.status).toBe(507);

    storage.failWith(null);
    clock.advance(2000);
    expect((await writer.closed).code).toBe(closeCodes.resync);
    expect(await reader.next("status")).toMatchObject({ storage: "writable" });
    const again = await RawClient.join(relay, document);
    again.sendBatches(lost);
    await again.untilSettled(1);
    expect(again.all("refused")).toEqual([]);
    expect(await lastSeq()).toBe(2);
  });

  test("[SV-14] a disk that failed is the end: the relay says so and takes nothing", async () => {
    const writer = await RawClient.join(relay, document);
    storage.failWith("input-output");
    writer.sendBatches(new Typist(document).type("x"));
    await relay.failed;
    expect(writer.settled).toBe(0);
    expect((await fetch(`${relay.http}/healthz`)).status).toBe(503);
  });
});

describe("presence", () => {
  test("[SV-24] [PR-25] is bound to its session, told to newcomers, and gone with the socket", async () => {
    const ann = await RawClient.join(relay, document);
    const ben = await RawClient.join(relay, document);
    ann.send({ type: "announce", client: 3, state: new Uint8Array([1]) });
    ann.send({ type: "announce", client: 3, state: new Uint8Array([2]) });
    const told = await ben.next("presence");
    const session = ann.all("welcome")[0]?.session ?? -1;
    expect(told.peers).toEqual([{ session, client: 3, state: new Uint8Array([2]) }]);
    const cal = await RawClient.join(relay, document);
    expect((await cal.next("presence")).peers).toEqual(told.peers);
    ann.terminate();
    expect((await ben.next("presence")).peers).toEqual([{ session, client: 3, state: null }]);
    const dan = await RawClient.join(relay, document);
    await dan.roundTrip();
    expect(dan.all("presence")).toEqual([]);
  });

  test("[SV-28] one session speaks for so many tabs and no more", async () => {
    const ann = await RawClient.join(relay, document);
    for (let client = 0; client < 33; client++)
      ann.send({ type: "announce", client, state: new Uint8Array(1) });
    expect((await ann.closed).code).toBe(closeCodes.tooMany);
  });
});

describe("joining", () => {
  test("[SV-20] [PR-13] sends what the newcomer's version lacks, and tells the log's version", async () => {
    const writer = await RawClient.join(relay, document);
    const typist = new Typist(document);
    const half = new Typist(document);
    for (let count = 0; count < 20; count++) {
      const batches = typist.type(`${count} `);
      if (count < 10) for (const bytes of batches) half.richText.applyUpdate(bytes);
      writer.sendBatches(batches);
    }
    await writer.untilSettled(20);
    const version = encodeVersion(half.richText.version());
    const newcomer = await RawClient.join(relay, document, { version });
    const welcome = newcomer.all("welcome")[0];
    expect(welcome).toMatchObject({ lastSeq: 20, role: "owner", reply: { kind: "tail", afterSeq: 10 } });
    expect(decodeVersion(welcome?.version ?? new Uint8Array())).toMatchObject({
      value: typist.richText.version(),
    });
    await newcomer.until(() => throughSeq(newcomer) === 20);
    expect(newcomer.all("entries").flatMap(({ entries }) => entries)).toHaveLength(10);
    half.read(newcomer);
    expect(half.text).toBe(typist.text);

    const upToDate = await RawClient.join(relay, document, {
      version: encodeVersion(typist.richText.version()),
    });
    expect(upToDate.all("welcome")[0]?.reply).toEqual({ kind: "tail", afterSeq: 20 });
  });

  test("[SV-20] in the middle of others' typing misses nothing and gets nothing twice", async () => {
    const writer = await RawClient.join(relay, document);
    const typist = new Typist(document);
    const newcomers: RawClient[] = [];
    for (let count = 0; count < 60; count++) {
      writer.sendBatches(typist.type("x"));
      if (count % 10 === 5) newcomers.push(await RawClient.join(relay, document));
    }
    await writer.untilSettled(60);
    for (const newcomer of newcomers) {
      await newcomer.until(() => throughSeq(newcomer) === 60);
      const seqs = newcomer.all("entries").flatMap(({ entries }) => entries.map(({ seq }) => seq));
      expect(seqs).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
    }
  });
});

function throughSeq(client: RawClient): number {
  return client.all("entries").at(-1)?.throughSeq ?? 0;
}
