import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { beforeAll, expect, test } from "vitest";
import { ensureBuilt } from "./built.ts";
import { newTestDocument, RawClient, Typist } from "./raw-client.ts";
import { newFolder, openTestSqlite, startTestRelay, type TestRelay } from "./relay-fixture.ts";

beforeAll(ensureBuilt);

const documents = 500 * Number(process.env.WEFT_FUZZ ?? 1);
const atOnce = 10;

setFlagsFromString("--expose-gc");
const collect: () => void = runInNewContext("gc");

/** Opens documents, writes in each, and leaves. */
async function visit(relay: TestRelay, count: number): Promise<void> {
  const one = async (): Promise<void> => {
    const document = newTestDocument();
    const client = await RawClient.join(relay, document);
    client.sendBatches(new Typist(document).typeNoise(500));
    await client.untilSettled(1);
    client.send({ type: "announce", client: 1, state: new Uint8Array(100) });
    client.close();
    await client.closed;
  };
  for (let done = 0; done < count; done += atOnce) await Promise.all(Array.from({ length: atOnce }, one));
}

/** Bytes of the main thread that something still holds. */
async function heldBytes(): Promise<number> {
  for (let time = 0; time < 4; time++) {
    await new Promise((resolve) => setImmediate(resolve));
    collect();
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

test(`[SV-57] after ${documents} documents that were opened and left memory is where it was`, async () => {
  const relay = await startTestRelay({ storage: await openTestSqlite(newFolder()) });
  await visit(relay, 200);
  const before = await heldBytes();
  await visit(relay, documents);
  const figures = await (await fetch(`${relay.http}/metrics`)).text();
  expect(figures).toMatch(/^weft_rooms 0$/m);
  expect(figures).toMatch(/^weft_connections 0$/m);
  const after = await heldBytes();
  process.stdout.write(`${documents} documents: ${before} bytes held before, ${after} after\n`);
  expect(after / before).toBeLessThan(1.1);
  await relay.close();
}, 600_000);
