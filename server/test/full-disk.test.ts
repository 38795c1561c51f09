import { spawnSync } from "node:child_process";
import { VirtualClock } from "@weft/base";
import { closeCodes } from "@weft/protocol";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createMemoryStorage } from "../src/storage/memory-storage.ts";
import { StorageError } from "../src/storage/storage-error.ts";
import { ensureBuilt } from "./built.ts";
import { holdStorage } from "./held-storage.ts";
import { newTestDocument, RawClient, Typist } from "./raw-client.ts";
import { newFolder, startTestRelay, type TestRelay } from "./relay-fixture.ts";
import { ServerProcess } from "./server-process.ts";

beforeAll(ensureBuilt);

let relay: TestRelay | null = null;
afterEach(async () => {
  await relay?.close();
  relay = null;
});

describe("a full disk, seen from inside", () => {
  test("[SV-13] [SV-40] a document whose title did not fit any more is created again with its title", async () => {
    const storage = holdStorage(createMemoryStorage());
    const clock = new VirtualClock(1_000_000);
    let isFull = true;
    relay = await startTestRelay({
      clock,
      storage: {
        ...storage,
        async append(appends) {
          if (isFull) throw new StorageError("full", "No space.");
          return storage.append(appends);
        },
      },
    });
    const { http } = relay;
    const wish = { ...newTestDocument(), title: "Minutes" };
    const create = () => fetch(`${http}/api/documents`, { method: "POST", body: JSON.stringify(wish) });
    expect((await create()).status).toBe(507);
    expect((await create()).status, "while everybody knows that the disk is full").toBe(507);
    isFull = false;
    clock.advance(2000);
    while ((await (await fetch(`${http}/healthz`)).json()).status !== "ok") clock.advance(2000);
    expect((await create()).status).toBe(200);
    const reader = await RawClient.join(relay, wish);
    const typist = new Typist(wish);
    await reader.until(() => reader.all("entries").length > 0);
    typist.read(reader);
    expect(typist.richText.property("title")).toBe("Minutes");
    expect((await create()).status).toBe(200);
    expect((await storage.readHead(wish.documentId))?.lastSeq, "the title is written once").toBe(1);
  });

  test("[SV-13] a snapshot that there is no space for is not tried again with every batch", async () => {
    const storage = holdStorage(createMemoryStorage());
    let attempts = 0;
    relay = await startTestRelay({
      storage: {
        ...storage,
        async saveSnapshot() {
          attempts++;
          throw new StorageError("full", "No space.");
        },
      },
    });
    const document = newTestDocument();
    const writer = await RawClient.join(relay, document);
    const typist = new Typist(document);
    let sent = 0;
    for (let count = 0; count < 30; count++) {
      const batches = typist.typeNoise(20_000);
      writer.sendBatches(batches);
      sent += batches.length;
      await writer.untilSettled(sent);
    }
    await writer.roundTrip();
    expect(attempts).toBeGreaterThan(0);
    expect(attempts).toBeLessThanOrEqual(3);
  });

  test("[SV-14] an error of the disk that came of something else than a commit is the end as well", async () => {
    const storage = holdStorage(createMemoryStorage());
    relay = await startTestRelay({ storage });
    storage.failWith("input-output");
    expect((await fetch(`${relay.http}/api/documents`, { method: "POST" })).status).toBe(500);
    await relay.failed;
    expect((await fetch(`${relay.http}/healthz`)).status).toBe(503);
  });
});

/** A small file system of its own, for those who may mount one (root, on Linux). */
const mountFolder = newFolder();
const mount = (options: string) => spawnSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", mountFolder]);
const unmount = () => spawnSync("umount", [mountFolder]);
const canMount = process.getuid?.() === 0 && mount("size=2m").status === 0 && unmount().status === 0;

describe.skipIf(!canMount)("a disk that is really full", () => {
  beforeAll(() => void mount("size=2m"));
  afterAll(() => void unmount());

  test("[SV-13] [SV-30] reads go on, the server ends and starts on it, and takes edits again when there is space", async () => {
    const document = newTestDocument();
    const typist = new Typist(document);
    let server = await ServerProcess.start(mountFolder);
    let client = await RawClient.join(server, document);
    const batches: Uint8Array[] = [];
    while (client.all("status").length === 0) {
      const next = typist.typeNoise(24_000);
      batches.push(...next);
      client.sendBatches(next);
      await client.until(() => client.settled === batches.length || client.all("status").length > 0);
    }
    const { settled } = client;
    expect(settled).toBeGreaterThan(10);
    expect(client.all("refused")).toEqual([]);
    expect((await server.terminate()).code).toBe(0);
    expect((await client.closed).code).toBe(closeCodes.goingAway);

    server = await ServerProcess.start(mountFolder);
    client = await RawClient.join(server, document);
    expect(client.all("welcome")[0]?.lastSeq).toBe(settled);
    client.sendBatches(batches.slice(settled));
    const fate = await Promise.race([client.next("status"), client.untilSettled(batches.length - settled)]);
    if (fate !== undefined) {
      expect(mount("remount,size=32m").status).toBe(0);
      expect((await client.closed).code).toBe(closeCodes.resync);
      client = await RawClient.join(server, document);
      client.sendBatches(batches.slice(settled));
      await client.untilSettled(batches.length - settled);
    }
    expect((await server.terminate()).code).toBe(0);
  });
});
