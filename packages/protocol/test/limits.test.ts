import { expect, test } from "vitest";
import {
  authorBytesMax,
  batchAgeMsMax,
  batchBytesMax,
  batchesPerFrameMax,
  chunkBytesMax,
  encodeDown,
  encodeUp,
  entriesPerFrameMax,
  frameBytesMax,
  helloDelayMsMax,
  parseDocumentId,
  parseIncarnation,
  peersPerFrameMax,
  pingIntervalMs,
  presenceBytesMax,
  presenceHeartbeatMs,
  presenceSilenceMsMax,
  presenceTickMs,
  reconnectDelayMsFirst,
  reconnectDelayMsMax,
  silenceMsMax,
  tokenBytesMax,
  unsettledBatchesMax,
  unsettledBytesMax,
  versionBytesMax,
  wholeNumberMax,
} from "../src/index.ts";

const id = "ffffffffffffffffffffffffffffffff";

test("[PR-10] a frame that keeps its inner limits keeps the frame limit", () => {
  const documentId = parseDocumentId(id);
  const incarnation = parseIncarnation(id);
  if (!documentId || !incarnation) throw new Error("the ids are well-formed");
  const place = { incarnation, seq: wholeNumberMax };
  const version = new Uint8Array(versionBytesMax);
  const hello = encodeUp({
    type: "hello",
    documentId,
    token: "x".repeat(tokenBytesMax),
    create: true,
    place,
    partial: { ...place, offset: wholeNumberMax },
    version,
  });
  expect(hello.length).toBeLessThanOrEqual(frameBytesMax);
  const bytes = new Uint8Array(batchBytesMax);
  const batch = { origin: "written" as const, ageMs: batchAgeMsMax, bytes };
  expect(
    encodeUp({ type: "batches", firstNumber: 2 ** 53 - 1, batches: [batch] }).length,
  ).toBeLessThanOrEqual(frameBytesMax);
  const entry = { seq: wholeNumberMax, timeMs: wholeNumberMax, author: "x".repeat(authorBytesMax), bytes };
  const entries = encodeDown({
    type: "entries",
    afterSeq: wholeNumberMax,
    throughSeq: wholeNumberMax,
    entries: [entry],
  });
  expect(entries.length).toBeLessThanOrEqual(frameBytesMax);
  const chunk = { offset: 0, totalBytes: wholeNumberMax, checksum: 0, bytes: new Uint8Array(chunkBytesMax) };
  expect(encodeDown({ type: "chunk", ...chunk }).length).toBeLessThanOrEqual(frameBytesMax);
  const peer = { session: wholeNumberMax, client: wholeNumberMax, state: new Uint8Array(presenceBytesMax) };
  const peers = new Array<typeof peer>(peersPerFrameMax).fill(peer);
  expect(encodeDown({ type: "presence", peers }).length).toBeLessThanOrEqual(frameBytesMax);
});

test("[PR-18] [PR-24] [PR-26] the limits stand in the order that the rules need", () => {
  expect(batchBytesMax * 2).toBeLessThan(frameBytesMax);
  expect(unsettledBytesMax).toBeGreaterThanOrEqual(frameBytesMax * 2);
  expect(unsettledBatchesMax).toBeGreaterThanOrEqual(batchesPerFrameMax * 2);
  expect(entriesPerFrameMax).toBeGreaterThanOrEqual(batchesPerFrameMax);
  expect(pingIntervalMs * 2).toBeLessThan(silenceMsMax);
  expect(helloDelayMsMax).toBeLessThan(silenceMsMax);
  expect(presenceHeartbeatMs * 2).toBeLessThan(presenceSilenceMsMax);
  expect(presenceTickMs * 10).toBeLessThan(presenceHeartbeatMs);
  expect(reconnectDelayMsFirst).toBeLessThan(reconnectDelayMsMax);
});
