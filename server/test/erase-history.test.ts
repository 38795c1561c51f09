import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { assert, systemRandom } from "@weft/base";
import { closeCodes, isErasedSince } from "@weft/protocol";
import { decodeVersion, splitBatches } from "@weft/rga";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { backUp } from "../src/storage/sqlite/backup/back-up.ts";
import { loadSqlite } from "../src/storage/sqlite/database.ts";
import { ensureBuilt } from "./built.ts";
import { type HeldStorage, holdStorage } from "./held-storage.ts";
import { helloFor, newTestDocument, RawClient, type TestDocument, Typist } from "./raw-client.ts";
import { newFolder, openTestSqlite, startTestRelay, type TestRelay } from "./relay-fixture.ts";

let relay: TestRelay;
let storage: HeldStorage;
let document: TestDocument;
let folder: string;

beforeAll(ensureBuilt);
beforeEach(async () => {
  folder = newFolder();
  storage = holdStorage(await openTestSqlite(folder));
  relay = await startTestRelay({ storage });
  document = newTestDocument();
});
afterEach(() => relay.close());

async function erase(token = document.token, documentId: string = document.documentId): Promise<number> {
  const url = `${relay.http}/api/documents/${documentId}/history`;
  return (await fetch(url, { method: "DELETE", headers: { authorization: `Bearer ${token}` } })).status;
}

/** Ada, who typed a secret, took it out again, and typed something that everybody may see. */
async function typeAndDelete(secret: string): Promise<{ ada: RawClient; typist: Typist }> {
  const ada = await RawClient.join(relay, document);
  const typist = new Typist(document);
  const batches = [...typist.type(secret)];
  typist.richText.edit([{ type: "deleteRange", from: 1, to: 1 + secret.length }]);
  batches.push(...typist.take(), ...typist.type("for all"));
  ada.sendBatches(batches);
  await ada.untilSettled(batches.length);
  return { ada, typist };
}

/** What a newcomer gets. */
async function newcomer(): Promise<Typist> {
  const client = await RawClient.join(relay, document);
  const typist = new Typist(document);
  const lastSeq = client.all("welcome")[0]?.lastSeq ?? 0;
  await client.until(() => lastSeq === 0 || (client.all("entries").at(-1)?.throughSeq ?? 0) >= lastSeq);
  typist.read(client);
  client.close();
  return typist;
}

const aSecret = (): string => `secret${"x".repeat(20)}${systemRandom.below(1e9)}`;

function filesWith(words: string, inFolder = folder): readonly string[] {
  const names = readdirSync(inFolder).filter((name) => name.startsWith("weft.db"));
  return names.filter((name) => readFileSync(join(inFolder, name)).includes(words));
}

test("[SV-85] what was deleted is gone from the disk, from backups and for newcomers; text, ids and writers go on", async () => {
  const secret = aSecret();
  const { ada, typist } = await typeAndDelete(secret);
  expect(filesWith(secret)).not.toEqual([]);
  const before = await storage.readHead(document.documentId);
  expect(await erase()).toBe(204);
  expect((await ada.closed).code).toBe(closeCodes.resync);
  expect(filesWith(secret)).toEqual([]);
  const backup = join(newFolder(), "weft.db");
  backUp(await loadSqlite(), folder, backup);
  expect(readFileSync(backup).includes(secret)).toBe(false);
  const after = await storage.readHead(document.documentId);
  assert(before !== null && after !== null, "the document is there");
  expect(isErasedSince(before.incarnation, after.incarnation)).toBe(true);
  expect(after.writers).toEqual(before.writers);
  expect(after.nextLamport).toBe(before.nextLamport);
  const grace = await newcomer();
  expect([grace.text, grace.richText.version()]).toEqual([typist.text, typist.richText.version()]);
  const known = Buffer.from(grace.richText.save());
  expect([known.includes(secret), known.includes(secret.slice(0, 7))]).toEqual([false, false]);
  // Written on: ids of before are still ids.
  const again = await RawClient.join(relay, document);
  again.sendBatches(typist.type(" and more"));
  await again.untilSettled(1);
  expect(again.all("refused")).toEqual([]);
  expect((await newcomer()).text).toBe("for all and more");
  again.close();
});

test("[SV-85] what was on its way is taken afterwards: new edits, an undo of what is gone, and what is there already", async () => {
  const { typist } = await typeAndDelete("secret");
  const known = splitBatches(typist.richText.updateSince(new Map()));
  assert(known.ok, "whole batches");
  // An undo and an edit that the server has not seen.
  const unsent = [...typist.type("!")];
  while (!typist.text.includes("secret")) typist.richText.undo();
  unsent.push(...typist.take());
  expect(await erase()).toBe(204);
  const ada = await RawClient.join(relay, document);
  ada.sendBatches([...known.value, ...unsent]);
  await ada.untilSettled(known.value.length + unsent.length);
  expect(ada.all("refused")).toEqual([]);
  // What is undone comes back as so many characters that nobody knows.
  expect((await newcomer()).text).toBe(typist.text.replace("secret", "\uFFFD".repeat(6)));
  ada.close();
});

test("[SV-85] while edits come from everybody nothing acknowledged is lost", async () => {
  const ada = await RawClient.join(relay, document);
  const typist = new Typist(document);
  const sent = Array.from({ length: 40 }, (_, number) => typist.type(String(number % 10))).flat();
  for (const batch of sent.slice(0, 20)) ada.sendBatches([batch]);
  const erasing = erase();
  for (const batch of sent.slice(20)) ada.sendBatches([batch]);
  expect(await erasing).toBe(204);
  await ada.closed;
  const acknowledged = ada.settled;
  const { text } = await newcomer();
  expect(typist.text.startsWith(text)).toBe(true);
  expect(text.length).toBeGreaterThanOrEqual(acknowledged);
});

test("[SV-85] a large document, with its snapshot, and a second time", async () => {
  const ada = await RawClient.join(relay, document);
  const typist = new Typist(document);
  const batches = [...typist.typeNoise(300_000)];
  typist.richText.edit([{ type: "deleteRange", from: 1, to: 200_001 }]);
  batches.push(...typist.take());
  ada.sendBatches(batches);
  await ada.untilSettled(batches.length);
  const { length } = typist.text;
  for (let times = 0; times < 2; times++) {
    expect(await erase()).toBe(204);
    const head = await storage.readHead(document.documentId);
    expect(head?.totalBytes).toBeLessThan(200_000);
    expect(head?.snapshot).toBeNull();
    const welcome = await RawClient.join(relay, document);
    const [said] = welcome.all("welcome");
    const version = decodeVersion(said?.version ?? new Uint8Array());
    expect(version.ok && version.value).toEqual(typist.richText.version());
    expect((await newcomer()).text.length).toBe(length);
    welcome.close();
  }
});

test("[SV-85] is the owner's alone, is not for Yjs documents, is noted, and fails as a whole", async () => {
  const { ada } = await typeAndDelete("secret");
  const api = `${relay.http}/api/documents`;
  const headers = { authorization: `Bearer ${document.token}` };
  const body = JSON.stringify({ role: "editor" });
  const made = await fetch(`${api}/${document.documentId}/tokens`, { method: "POST", headers, body });
  const editor: { readonly token: string } = await made.json();
  expect(await erase(editor.token)).toBe(403);
  expect(await erase("a-token-that-opens-nothing")).toBe(401);
  storage.failWith("full");
  expect(await erase()).toBe(507);
  storage.failWith(null);
  ada.send({ type: "ping", number: 1 });
  await ada.next("pong");
  expect(await erase()).toBe(204);
  const audit = await fetch(`${api}/${document.documentId}/audit`, { headers });
  expect((await audit.json()).entries.at(-1)).toMatchObject({ action: "erased", role: null });
  const yjs = await fetch(api, { method: "POST", body: JSON.stringify({ engine: "yjs" }) });
  const { documentId, token } = await yjs.json();
  expect(await erase(token, documentId)).toBe(409);
  const late = await RawClient.dial(relay.socket);
  late.send(helloFor(document));
  await late.next("welcome");
  late.close();
});
