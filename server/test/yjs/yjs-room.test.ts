/** The rules of Yjs documents, over sockets of a relay in this process. */
import { join as pathJoin } from "node:path";
import { systemRandom, VirtualClock } from "@weft/base";
import { closeCodes, parseDocumentId } from "@weft/protocol";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import * as Y from "yjs";
import { yjsDocumentBytesMax } from "../../src/limits.ts";
import { createMemoryStorage } from "../../src/storage/memory-storage.ts";
import { backUp } from "../../src/storage/sqlite/backup/back-up.ts";
import { restore } from "../../src/storage/sqlite/backup/restore.ts";
import { loadSqlite } from "../../src/storage/sqlite/database.ts";
import { ensureBuilt } from "../built.ts";
import { type HeldStorage, holdStorage } from "../held-storage.ts";
import { helloFor, newTestDocument, RawClient } from "../raw-client.ts";
import { newFolder, openTestSqlite, startTestRelay, type TestRelay } from "../relay-fixture.ts";
import { newYjsDocument, RawYjsClient, type YjsDocument } from "./raw-yjs-client.ts";

beforeAll(ensureBuilt);

let storage: HeldStorage;
let relay: TestRelay;
let document: YjsDocument;
beforeEach(async () => {
  storage = holdStorage(createMemoryStorage());
  relay = await startTestRelay({ storage });
  document = await newYjsDocument(relay);
});
afterEach(() => relay.close());

const join = () => RawYjsClient.join(relay, document);
const asOwner = (method: string, path: string, body?: object) =>
  fetch(`${relay.http}/api/documents/${document.documentId}${path}`, {
    method,
    headers: { Authorization: `Bearer ${document.token}` },
    ...(body && { body: JSON.stringify(body) }),
  });
const head = async () => {
  const id = parseDocumentId(document.documentId);
  return id && storage.readHead(id);
};

/** A client with a new link of a role. */
async function joinAs(role: string): Promise<{ client: RawYjsClient; id: string; token: string }> {
  const { token, id } = JSON.parse(await (await asOwner("POST", "/tokens", { role })).text());
  return { client: await RawYjsClient.join(relay, { ...document, token }), id, token };
}

describe("the way of an update", () => {
  test("[YJ-3] nobody hears of it before its commit, not even who sent it; then that one hears its own bytes", async () => {
    const [ann, ben] = [await join(), await join()];
    storage.hold();
    const update = ann.type("hello");
    await ann.until(() => storage.held.length === 1);
    const carl = new RawYjsClient(relay, document);
    // What comes after on the same sockets is there: what was not held back would be, too.
    ann.sendAwareness([{ client: 1, clock: 1, state: "{}" }]);
    await ann.until(() => ann.awareness().length > 0 && ben.awareness().length > 0);
    expect([ann.sync(2), ben.sync(2), carl.sync(1)]).toEqual([[], [], []]);
    storage.releaseAll();
    await ben.until(() => ben.text === "hello");
    await ann.until(() => ann.sync(2).length === 1);
    expect(ann.sync(2)).toEqual([update]);
  });

  test("[YJ-4] what the log has is echoed and not stored again", async () => {
    const ann = await join();
    const update = ann.type("once");
    await ann.until(() => ann.sync(2).length === 1);
    ann.sendSync(1, Y.encodeStateAsUpdate(ann.document));
    ann.sendSync(2, update);
    await ann.until(() => ann.sync(2).length === 3);
    expect((await head())?.lastSeq).toBe(1);
  });

  test("[YJ-5] an update that builds on one that is missing waits in the document, and is not lost", async () => {
    const [ann, ben] = [await join(), await join()];
    const text = ann.document.getText("text");
    text.insert(0, "a");
    text.insert(1, "b");
    const [first, second] = ann.edits;
    ann.sendSync(2, second ?? new Uint8Array());
    await ann.until(() => ann.sync(2).length === 1);
    expect(ben.text).toBe("");
    ann.sendSync(2, first ?? new Uint8Array());
    await ben.until(() => ben.text === "ab");
    const carl = await join();
    expect(carl.text).toBe("ab");
  });

  test("[YJ-6] many small updates become one snapshot, from which the document opens again", async () => {
    const ann = await join();
    for (let stroke = 0; stroke < 120; stroke++) ann.type(`${stroke} `.padEnd(1500, "x"));
    await ann.until(() => ann.sync(2).length === 120);
    // Who comes is served when the snapshot is made, which is after the echo.
    await (await join()).leave();
    const { snapshot } = (await head()) ?? {};
    expect(snapshot?.seq).toBeGreaterThan(50);
    await ann.leave();
    storage.damage(5);
    const ben = await join();
    expect(ben.text).toBe(ann.text);
  });

  test("[YJ-6] at a damaged entry the log ends, and who knows more brings it again", async () => {
    const ann = await join();
    for (const words of ["one ", "two ", "three"]) ann.type(words);
    await ann.until(() => ann.sync(2).length === 3);
    await ann.leave();
    storage.damage(2);
    const ben = await join();
    expect(ben.text).toBe("one ");
    storage.damage(0);
    ben.sendSync(1, Y.encodeStateAsUpdate(ann.document));
    await ben.until(() => ben.text === "one two three");
    expect((await join()).text).toBe("one two three");
  });

  test("[YJ-7] a full disk drops what is sent, says so, lets everybody read, and takes it later", async () => {
    await relay.close();
    storage = holdStorage(createMemoryStorage());
    const clock = new VirtualClock(1_000_000);
    relay = await startTestRelay({ storage, clock });
    document = await newYjsDocument(relay);
    const ann = await join();
    storage.failWith("full");
    ann.type("kept");
    await ann.until(() => ann.frames.some(({ kind }) => kind === 2));
    expect((await join()).text).toBe("");
    storage.failWith(null);
    clock.advance(2000);
    expect(await ann.closed).toMatchObject({ code: 4508 });
    const again = await join();
    again.sendSync(1, Y.encodeStateAsUpdate(ann.document));
    await again.until(() => again.text === "kept");
  });
});

describe("engines", () => {
  test("[YJ-2] each refuses the other's documents with a code and a reason", async () => {
    const native = newTestDocument();
    (await RawClient.join(relay, native)).terminate();
    const lost = new RawYjsClient(relay, native);
    expect(await lost.closed).toEqual({
      code: closeCodes.otherEngine,
      reason: "This is a Weft document, not a Yjs one: connect to /sync.",
    });
    const id = parseDocumentId(document.documentId);
    if (id === null) throw new Error("an id");
    const stray = await RawClient.dial(relay.socket);
    stray.send(helloFor({ documentId: id, token: document.token }));
    expect((await stray.closed).code).toBe(closeCodes.otherEngine);
  });

  test("[YJ-2] an id is taken for one engine; a title stands in the Yjs document, once", async () => {
    const wish = { ...newTestDocument(), title: "Minutes" };
    await newYjsDocument(relay, wish);
    await newYjsDocument(relay, wish);
    const reader = await RawYjsClient.join(relay, wish);
    expect(reader.document.getMap("properties").get("title")).toBe("Minutes");
    expect((await storage.readHead(wish.documentId))?.lastSeq).toBe(1);
    const other = await fetch(`${relay.http}/api/documents`, {
      method: "POST",
      body: JSON.stringify({ ...wish, engine: "weft" }),
    });
    expect(other.status).toBe(409);
  });

  test("[YJ-8] an unknown document and a wrong token are the same answer", async () => {
    const answers = [
      { ...document, token: "x".repeat(43) },
      newTestDocument(),
      { documentId: "no-id", token: document.token },
    ].map((visitor) => new RawYjsClient(relay, visitor).closed);
    const unauthorized = {
      code: closeCodes.unauthorized,
      reason: "This link is not valid for this document.",
    };
    expect(await Promise.all(answers)).toEqual([unauthorized, unauthorized, unauthorized]);
  });
});

describe("people", () => {
  test("[YJ-9] who may only read is told so and reads on; the role counts at the moment", async () => {
    const owner = await join();
    const { client: guest, id, token } = await joinAs("viewer");
    guest.type("no");
    await guest.until(() => guest.frames.some(({ kind }) => kind === 2));
    guest.sendSync(1, Y.encodeStateAsUpdate(guest.document));
    owner.type("yes");
    await guest.until(() => guest.text.includes("yes"));
    expect(owner.text).toBe("yes");
    expect((await head())?.lastSeq).toBe(1);
    // Who may write now is called back, and brings what was dropped.
    expect((await asOwner("PATCH", `/tokens/${id}`, { role: "editor" })).status).toBe(200);
    expect((await guest.closed).code).toBe(4508);
    const again = await RawYjsClient.join(relay, { ...document, token });
    again.sendSync(1, Y.encodeStateAsUpdate(guest.document));
    await owner.until(() => owner.text.includes("no"));
    // Who may not any more hears of it before trying.
    expect(again.frames.some(({ kind }) => kind === 2)).toBe(false);
    expect((await asOwner("PATCH", `/tokens/${id}`, { role: "viewer" })).status).toBe(200);
    await again.until(() => again.frames.some(({ kind }) => kind === 2));
    again.type("never");
    owner.type("!");
    await again.until(() => again.text.includes("!"));
    expect(owner.text).not.toContain("never");
  });

  test("[YJ-10] taking back a link ends its sessions; what it sent and is not in the log stays out", async () => {
    const owner = await join();
    const { client: guest, id } = await joinAs("editor");
    storage.hold();
    owner.type("first");
    await owner.until(() => storage.held.length === 1);
    guest.type("late");
    expect((await asOwner("DELETE", `/tokens/${id}`)).status).toBe(204);
    expect(await guest.closed).toMatchObject({ code: closeCodes.forbidden });
    storage.releaseAll();
    await owner.until(() => owner.sync(2).length === 1);
    expect((await join()).text).toBe("first");
  });

  test("[YJ-10] what is being decoded while its writer's link is taken back stays out", async () => {
    await relay.close();
    const decodingThread = new URL("stuck-decoding-thread.mjs", import.meta.url);
    relay = await startTestRelay({ storage, decodingThread });
    const owner = await join();
    const { client: guest, id } = await joinAs("editor");
    guest.type("slowly");
    guest.sendAwareness([{ client: 1, clock: 1, state: "{}" }]);
    await owner.until(() => owner.awareness().length > 0);
    expect((await asOwner("DELETE", `/tokens/${id}`)).status).toBe(204);
    expect(await guest.closed).toMatchObject({ code: closeCodes.forbidden });
    owner.type("yes");
    await owner.until(() => owner.sync(2).length === 1);
    expect((await join()).text).toBe("yes");
  });

  test("[YJ-10] a deleted document ends every session and opens to nobody", async () => {
    const owner = await join();
    owner.type("gone");
    expect((await asOwner("DELETE", "")).status).toBe(204);
    expect(await owner.closed).toMatchObject({ code: closeCodes.forbidden });
    expect(await new RawYjsClient(relay, document).closed).toMatchObject({ code: closeCodes.unauthorized });
  });
});

test("[YJ-16] who has a token hears what it allows and which engine holds the document", async () => {
  expect(await (await asOwner("GET", "")).json()).toEqual({ engine: "yjs", role: "owner" });
  const stranger = await fetch(`${relay.http}/api/documents/${document.documentId}`);
  expect(stranger.status).toBe(401);
});

describe("awareness", () => {
  const state = (name: string) => JSON.stringify({ name });

  test("[YJ-11] a session speaks only for clients that it named first, and what it said ends with it", async () => {
    const [ann, ben, carl] = [await join(), await join(), await join()];
    ann.sendAwareness([{ client: 1, clock: 5, state: state("ann") }]);
    await carl.until(() => carl.awareness().length === 1);
    ben.sendAwareness([
      { client: 1, clock: 9, state: state("thief") },
      { client: 2, clock: 1, state: state("ben") },
    ]);
    await carl.until(() => carl.awareness().length === 2);
    expect(carl.awareness()).toEqual([
      [1, 5, state("ann")],
      [2, 1, state("ben")],
    ]);
    await ann.leave();
    await carl.until(() => carl.awareness().length === 3);
    expect(carl.awareness().at(-1)).toEqual([1, 5, "null"]);
    // A late copy of what she said, which stock clients pass on, does not bring her back.
    ben.sendAwareness([
      { client: 1, clock: 5, state: state("ann") },
      { client: 2, clock: 2, state: state("ben") },
    ]);
    await carl.until(() => carl.awareness().length === 4);
    expect(carl.awareness().at(-1)).toEqual([2, 2, state("ben")]);
    const dora = await join();
    await dora.until(() => dora.awareness().length === 1);
    expect(dora.awareness()).toEqual([[2, 2, state("ben")]]);
  });

  test.each([
    ["no JSON", "{"],
    ["no object", '"text"'],
    ["an abyss", `{"a":${"[".repeat(500)}${"]".repeat(500)}}`],
    ["too long", state("x".repeat(5000))],
  ])("[YJ-11] what others could not bear to read ends the session: %s", async (_, said) => {
    const ann = await join();
    ann.sendAwareness([{ client: 1, clock: 1, state: said }]);
    expect(await ann.closed).toMatchObject({ code: closeCodes.badFrame });
  });

  test("[YJ-11] nobody speaks for a crowd", async () => {
    const ann = await join();
    ann.sendAwareness(Array.from({ length: 40 }, (_, client) => ({ client, clock: 1, state: "{}" })));
    expect(await ann.closed).toMatchObject({ code: 4529 });
  });
});

describe("large documents", () => {
  const smallMax = 64 * 1024;
  // What updates say beside their text.
  const margin = 200;

  /** The same relay, with documents of less. */
  async function limitDocuments(): Promise<void> {
    await relay.close();
    relay = await startTestRelay({ storage, yjsDocumentBytes: smallMax });
  }

  test("[YJ-17] a document of sixteen mebibytes joins in one frame", async () => {
    const ann = await join();
    const parts = 8;
    const length = yjsDocumentBytesMax / parts - margin;
    for (let part = 1; part <= parts; part++) {
      ann.type("x".repeat(length));
      await ann.until(() => ann.sync(2).length === part);
    }
    const ben = await join();
    expect(ben.text).toHaveLength(parts * length);
    expect(ben.sync(1)).toHaveLength(1);
  });

  test("[YJ-17] up to the limit everybody writes, and what goes beyond is refused with a sentence and harms nobody", async () => {
    await limitDocuments();
    const ann = await join();
    ann.type("x".repeat(smallMax - margin));
    await ann.until(() => ann.sync(2).length === 1);
    const ben = await join();
    // What stock clients answer the server's question with has room whatever there is.
    ben.sendSync(1, new Uint8Array([0, 0]));
    const carl = await join();
    carl.type("y".repeat(2 * margin));
    expect(await carl.closed).toEqual({
      code: closeCodes.tooLarge,
      reason: "A Yjs document has at most 16 MiB. This one has no room for that.",
    });
    ben.type("z");
    await ann.until(() => ann.text.endsWith("z"));
    expect((await join()).text).toHaveLength(smallMax - margin + 1);
  });

  test("[YJ-17] what was deleted since the last snapshot makes room", async () => {
    await limitDocuments();
    const ann = await join();
    const length = Math.floor(0.7 * smallMax);
    for (let echoes = 2; echoes <= 6; echoes += 2) {
      ann.type("x".repeat(length));
      ann.document.getText("text").delete(0, length);
      ann.sendSync(2, ann.edits.at(-1) ?? new Uint8Array());
      await ann.until(() => ann.sync(2).length === echoes);
    }
    ann.type("y".repeat(length));
    await ann.until(() => ann.sync(2).length === 7);
    expect((await join()).text).toHaveLength(length);
  });
});

describe("operation", () => {
  test("[YJ-15] a backup holds the document, and what is restored from it serves it", async () => {
    await relay.close();
    const folder = newFolder();
    relay = await startTestRelay({ storage: await openTestSqlite(folder) });
    document = await newYjsDocument(relay, { title: "Minutes" });
    const ann = await join();
    ann.type("kept");
    await ann.until(() => ann.sync(2).length === 1);
    const backup = pathJoin(newFolder(), "copy.weft");
    const open = await loadSqlite();
    expect(backUp(open, folder, backup)).toMatchObject({ documents: 1, entries: 2, findings: [] });
    await relay.close();
    const target = newFolder();
    restore(open, { backup, folder: target, random: systemRandom });
    relay = await startTestRelay({ storage: await openTestSqlite(target) });
    const ben = await join();
    expect(ben.text).toBe("kept");
    expect(ben.document.getMap("properties").get("title")).toBe("Minutes");
  });
});
