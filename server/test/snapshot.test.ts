import { createHash } from "node:crypto";
import { systemClock } from "@weft/base";
import { chunkBytesMax, closeCodes } from "@weft/protocol";
import { encodeVersion } from "@weft/rga";
import { createRichText } from "@weft/richtext";
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

/** Text that compresses little, to three quarters: a save of it stays large. */
function noise(length: number, seed: string): string {
  let text = "";
  for (let count = 0; text.length < length; count++) {
    text += createHash("sha256").update(`${seed}${count}`).digest("base64");
  }
  return text.slice(0, length);
}

/** Types in small batches, so that a snapshot is fewer bytes than the log, and enough for several chunks. */
async function fill(writer: RawClient, typist: Typist): Promise<void> {
  let sent = writer.settled;
  for (let count = 0; count < 4000; count += 200) {
    const batches = Array.from({ length: 200 }, (_, index) =>
      typist.type(noise(150, `${count + index}`)),
    ).flat();
    writer.sendBatches(batches);
    sent += batches.length;
    await writer.untilSettled(sent);
  }
}

async function untilSnapshot(): Promise<void> {
  while ((await storage.readHead(document.documentId))?.snapshot === null) {
    await new Promise<void>((resolve) => systemClock.after(20, resolve));
  }
}

/** The document that a client was sent as a snapshot, and the entries beside it. */
function assemble(client: RawClient): string {
  const chunks = client.all("chunk");
  const reply = client.all("welcome")[0]?.reply;
  if (reply?.kind !== "snapshot") throw new Error("no snapshot");
  const saved = new Uint8Array(reply.totalBytes);
  let offset = reply.offset;
  for (const chunk of chunks) {
    expect(chunk.offset).toBe(offset);
    expect(chunk.bytes.length).toBeLessThanOrEqual(chunkBytesMax);
    saved.set(chunk.bytes, chunk.offset);
    offset += chunk.bytes.length;
  }
  expect(offset).toBe(reply.totalBytes);
  const richText = createRichText({ documentId: document.documentId, saved });
  for (const { entries } of client.all("entries")) {
    for (const { bytes } of entries) richText.applyUpdate(bytes);
  }
  return richText.text();
}

const isWhole = (client: RawClient) => () => {
  const reply = client.all("welcome")[0]?.reply;
  const last = client.all("chunk").at(-1);
  return (
    reply?.kind === "snapshot" && last !== undefined && last.offset + last.bytes.length === reply.totalBytes
  );
};

describe("snapshots", () => {
  test("[SV-21] [PR-23] a newcomer gets the snapshot in chunks when that is fewer bytes, live entries between", async () => {
    const writer = await RawClient.join(relay, document);
    const typist = new Typist(document);
    await fill(writer, typist);
    await untilSnapshot();
    const snapshotSeq = (await storage.readHead(document.documentId))?.snapshot?.seq ?? 0;
    expect(snapshotSeq).toBeGreaterThan(0);
    const newcomer = await RawClient.join(relay, document);
    newcomer.pause();
    const live = writer.settled;
    writer.sendBatches(typist.type("z"));
    await writer.untilSettled(live + 1);
    newcomer.resume();
    await newcomer.until(isWhole(newcomer));
    await newcomer.until(() => (newcomer.all("entries").at(-1)?.throughSeq ?? 0) === live + 1);
    expect(newcomer.all("chunk").length).toBeGreaterThan(1);
    expect(assemble(newcomer)).toBe(typist.text);
    const kinds = newcomer.frames.map(({ type }) => type);
    expect(kinds.indexOf("entries")).toBeLessThan(kinds.lastIndexOf("chunk"));
  });

  test("[SV-21] [PR-14] a snapshot that was cut off goes on where it was, if it is still the same one", async () => {
    const writer = await RawClient.join(relay, document);
    await fill(writer, new Typist(document));
    await untilSnapshot();
    const first = await RawClient.join(relay, document);
    await first.until(isWhole(first));
    const welcome = first.all("welcome")[0];
    if (welcome?.reply.kind !== "snapshot") throw new Error("no snapshot");
    const { seq, totalBytes } = welcome.reply;
    const { incarnation } = welcome;
    const partial = { incarnation, seq, offset: chunkBytesMax };
    const second = await RawClient.join(relay, document, { partial });
    expect(second.all("welcome")[0]?.reply).toMatchObject({ kind: "snapshot", offset: chunkBytesMax });
    await second.until(isWhole(second));
    const sent = second.all("chunk").reduce((sum, { bytes }) => sum + bytes.length, 0);
    expect(sent).toBe(totalBytes - chunkBytesMax);
    const other = await RawClient.join(relay, document, { partial: { ...partial, seq: seq + 1 } });
    expect(other.all("welcome")[0]?.reply).toMatchObject({ kind: "snapshot", offset: 0 });
  });

  test("[SV-21] a document that was opened again from its snapshot goes on taking edits", async () => {
    const writer = await RawClient.join(relay, document);
    const typist = new Typist(document);
    await fill(writer, typist);
    await untilSnapshot();
    await relay.close();
    relay = await startTestRelay({ storage });
    const again = await RawClient.join(relay, document);
    again.sendBatches(typist.type("after"));
    await again.untilSettled(1);
    expect(again.all("refused")).toEqual([]);
  });
});

describe("a damaged entry", () => {
  test("[SV-15] that a snapshot stands in for costs a newcomer one more try, and nobody anything else", async () => {
    const writer = await RawClient.join(relay, document);
    const typist = new Typist(document);
    await fill(writer, typist);
    const snapshotSeq = (await storage.readHead(document.documentId))?.snapshot?.seq ?? 0;
    const range = { documentId: document.documentId, afterSeq: 0, lastSeq: snapshotSeq - 50, bytesMax: 1e9 };
    const { entries } = await storage.readEntries(range);
    const reader = createRichText({ documentId: document.documentId });
    for (const { bytes } of entries) reader.applyUpdate(bytes);
    storage.damage(snapshotSeq - 20);
    const version = encodeVersion(reader.version());
    const first = await RawClient.join(relay, document, { version });
    expect(first.all("welcome")[0]?.reply.kind).toBe("tail");
    expect((await first.closed).code).toBe(closeCodes.resync);
    const second = await RawClient.join(relay, document, { version });
    await second.until(isWhole(second));
    await second.until(() => (second.all("entries").at(-1)?.throughSeq ?? 0) === 4000);
    expect(assemble(second)).toBe(typist.text);
    await writer.roundTrip();
  });

  test("[SV-15] that nothing stands in for ends the session with a code of its own", async () => {
    const writer = await RawClient.join(relay, document);
    writer.sendBatches(Array.from({ length: 9 }, () => new Typist(document).type("x")).flat());
    await writer.untilSettled(9);
    storage.damage(5);
    const reader = await RawClient.join(relay, document);
    expect(await reader.closed).toMatchObject({ code: closeCodes.damaged });
    const again = await RawClient.join(relay, document);
    expect(again.all("welcome")[0]?.lastSeq).toBe(4);
  });
});

describe("slow readers", () => {
  test("[SV-23] [PR-24] a reader that does not take what it is sent is told to join again; nobody else waits", async () => {
    const writer = await RawClient.join(relay, document);
    const slow = await RawClient.join(relay, document);
    const typist = new Typist(document);
    slow.pause();
    let sent = 0;
    let isClosed = false;
    void slow.closed.then(() => {
      isClosed = true;
    });
    const sessions = async () => {
      const figures = await (await fetch(`${relay.http}/metrics`)).text();
      return Number(/^weft_slow_readers_total (\d+)/m.exec(figures)?.[1]);
    };
    while ((await sessions()) === 0 && sent < 2000) {
      const batches = typist.typeNoise(200_000);
      writer.sendBatches(batches);
      sent += batches.length;
      await writer.untilSettled(sent);
    }
    expect(await sessions()).toBe(1);
    expect(isClosed).toBe(false);
    slow.resume();
    const { code } = await slow.closed;
    expect([closeCodes.resync, 1006]).toContain(code);
    await writer.roundTrip();
    // The platform takes some forty megabytes for the reader first.
  }, 300_000);
});
