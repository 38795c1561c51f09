import { VirtualClock } from "@weft/base";
import { fileBytesMax } from "@weft/protocol";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createMemoryFiles } from "../src/files/memory-files.ts";
import { StorageError } from "../src/storage/storage-error.ts";
import { ensureBuilt } from "./built.ts";
import { hashOf, pngOf } from "./file-store-contract.ts";
import { startTestRelay, type TestRelay } from "./relay-fixture.ts";

let relay: TestRelay;
beforeAll(async () => {
  await ensureBuilt();
  relay = await startTestRelay();
});
afterAll(() => relay.close());

interface Owned {
  readonly documentId: string;
  readonly token: string;
}

async function newDocument(at = relay): Promise<Owned> {
  const response = await fetch(`${at.http}/api/documents`, { method: "POST" });
  return response.json();
}

async function linkOf(owner: Owned, role: string, at = relay): Promise<Owned & { readonly id: string }> {
  const response = await fetch(`${at.http}/api/documents/${owner.documentId}/tokens`, {
    method: "POST",
    headers: { authorization: `Bearer ${owner.token}` },
    body: JSON.stringify({ role }),
  });
  return { documentId: owner.documentId, ...(await response.json()) };
}

const pathOf = ({ documentId }: Owned, hash: string) => `/api/documents/${documentId}/files/${hash}`;

function ask(who: Owned, hash: string, init: RequestInit = {}, at = relay): Promise<Response> {
  const headers = { authorization: `Bearer ${who.token}`, ...init.headers };
  return fetch(at.http + pathOf(who, hash), { ...init, headers });
}

function put(who: Owned, bytes: Uint8Array<ArrayBuffer>, at = relay, hash: string = hashOf(bytes)) {
  return ask(who, hash, { method: "PUT", body: bytes }, at);
}

async function reasonOf(response: Response): Promise<unknown> {
  const { error, reason } = await response.json();
  expect(error).toMatch(/[.>]$/);
  return reason;
}

const text = (words: string) => new TextEncoder().encode(words);

describe("files over HTTP", () => {
  test("[SV-70] [SV-72] a file is brought, kept once, and fetched as it was", async () => {
    const owner = await newDocument();
    const bytes = pngOf(100_000);
    expect((await ask(owner, hashOf(bytes), { method: "HEAD" })).status).toBe(404);
    const first = await put(owner, bytes);
    expect(first.status).toBe(201);
    expect(await first.json()).toEqual({ hash: hashOf(bytes) });
    expect((await put(owner, bytes)).status).toBe(200);
    const fetched = await ask(owner, hashOf(bytes));
    expect(fetched.status).toBe(200);
    expect(new Uint8Array(await fetched.arrayBuffer())).toEqual(bytes);
    const asked = await ask(owner, hashOf(bytes), { method: "HEAD" });
    expect([asked.status, asked.headers.get("content-length")]).toEqual([200, "100000"]);
  });

  test("[SV-71] who may write brings files, who may read fetches them, and a hash alone opens nothing", async () => {
    const owner = await newDocument();
    const stranger = await newDocument();
    const viewer = await linkOf(owner, "viewer");
    const commenter = await linkOf(owner, "commenter");
    const editor = await linkOf(owner, "editor");
    const bytes = pngOf(1000);
    const hash = hashOf(bytes);
    for (const reader of [viewer, commenter]) {
      const refused = await put(reader, bytes);
      expect([refused.status, await reasonOf(refused)]).toEqual([403, "forbidden"]);
    }
    expect((await put(editor, bytes)).status).toBe(201);
    for (const reader of [owner, editor, commenter, viewer])
      expect((await ask(reader, hash)).status).toBe(200);

    const wrong: Owned = { documentId: owner.documentId, token: stranger.token };
    const unknown: Owned = { documentId: "f".repeat(32), token: stranger.token };
    for (const nobody of [wrong, unknown]) {
      for (const method of ["GET", "PUT"]) {
        const init = method === "PUT" ? { method, body: bytes } : { method };
        const refused = await ask(nobody, hash, init);
        expect([refused.status, await reasonOf(refused)]).toEqual([401, "unauthorized"]);
      }
    }
    expect((await fetch(relay.http + pathOf(owner, hash))).status, "without a token").toBe(401);
    expect((await fetch(`${relay.http}${pathOf(owner, hash)}?token=${owner.token}`)).status).toBe(401);
    expect((await ask(stranger, hash)).status, "another document's").toBe(404);

    await fetch(`${relay.http}/api/documents/${owner.documentId}/tokens/${viewer.id}`, {
      method: "DELETE",
      headers: { authorization: `Bearer ${owner.token}` },
    });
    expect((await ask(viewer, hash)).status, "a link that was taken back").toBe(401);
  });

  test("[SV-44] pages of other hosts bring nothing", async () => {
    const owner = await newDocument();
    const bytes = pngOf(10);
    const init = { method: "PUT", body: bytes, headers: { origin: "https://evil.example" } };
    expect((await ask(owner, hashOf(bytes), init)).status).toBe(403);
    expect((await ask(owner, hashOf(bytes))).status).toBe(404);
  });

  test("[SV-73] other bytes than the hash names are refused, and nothing is left", async () => {
    const owner = await newDocument();
    const named = hashOf(pngOf(50));
    const refused = await put(owner, pngOf(50), relay, named);
    expect([refused.status, await reasonOf(refused)]).toEqual([422, "wrong-hash"]);
    expect((await ask(owner, named)).status).toBe(404);
  });

  test.each([
    "x",
    "0".repeat(63),
    "0".repeat(65),
    "A".repeat(64),
    "%2e%2e%2fincoming",
    `..%2f${"0".repeat(61)}`,
  ])("[SV-71] %s names no file", async (hash) => {
    const owner = await newDocument();
    for (const init of [{}, { method: "PUT", body: pngOf(5) }]) {
      const refused = await ask(owner, hash, init);
      expect([refused.status, await reasonOf(refused)]).toEqual([400, "malformed"]);
    }
  });
});

describe("what a browser does with a file", () => {
  test.each([
    ["a page", "<!doctype html><script>alert(1)</script>"],
    ["a drawing that can run", "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"],
    ["a page that says it is a PNG", "\u0089PNG<html><script>alert(1)</script>"],
    ["a script", "alert(1)"],
    ["a PDF", "%PDF-1.7 …"],
    ["a text", "Hello."],
  ])("[SV-76] %s is a download", async (_, words) => {
    const owner = await newDocument();
    const bytes = text(words);
    const typed = { method: "PUT", body: bytes, headers: { "content-type": "image/png" } };
    expect((await ask(owner, hashOf(bytes), typed)).status).toBe(201);
    const { headers } = await ask(owner, hashOf(bytes), { headers: { accept: "text/html" } });
    expect(headers.get("content-disposition")).toMatch(/^attachment; filename="[0-9a-f]{12}\.\w+"$/);
    expect(headers.get("content-type")).toBe(
      words.startsWith("%PDF") ? "application/pdf" : "application/octet-stream",
    );
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-security-policy")).toBe(
      "default-src 'none'; sandbox; frame-ancestors 'none'",
    );
  });

  test("[SV-76] a picture may be shown, in a sandbox all the same", async () => {
    const owner = await newDocument();
    const bytes = pngOf(200);
    await put(owner, bytes);
    const { headers } = await ask(owner, hashOf(bytes));
    expect(headers.get("content-type")).toBe("image/png");
    expect(headers.get("content-disposition")).toMatch(/^inline; filename="[0-9a-f]{12}\.png"$/);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-security-policy")).toContain("sandbox");
    expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
  });

  test("[SV-77] what is known is not sent again, and parts are parts of what was meant", async () => {
    const owner = await newDocument();
    const bytes = pngOf(1000);
    const hash = hashOf(bytes);
    await put(owner, bytes);
    const whole = await ask(owner, hash);
    expect(whole.headers.get("etag")).toBe(`"${hash}"`);
    expect(whole.headers.get("cache-control")).toBe("private, max-age=31536000, immutable");
    expect(whole.headers.get("vary")).toContain("Authorization");
    for (const tag of [`"${hash}"`, `W/"${hash}"`, `"other", "${hash}"`, "*"]) {
      const known = await ask(owner, hash, { headers: { "if-none-match": tag } });
      expect([known.status, await known.text()], tag).toEqual([304, ""]);
    }
    const part = async (range: string, more: Record<string, string> = {}) => {
      const response = await ask(owner, hash, { headers: { range, ...more } });
      const content = new Uint8Array(await response.arrayBuffer());
      return { status: response.status, range: response.headers.get("content-range"), content };
    };
    const of = (start: number, end: number) => ({
      status: 206,
      range: `bytes ${start}-${end - 1}/1000`,
      content: bytes.slice(start, end),
    });
    const all = { status: 200, range: null, content: bytes };
    const outside = { status: 416, range: "bytes */1000", content: new Uint8Array() };
    expect(await part("bytes=0-0")).toEqual(of(0, 1));
    expect(await part("bytes=10-19")).toEqual(of(10, 20));
    expect(await part("bytes=990-")).toEqual(of(990, 1000));
    expect(await part("bytes=-5")).toEqual(of(995, 1000));
    expect(await part("bytes=-5000")).toEqual(of(0, 1000));
    expect(await part("bytes=999-5000")).toEqual(of(999, 1000));
    expect(await part("bytes=1000-")).toEqual(outside);
    expect(await part("bytes=-0")).toEqual(outside);
    for (const odd of [
      "bytes=-",
      "bytes=9-3",
      "bytes=0-1,5-6",
      "lines=1-2",
      "bytes=a-b",
      `bytes=0-${"9".repeat(30)}`,
    ]) {
      expect(await part(odd), odd).toEqual(all);
    }
    expect(await part("bytes=0-9", { "if-range": `"${hash}"` })).toEqual(of(0, 10));
    expect(await part("bytes=0-9", { "if-range": '"other"' })).toEqual(all);
  });
});

describe("how much", () => {
  let strict: TestRelay | null = null;
  afterEach(async () => {
    await strict?.close();
    strict = null;
  });

  test("[SV-73] 25 MB are a file, a byte more is none, and that is said before all is read", async () => {
    const owner = await newDocument();
    const largest = new Uint8Array(fileBytesMax);
    expect((await put(owner, largest)).status).toBe(201);
    const refused = await put(owner, new Uint8Array(fileBytesMax + 1));
    expect([refused.status, await reasonOf(refused)]).toEqual([413, "too-large"]);
  });

  test("[SV-78] a document has room for so many bytes, what is on its way included; others have theirs", async () => {
    strict = await startTestRelay({ fileLimits: { bytesPerDocument: 2500, bytesPerHour: 1e9 } });
    const owner = await newDocument(strict);
    const all = [pngOf(1000), pngOf(1000), pngOf(1000), pngOf(1000)];
    const answers = await Promise.all(all.map((bytes) => put(owner, bytes, strict!)));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([201, 201, 413, 413]);
    const refused = answers.find(({ status }) => status === 413)!;
    expect(await reasonOf(refused)).toBe("document-full");
    const left = pngOf(500);
    expect((await put(owner, left, strict)).status).toBe(201);
    expect((await put(owner, pngOf(1), strict)).status).toBe(413);
    expect((await put(await newDocument(strict), pngOf(1000), strict)).status).toBe(201);
  });

  test("[SV-78] room that an upload did not take is there for the next", async () => {
    strict = await startTestRelay({ fileLimits: { bytesPerDocument: 1000, bytesPerHour: 1e9 } });
    const owner = await newDocument(strict);
    for (let round = 0; round < 3; round++) {
      expect((await put(owner, pngOf(1000), strict, "0".repeat(64))).status).toBe(422);
    }
    const bytes = pngOf(1000);
    expect((await put(owner, bytes, strict)).status).toBe(201);
  });

  test("[SV-78] an address sends so many bytes an hour", async () => {
    const clock = new VirtualClock(1_000_000);
    strict = await startTestRelay({ clock, fileLimits: { bytesPerDocument: 1e9, bytesPerHour: 2000 } });
    const owner = await newDocument(strict);
    expect((await put(owner, pngOf(1500), strict)).status).toBe(201);
    const refused = await put(owner, pngOf(1000), strict);
    expect([refused.status, await reasonOf(refused)]).toEqual([429, "too-many"]);
    expect((await put(owner, pngOf(500), strict)).status).toBe(201);
    clock.advance(3_600_000);
    expect((await put(owner, pngOf(1000), strict)).status).toBe(201);
  });

  test("[SV-75] a full disk says so; an error of the disk is the end, as it is for edits", async () => {
    const files = createMemoryFiles();
    let failure: "full" | "input-output" = "full";
    strict = await startTestRelay({
      files: {
        receive: () => Promise.reject(new StorageError(failure, "no")),
        find: (documentId, hash) => files.find(documentId, hash),
        read: (documentId, hash, range) => files.read(documentId, hash, range),
        usage: (documentId) => files.usage(documentId),
        removeAll: (documentId) => files.removeAll(documentId),
        close: () => files.close(),
      },
    });
    const owner = await newDocument(strict);
    const refused = await put(owner, pngOf(10), strict);
    expect([refused.status, await reasonOf(refused)]).toEqual([507, "server-full"]);
    failure = "input-output";
    expect((await put(owner, pngOf(10), strict)).status).toBe(500);
    await strict.failed;
  });

  test("[SV-79] the figures count files and refusals", async () => {
    const owner = await newDocument();
    await put(owner, pngOf(20));
    await put(owner, pngOf(20), relay, "0".repeat(64));
    const figures = await (await fetch(`${relay.http}/metrics`)).text();
    expect(figures).toMatch(/weft_files_total\{kind="stored"\} [1-9]/);
    expect(figures).toMatch(/weft_refused_files_total\{reason="wrong-hash"\} [1-9]/);
  });
});
