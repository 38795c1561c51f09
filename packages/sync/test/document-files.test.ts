import "fake-indexeddb/auto";
import { seededRandom, VirtualClock } from "@weft/base";
import { fileBytesMax, parseDocumentId } from "@weft/protocol";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { DocumentFiles } from "../src/files/document-files.ts";
import { serverFiles } from "../src/files/file-requests.ts";
import { openIndexedDbFiles } from "../src/files/indexed-db-files.ts";
import type { LocalFiles } from "../src/files/local-files.ts";
import { MemoryFiles } from "../src/files/memory-files.ts";
import { FakeConnection, FakeFileServer, nameOf, openFiles, pass, png, settle } from "./files-fixture.ts";
import { localFilesContract } from "./local-files-contract.ts";
import { FakeBrowser } from "./simulation/fake-tabs.ts";
import { documentId } from "./stage.ts";

let databases = 0;
localFilesContract("memory", async (copiesMax) => new MemoryFiles({ copiesMax }));
localFilesContract("IndexedDB", async (copiesMax) => {
  const opened = await openIndexedDbFiles(`files-${databases++}`, copiesMax);
  if (!opened.ok) throw new Error(opened.error.sentence);
  return opened.value;
});

const opened: DocumentFiles[] = [];
afterEach(async () => {
  for (const files of opened.splice(0)) await files.close();
});

/** One browser with a server. */
function scene(given: { readonly connected?: boolean; readonly store?: LocalFiles } = {}) {
  const clock = new VirtualClock(1_000_000);
  const server = new FakeFileServer();
  const store = given.store ?? new MemoryFiles({ keeps: true });
  const replica = new FakeConnection(given.connected ?? true);
  const open = (more: Partial<Parameters<typeof openFiles>[0]> = {}): DocumentFiles => {
    const files = openFiles({ clock, store, replica, requests: server, ...more });
    opened.push(files);
    return files;
  };
  return { clock, server, store, replica, open };
}

async function added(files: DocumentFiles, bytes = png()) {
  const result = await files.add(new Blob([bytes]));
  if (!result.ok) throw new Error(result.error.sentence);
  return result.value;
}

describe("a file that is taken in", () => {
  test("[SY-40] [SY-45] is here first, waits without a connection, and is said to be on the server when it is", async () => {
    const { server, store, replica, open } = scene({ connected: false });
    const files = open();
    const bytes = png();
    const { hash, size, type } = await added(files, bytes);
    expect([hash, size, type.mediaType]).toEqual([nameOf(bytes), 100, "image/png"]);
    expect(await store.read(documentId, hash)).toEqual({ ok: true, value: bytes });
    expect(files.view(hash)).toMatchObject({ state: "here", upload: { state: "waiting", isKept: true } });
    expect(files.status()).toEqual({
      isKnown: true,
      waiting: 1,
      waitingBytes: 100,
      refused: 0,
      areKept: true,
    });
    server.isSlow = true;
    replica.set(true);
    await settle(() => server.sent.length > 0);
    expect(files.view(hash)).toMatchObject({ upload: { state: "sending", sentBytes: 50 } });
    expect(files.status().waiting).toBe(1);
    server.release();
    await files.whenSent();
    expect(files.status()).toMatchObject({ waiting: 0 });
    expect(files.view(hash)).toMatchObject({ state: "here", upload: null });
    expect(server.files.get(hash)).toEqual(bytes);
    expect(await store.waiting(documentId)).toEqual({ ok: true, value: [] });
  });

  test("[SY-40] goes out after a reload, by the next opening", async () => {
    const { server, replica, open } = scene({ connected: false });
    const first = open();
    const { hash } = await added(first);
    await first.close();
    const second = open();
    expect(second.status().isKnown, "nobody may say yet that nothing waits").toBe(false);
    await settle(() => second.status().isKnown);
    expect(second.status()).toMatchObject({ waiting: 1 });
    replica.set(true);
    await second.whenSent();
    expect(server.files.has(hash)).toBe(true);
  });

  test("[SY-42] is tried again when the server cannot be reached or has no room", async () => {
    const { clock, server, open } = scene();
    const files = open();
    server.refusal = "server-full";
    await added(files);
    await settle(() => server.sent.length === 1);
    await pass();
    expect(files.status()).toMatchObject({ waiting: 1, refused: 0 });
    server.refusal = null;
    clock.advance(2000);
    await files.whenSent();
    expect(server.sent).toHaveLength(2);
  });

  test("[SY-43] stays here when the server does not take it, after a reload as well", async () => {
    const { server, open } = scene();
    const files = open();
    server.refusal = "document-full";
    const { hash } = await added(files);
    await settle(() => files.status().refused === 1);
    expect(files.view(hash)).toMatchObject({
      upload: { state: "refused", reason: "document-full", isKept: true },
    });
    await files.close();
    server.refusal = null;
    const again = open();
    await settle(() => again.status().isKnown);
    expect(again.status()).toMatchObject({ waiting: 1, refused: 1 });
    again.retry(hash);
    await again.whenSent();
    expect(again.status()).toMatchObject({ waiting: 0, refused: 0 });
  });

  test("[SY-46] is not taken in beyond 25 MB, nor when it cannot be read", async () => {
    const { open } = scene();
    const files = open();
    expect(await files.add(new Blob([new Uint8Array(fileBytesMax + 1)]))).toMatchObject({
      ok: false,
      error: { kind: "too-large" },
    });
    const gone = new Blob([png()]);
    gone.arrayBuffer = () => Promise.reject(new Error("moved"));
    expect(await files.add(gone)).toMatchObject({ ok: false, error: { kind: "unreadable" } });
    expect(files.status().waiting).toBe(0);
  });

  test("[SY-47] goes out all the same if this device has no room, and that is said", async () => {
    const full = new MemoryFiles({ keeps: true });
    full.put = async () => ({ ok: false, error: { kind: "quota", sentence: "No room." } });
    const { server, replica, open } = scene({ connected: false, store: full });
    const files = open();
    const { hash } = await added(files);
    expect(files.status()).toMatchObject({ waiting: 1, areKept: false });
    replica.set(true);
    await files.whenSent();
    expect(server.files.has(hash)).toBe(true);
  });

  test("[SY-47] a browser that keeps nothing says so", async () => {
    const { open } = scene({ connected: false, store: new MemoryFiles() });
    const files = open();
    await added(files);
    expect(files.status().areKept).toBe(false);
  });

  test("[SY-48] a blob of it holds nothing that could run: only pictures have their type", async () => {
    const { open } = scene();
    const files = open();
    for (const [words, mediaType] of [
      ["<svg onload='x()'/>", "application/octet-stream"],
      ["<!doctype html>", "application/octet-stream"],
      ["%PDF-1.7", "application/octet-stream"],
    ] as const) {
      const { hash } = await added(files, new TextEncoder().encode(words));
      const view = files.view(hash);
      expect(view.state === "here" && view.blob.type).toBe(mediaType);
    }
    const { hash } = await added(files);
    expect(files.view(hash)).toMatchObject({ blob: { type: "image/png" } });
  });
});

describe("a file that the document names", () => {
  test("[SY-49] is fetched once, kept, and shown without a network the next time", async () => {
    const { server, open } = scene();
    const bytes = png();
    const hash = nameOf(bytes);
    server.files.set(hash, bytes);
    const files = open();
    expect(files.view(hash)).toEqual({ state: "loading" });
    expect(server.asked).toEqual([]);
    files.want(hash);
    files.want(hash);
    await settle(() => files.view(hash).state === "here");
    expect(server.asked).toEqual([hash]);
    await files.close();
    server.isUp = false;
    const again = open();
    again.want(hash);
    await settle(() => again.view(hash).state === "here");
    expect(again.view(hash)).toMatchObject({ state: "here", upload: null });
    expect(server.asked).toEqual([hash]);
  });

  test("[SY-44] is fetched again when its copy had to go, and what was taken in here never goes", async () => {
    const { server, open } = scene({
      connected: false,
      store: new MemoryFiles({ keeps: true, copiesMax: 150 }),
    });
    const files = open();
    const mine = await added(files, png(500));
    const others = [png(), png()];
    for (const bytes of others) {
      server.files.set(nameOf(bytes), bytes);
      files.want(nameOf(bytes));
      await settle(() => files.view(nameOf(bytes)).state === "here");
    }
    await files.close();
    const again = open();
    for (const hash of [mine.hash, ...others.map(nameOf)]) again.want(hash);
    await settle(() => others.every((bytes) => again.view(nameOf(bytes)).state === "here"));
    expect(again.view(mine.hash)).toMatchObject({ state: "here", upload: { state: "waiting" } });
    expect(server.asked).toHaveLength(3);
  });

  test("[SY-49] is awaited until somebody has sent it, and asked for at once when the connection is back", async () => {
    const { clock, server, replica, open } = scene();
    const bytes = png();
    const hash = nameOf(bytes);
    const files = open();
    files.want(hash);
    await settle(() => files.view(hash).state === "awaited");
    expect(files.view(hash).state).toBe("awaited");
    server.files.set(hash, bytes);
    clock.advance(1000);
    await settle(() => files.view(hash).state === "here");
    expect(files.view(hash).state).toBe("here");

    const other = png();
    server.isUp = false;
    files.want(nameOf(other));
    await settle(() => files.view(nameOf(other)).state === "offline");
    server.isUp = true;
    server.files.set(nameOf(other), other);
    replica.set(false);
    replica.set(true);
    await settle(() => files.view(nameOf(other)).state === "here");
    expect(files.view(nameOf(other)).state).toBe("here");
  });

  test("[SY-49] other bytes than it names are not shown and not kept", async () => {
    const { server, store, open } = scene();
    const hash = nameOf(png());
    server.files.set(hash, png());
    const files = open();
    files.want(hash);
    await settle(() => files.view(hash).state === "failed");
    expect(files.view(hash)).toEqual({ state: "failed", reason: "wrong-hash" });
    expect(await store.read(documentId, hash)).toEqual({ ok: true, value: null });
  });

  test("[SY-50] is brought along from another document only when a person pastes it", async () => {
    const { server, store, open } = scene();
    const bytes = png();
    const hash = nameOf(bytes);
    await store.put({ documentId: "f".repeat(32), hash, size: 100, place: "server", usedAtMs: 0 }, bytes);
    const files = open();
    files.want(hash);
    await settle(() => files.view(hash).state === "awaited");
    expect(server.sent).toEqual([]);
    expect(await files.adopt(nameOf(png()))).toBe(false);
    expect(await files.adopt(hash)).toBe(true);
    await files.whenSent();
    expect(server.files.get(hash)).toEqual(bytes);
    expect(files.view(hash)).toMatchObject({ state: "here" });
  });
});

describe("tabs of one browser", () => {
  test("[SY-41] one sends for all, another takes over, and both know where a file is", async () => {
    const { clock, server, replica, open } = scene({ connected: false });
    const browser = new FakeBrowser(clock, seededRandom(3));
    const [left, right] = [{}, {}];
    const lefts = open({ tabs: browser.tab(left) });
    await pass();
    const rights = open({ tabs: browser.tab(right) });
    await settle(() => rights.status().isKnown);
    const { hash } = await added(rights);
    clock.advance(1000);
    await settle(() => lefts.status().waiting === 1);
    expect(lefts.status().waiting).toBe(1);
    server.isSlow = true;
    replica.set(true);
    await settle(() => server.sent.length === 1);
    expect(server.sent).toEqual([hash]);
    browser.kill(left);
    await lefts.close();
    server.isSlow = false;
    for (let turn = 0; turn < 5; turn++) {
      clock.advance(1000);
      await settle(() => server.files.has(hash));
    }
    expect(server.sent).toEqual([hash, hash]);
    await rights.whenSent();
    expect(rights.status().waiting).toBe(0);
  });
});

test("[SY-34] [SY-42] a request shows the token of the moment, and a file goes out when that is good again", async () => {
  const shown: (string | null)[] = [];
  const request = vi.spyOn(globalThis, "fetch").mockImplementation(async (_address, init) => {
    const token = new Headers(init?.headers).get("authorization");
    shown.push(token);
    if (token === "Bearer new") return new Response(null, { status: 201 });
    return Response.json({ error: "", reason: "unauthorized" }, { status: 401 });
  });
  let token = "old";
  const id = parseDocumentId(documentId);
  if (id === null) throw new Error("the id is well-formed");
  const requests = serverFiles({ url: "http://model", documentId: id, token: () => token });
  const { clock, replica, open } = scene();
  const files = open({ requests });
  await added(files);
  await settle(() => shown.length > 0);
  expect(files.status()).toMatchObject({ waiting: 1, refused: 0 });
  replica.set(false);
  token = "new";
  replica.set(true);
  clock.advance(3000);
  await settle(() => files.status().waiting === 0);
  expect(files.status()).toMatchObject({ waiting: 0, refused: 0 });
  expect([shown[0], shown.at(-1)]).toEqual(["Bearer old", "Bearer new"]);
  request.mockRestore();
});
