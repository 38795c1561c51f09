import { VirtualClock } from "@weft/base";
import { beforeEach, describe, expect, test } from "vitest";
import { probeIntervalMs } from "../src/limits.ts";
import { CommitQueue, type DiskState } from "../src/log/commit-queue.ts";
import { createMetrics } from "../src/metrics.ts";
import { createMemoryStorage } from "../src/storage/memory-storage.ts";
import type { StoredDocument } from "../src/storage/storage.ts";
import { type HeldStorage, holdStorage } from "./held-storage.ts";
import { newDocument, newEntry, newToken } from "./storage-contract.ts";

const replica = "aaaaaaaaaaaaaaaa";

describe("group commit", () => {
  let storage: HeldStorage;
  let clock: VirtualClock;
  let commits: CommitQueue;
  let document: StoredDocument;
  let states: DiskState[];

  beforeEach(async () => {
    storage = holdStorage(createMemoryStorage());
    clock = new VirtualClock(1000);
    commits = new CommitQueue(storage, clock, createMetrics());
    states = [];
    commits.onDiskState((state) => states.push(state));
    document = newDocument();
    await storage.createDocument(document, newToken("owner"));
  });

  const append = (seq: number) =>
    commits.append({
      documentId: document.id,
      firstSeq: seq,
      entries: [newEntry(replica, seq - 1, 1)],
    });
  const settle = async () => {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  };

  test("[SV-12] at once when idle; what comes while a commit runs is gathered into the next one", async () => {
    storage.hold();
    const all = Promise.all([append(1), append(2), append(3)]);
    await settle();
    expect(storage.held.map(({ appends }) => appends.length)).toEqual([1]);
    storage.releaseOne();
    await settle();
    expect(storage.held.map(({ appends }) => appends.length)).toEqual([2]);
    storage.releaseAll();
    await all;
    expect((await storage.readHead(document.id))?.lastSeq).toBe(3);
  });

  test("[SV-12] the next group is on its way before the last one is told", async () => {
    storage.hold();
    const underWay: number[] = [];
    const tell = () => void underWay.push(storage.held.length);
    const all = Promise.all([append(1).then(tell), append(2).then(tell), append(3).then(tell)]);
    await settle();
    storage.releaseOne();
    await settle();
    expect(underWay).toEqual([1]);
    storage.releaseAll();
    await all;
    expect(underWay).toEqual([1, 0, 0]);
  });

  test("[SV-1] nothing is said to be durable before its commit", async () => {
    storage.hold();
    let isDurable = false;
    const appended = append(1).then(() => {
      isDurable = true;
    });
    await settle();
    expect(isDurable).toBe(false);
    storage.releaseAll();
    await appended;
  });

  test("[SV-13] a full disk refuses at once, is tried again, and comes back by itself", async () => {
    storage.failWith("full");
    await expect(append(1)).rejects.toMatchObject({ failure: "full" });
    await expect(append(1)).rejects.toMatchObject({ failure: "full" });
    clock.advance(probeIntervalMs);
    await settle();
    expect(states).toEqual(["full"]);
    storage.failWith(null);
    clock.advance(probeIntervalMs);
    await settle();
    expect(states).toEqual(["full", "writable"]);
    await append(1);
  });

  test("[SV-14] after an error of the disk nothing is written any more", async () => {
    storage.failWith("input-output");
    await expect(append(1)).rejects.toMatchObject({ failure: "input-output" });
    storage.failWith(null);
    await expect(append(1)).rejects.toMatchObject({ failure: "broken" });
    expect(states).toEqual(["failed"]);
    expect((await storage.readHead(document.id))?.lastSeq).toBe(0);
  });
});
