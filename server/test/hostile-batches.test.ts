import { type Random, seededRandom, systemRandom } from "@weft/base";
import { ByteWriter, crc32 } from "@weft/codec";
import { createRichText } from "@weft/richtext";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createMemoryStorage } from "../src/storage/memory-storage.ts";
import type { Storage } from "../src/storage/storage.ts";
import { ensureBuilt } from "./built.ts";
import { newTestDocument, RawClient, type TestDocument, Typist } from "./raw-client.ts";
import { startTestRelay, type TestRelay } from "./relay-fixture.ts";

let relay: TestRelay;
let storage: Storage;
let document: TestDocument;

beforeAll(ensureBuilt);
beforeEach(async () => {
  storage = createMemoryStorage();
  relay = await startTestRelay({ storage });
  document = newTestDocument();
});
afterEach(() => relay.close());

/** A batch with some bytes of its ops changed and a checksum that fits: the decoder has to look closely. */
function forge(batch: Uint8Array, random: Random): Uint8Array {
  const body = batch.slice(0, -4);
  const firstOpByte = 16;
  for (let count = 1 + random.below(3); count > 0; count--) {
    const at = firstOpByte + random.below(Math.max(1, body.length - firstOpByte));
    body[at] = random.below(2) === 0 ? random.below(256) : (body[at] ?? 0) ^ (1 << random.below(8));
  }
  const writer = new ByteWriter();
  writer.writeRaw(body);
  writer.writeUint32(crc32(body));
  return writer.toBytes();
}

/** `WEFT_FUZZ=10` makes ten times as many rounds. */
const rounds = 30 * Number(process.env.WEFT_FUZZ ?? 1);

describe("forged batches", () => {
  test("[SV-9] [SV-29] whatever the ops say, the log stays a document that everybody can read", async () => {
    const seed = Number(process.env.WEFT_SEED ?? process.env.WEFT_FIRST_SEED ?? systemRandom.below(2 ** 31));
    const report = `seed ${seed} (pin it with WEFT_SEED=${seed})`;
    const random = seededRandom(seed);
    const healthy = await RawClient.join(relay, document);
    const typist = new Typist(document);
    healthy.sendBatches(typist.type("the beginning"));
    await healthy.untilSettled(1);
    const reasons = new Map<string, number>();
    let forged = 0;
    for (let round = 0; round < rounds; round++) {
      const hostile = await RawClient.join(relay, document);
      const batches = Array.from({ length: 25 }, () => forge(richBatch(document, random), random));
      hostile.sendBatches(batches);
      healthy.sendBatches(typist.type("."));
      await hostile.untilSettled(batches.length);
      for (const { reason } of hostile.all("refused")) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      forged += batches.length;
      hostile.terminate();
    }
    await healthy.untilSettled(1 + rounds);
    const { lastSeq } = (await storage.readHead(document.documentId)) ?? { lastSeq: 0 };
    const { entries } = await storage.readEntries({
      documentId: document.documentId,
      afterSeq: 0,
      lastSeq,
      bytesMax: 1e9,
    });
    const reader = createRichText({ documentId: document.documentId });
    for (const { bytes } of entries) reader.applyUpdate(bytes);
    expect(reader.missing(), report).toEqual([]);
    process.stdout.write(
      `${report}: ${forged} forged, ${lastSeq - 1 - rounds} of them sound, ${JSON.stringify([...reasons])}\n`,
    );
    expect(healthy.all("refused"), report).toEqual([]);
    expect(reasons.get("malformed") ?? 0, report).toBeGreaterThan(100);
    expect(await figure("weft_inspector_restarts_total")).toBe(0);
  });
});

describe("the inspecting thread", () => {
  test("[SV-10] work beyond the budget is refused, the thread starts again, and others go on", async () => {
    await relay.close();
    const inspectionThread = new URL("stuck-thread.mjs", import.meta.url);
    relay = await startTestRelay({ storage, inspectionThread, inspectionMs: 300 });
    const ann = await RawClient.join(relay, document);
    const eve = await RawClient.join(relay, document);
    const typist = new Typist(document);
    const stuck = new Typist(document);
    ann.sendBatches(typist.type("before"));
    await ann.untilSettled(1);
    eve.sendBatches([...stuck.type("fine"), ...stuck.type("labyrinth"), ...stuck.type("later")]);
    ann.sendBatches(typist.type("after"));
    await eve.untilSettled(3);
    expect(eve.all("refused").map(({ batch, reason, sentence }) => [batch, reason, sentence])).toEqual([
      [1, "malformed", "These edits take too long to check."],
      [2, "after-refusal", "Edits that these follow were refused."],
    ]);
    await ann.untilSettled(2);
    expect(ann.all("refused")).toEqual([]);
    expect(await figure("weft_inspector_restarts_total")).toBeGreaterThan(0);
    expect((await storage.readHead(document.documentId))?.lastSeq).toBe(3);
  });
});

async function figure(name: string): Promise<number> {
  const figures = await (await fetch(`${relay.http}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\d+)`, "m").exec(figures)?.[1]);
}

/** A batch with several kinds of op. */
function richBatch(target: TestDocument, random: Random): Uint8Array {
  const typist = new Typist(target);
  const { richText } = typist;
  richText.edit([{ type: "insertText", at: 1, text: "some words to work on" }]);
  richText.edit([{ type: "splitBlock", at: 1 + random.below(20) }]);
  richText.edit([
    { type: "addMark", from: 2, to: 9, mark: { type: "bold", attributes: {} }, grows: true },
    { type: "setBlock", block: richText.blockAt(1).id, blockType: "heading", attributes: { level: 2 } },
    { type: "deleteRange", from: 4, to: 12 },
    { type: "setProperty", key: "title", value: "A title" },
  ]);
  const [batch] = typist.take();
  return batch ?? new Uint8Array();
}
