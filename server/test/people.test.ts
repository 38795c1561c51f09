import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { systemRandom } from "@weft/base";
import { closeCodes } from "@weft/protocol";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openFolderFiles } from "../src/files/folder-files.ts";
import { createMemoryStorage } from "../src/storage/memory-storage.ts";
import { ensureBuilt } from "./built.ts";
import { type HeldStorage, holdStorage } from "./held-storage.ts";
import { helloFor, newTestDocument, RawClient, type TestDocument, Typist } from "./raw-client.ts";
import { newFolder, openTestSqlite, startTestRelay, type TestRelay } from "./relay-fixture.ts";

let relay: TestRelay;
let storage: HeldStorage;
let document: TestDocument;

beforeAll(ensureBuilt);
beforeEach(async () => {
  storage = holdStorage(createMemoryStorage());
  relay = await startTestRelay({ storage });
  document = newTestDocument();
  const owner = await RawClient.join(relay, document);
  owner.close();
  await owner.closed;
});
afterEach(() => relay.close());

/** A request to the API, by the owner unless told otherwise. */
async function ask(method: string, path: string, body?: unknown, token = document.token) {
  const response = await fetch(`${relay.http}/api/documents/${document.documentId}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, json: text === "" ? null : JSON.parse(text) };
}

async function makeLink(role: string): Promise<{ readonly token: string; readonly id: string }> {
  return (await ask("POST", "/tokens", { role })).json;
}

const lastSeq = async (): Promise<number> => (await storage.readHead(document.documentId))?.lastSeq ?? -1;

/** The database's files. */
const namesOf = (folder: string): readonly string[] =>
  readdirSync(folder).filter((name) => name.startsWith("weft.db"));

describe("roles", () => {
  test("[SV-50] a changed role counts on open sockets from then on, both ways", async () => {
    const link = await makeLink("editor");
    const guest = await RawClient.join(relay, { ...document, token: link.token });
    const typist = new Typist(document);
    guest.sendBatches(typist.type("allowed"));
    await guest.untilSettled(1);
    expect((await ask("PATCH", `/tokens/${link.id}`, { role: "viewer" })).json).toEqual({
      id: link.id,
      role: "viewer",
    });
    expect(await guest.next("roleChanged")).toMatchObject({ role: "viewer" });
    guest.sendBatches(typist.type("too late"));
    expect(await guest.next("refused")).toMatchObject({ reason: "role" });
    expect(await lastSeq()).toBe(1);
    await ask("PATCH", `/tokens/${link.id}`, { role: "editor" });
    await guest.next("roleChanged");
    guest.sendBatches(new Typist(document).type("again"));
    await guest.untilSettled(3);
    expect(await lastSeq()).toBe(2);
    const again = await RawClient.join(relay, { ...document, token: link.token });
    expect(again.all("welcome")[0]?.role).toBe("editor");
  });

  test("[SV-50] a role that changes while the document opens is the one of the welcome", async () => {
    const link = await makeLink("editor");
    const release = storage.holdHeads();
    const client = await RawClient.dial(relay.socket);
    client.send(helloFor({ ...document, token: link.token }));
    await storage.untilHeadIsHeld();
    expect((await ask("PATCH", `/tokens/${link.id}`, { role: "viewer" })).status).toBe(200);
    release();
    expect((await client.next("welcome")).role).toBe("viewer");
  });

  test("[SV-50] only the owner changes roles, never that of the link in use, and of nothing that is not there", async () => {
    const link = await makeLink("editor");
    const [own] = (await ask("GET", "/tokens")).json.tokens;
    expect((await ask("PATCH", `/tokens/${link.id}`, { role: "owner" }, link.token)).status).toBe(403);
    expect((await ask("PATCH", `/tokens/${own.id}`, { role: "viewer" })).status).toBe(409);
    expect((await ask("PATCH", "/tokens/nothing", { role: "viewer" })).status).toBe(404);
    expect((await ask("PATCH", `/tokens/${link.id}`, { role: "king" })).status).toBe(400);
  });

  test("[SV-27] what a revoked link had sent and nobody looked at yet is dropped", async () => {
    const link = await makeLink("editor");
    const guest = await RawClient.join(relay, { ...document, token: link.token });
    const owner = await RawClient.join(relay, document);
    const mine = new Typist(document);
    storage.hold();
    owner.sendBatches(mine.type("first"));
    await expect.poll(() => storage.held.length, { timeout: 30_000 }).toBe(1);
    guest.sendBatches(new Typist(document).type("waits behind it"));
    await guest.roundTrip();
    await ask("DELETE", `/tokens/${link.id}`);
    expect((await guest.closed).code).toBe(closeCodes.forbidden);
    storage.releaseAll();
    owner.sendBatches(mine.type("second"));
    await owner.untilSettled(2);
    expect(await lastSeq()).toBe(2);
    const figures = await (await fetch(`${relay.http}/metrics`)).text();
    expect(figures).toMatch(/^weft_unsettled_batches 0$/m);
  });
});

describe("the audit", () => {
  test("[SV-51] says who did what to whom, to the owner alone", async () => {
    const link = await makeLink("commenter");
    await ask("PATCH", `/tokens/${link.id}`, { role: "viewer" });
    await ask("DELETE", `/tokens/${link.id}`);
    const { entries } = (await ask("GET", "/audit")).json;
    const owner = createHash("sha256").update(document.token).digest("hex").slice(0, 16);
    expect(entries).toMatchObject([
      { action: "created", tokenId: owner, role: "owner", actor: owner },
      { action: "added", tokenId: link.id, role: "commenter", actor: owner },
      { action: "changed", tokenId: link.id, role: "viewer", actor: owner },
      { action: "revoked", tokenId: link.id, role: "viewer", actor: owner },
    ]);
    const editor = await makeLink("editor");
    expect((await ask("GET", "/audit", undefined, editor.token)).status).toBe(403);
  });
});

describe("deleting a document", () => {
  test("[SV-52] ends every session, forgets everything, and keeps the id taken", async () => {
    const folder = newFolder();
    const files = await openFolderFiles({ folder, random: systemRandom, reserveBytes: 0 });
    const own = await startTestRelay({ storage: await openTestSqlite(folder), files });
    const secret = `secret${"x".repeat(20)}${systemRandom.below(1e9)}`;
    const writer = await RawClient.join(own, document);
    const reader = await RawClient.join(own, document);
    writer.sendBatches(new Typist(document).type(secret));
    await writer.untilSettled(1);
    const picture = Buffer.from(secret);
    const hash = createHash("sha256").update(picture).digest("hex");
    const url = `${own.http}/api/documents/${document.documentId}`;
    const headers = { authorization: `Bearer ${document.token}` };
    const put = await fetch(`${url}/files/${hash}`, { method: "PUT", headers, body: picture });
    expect(put.status).toBe(201);
    expect(namesOf(folder).some((name) => readFileSync(join(folder, name)).includes(secret))).toBe(true);
    expect((await fetch(url, { method: "DELETE", headers })).status).toBe(204);
    expect((await writer.closed).code).toBe(closeCodes.forbidden);
    expect((await reader.closed).code).toBe(closeCodes.forbidden);
    expect((await fetch(`${url}/audit`, { headers })).status).toBe(401);
    const again = await RawClient.dial(own.socket);
    again.send(helloFor(document));
    expect((await again.closed).code).toBe(closeCodes.taken);
    expect(existsSync(join(folder, "files", document.documentId))).toBe(false);
    await own.close();
    for (const name of namesOf(folder)) {
      expect(readFileSync(join(folder, name)).includes(secret), name).toBe(false);
    }
  });

  test("[SV-52] is the owner's alone", async () => {
    const editor = await makeLink("editor");
    expect((await ask("DELETE", "", undefined, editor.token)).status).toBe(403);
    expect((await ask("DELETE", "", undefined, "a-token-that-opens-nothing")).status).toBe(401);
    expect(await lastSeq()).toBe(0);
  });
});
