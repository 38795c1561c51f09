import {
  batchBytesMax,
  batchesPerFrameMax,
  chunkBytesMax,
  entriesPerFrameMax,
  fileBytesMax,
  frameBytesMax,
  helloDelayMsMax,
  presenceBytesMax,
  presenceHeartbeatMs,
  presenceTickMs,
  silenceMsMax,
  tokenBytesMax,
  unsettledBytesMax,
  versionBytesMax,
} from "@weft/protocol";
import { REPLICA_BYTES } from "@weft/rga";
import { expect, test } from "vitest";
import * as limits from "../src/limits.ts";

test("[SV-36] the limits stand in the order that the rules need", () => {
  const least = (value: number, ...others: readonly number[]): void => {
    for (const other of others) expect(value).toBeLessThanOrEqual(other);
  };
  // A slow line hears something before it is taken for dead, even behind a part of a snapshot and a page of entries.
  const slowestMs = (bytes: number): number => (1000 * bytes) / limits.slowestBytesPerSecond;
  least(slowestMs(chunkBytesMax + limits.pageBytesMax), silenceMsMax);
  // One group takes what one session may have on the way; a frame's batches fit a group.
  least(unsettledBytesMax, limits.groupBytesMax);
  least(batchesPerFrameMax, limits.groupBatchesMax);
  least(batchBytesMax, limits.pageBytesMax, frameBytesMax);
  least(limits.pageBytesMax + entriesPerFrameMax, frameBytesMax);
  // Presence goes first, and what a reader may leave lying is many frames.
  least(presenceBytesMax * 2, limits.presenceBacklogBytesMax);
  least(limits.presenceBacklogBytesMax * 2, limits.backlogBytesMax);
  least(frameBytesMax * 2, limits.backlogBytesMax);
  least(presenceTickMs * 2, limits.presenceTickMsMax);
  least(limits.presenceTickMsMax * 2, presenceHeartbeatMs);
  // A version of all writers fits its field, counters of eight bytes included.
  least(limits.writersPerDocumentMax * (REPLICA_BYTES + 8), versionBytesMax);
  // What is inspected is given up long before the socket of its writer is.
  least(limits.inspectionMsMax + helloDelayMsMax, silenceMsMax);
  least(limits.inspectionMsMax, limits.openingMsMax);
  least(limits.commitDrainMsMax + limits.closingMsMax, limits.drainMsMax);
  // All the memory that readers can take, and that a stranger's thread can.
  least(limits.sessionsPerDocumentMax, limits.connectionsMax);
  least(limits.groupBytesMax, limits.inspectedLogBytesMax);
  // A whole file comes within a request's time on the slowest line, whose pace is not given up either.
  least(slowestMs(fileBytesMax), limits.requestMsMax);
  least(slowestMs(limits.uploadWindowBytesMin), limits.uploadWindowMs);
  least(limits.uploadsPerAddressMax, limits.uploadsAtOnceMax);
  least(limits.clientTokenBytesMin, tokenBytesMax);
});
