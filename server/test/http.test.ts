import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { closeCodes } from "@weft/protocol";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { arrivalOf } from "../src/identity/arrival.ts";
import { createMemoryStorage } from "../src/storage/memory-storage.ts";
import { ensureBuilt } from "./built.ts";
import { holdStorage } from "./held-storage.ts";
import { helloFor, newTestDocument, RawClient, Typist } from "./raw-client.ts";
import { newFolder, startTestRelay, type TestRelay } from "./relay-fixture.ts";

let relay: TestRelay;
const appFolder = newFolder();

beforeAll(async () => {
  await ensureBuilt();
  mkdirSync(join(appFolder, "assets"));
  writeFileSync(
    join(appFolder, "index.html"),
    "<html><script>let a = 1;</script><script src=/assets/app.js></script></html>",
  );
  writeFileSync(join(appFolder, "assets", "app-1a2b.js"), "export {};");
  writeFileSync(join(appFolder, "assets", "app-1a2b.js.gz"), gzipSync("export {};"));
  writeFileSync(join(appFolder, "sw.js"), "self;");
  relay = await startTestRelay({ appFolder });
});
afterAll(() => relay.close());

const id = "0123456789abcdef0123456789abcdef";

async function post(path: string, body: unknown, headers: Record<string, string> = {}) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const response = await fetch(`${relay.http}${path}`, { method: "POST", body: text, headers });
  return { status: response.status, json: await response.json() };
}

describe("documents over HTTP", () => {
  test("[SV-40] a document is created with an id and an owner's token of its own", async () => {
    const { status, json } = await post("/api/documents", "");
    expect(status).toBe(201);
    expect(json.documentId).toMatch(/^[0-9a-f]{32}$/);
    expect(Buffer.from(json.token, "base64url")).toHaveLength(32);
  });

  test("[SV-41] a given id is taken once: the same token again gives the same answer, another one is refused", async () => {
    const wish = { documentId: id, token: "a-token-of-my-own" };
    expect(await post("/api/documents", wish)).toEqual({ status: 201, json: wish });
    expect(await post("/api/documents", wish)).toEqual({ status: 200, json: wish });
    expect((await post("/api/documents", { ...wish, token: "another-token-here" })).status).toBe(409);
    expect((await post("/api/documents", { documentId: id })).status).toBe(409);
  });

  test.each([
    ["not JSON", "{"],
    ["no object", "[1]"],
    ["a title that is no text", { title: 7 }],
    ["a title that is too long", { title: "x".repeat(301) }],
    ["an engine that nobody knows", { engine: "word" }],
    ["an id that is none", { documentId: "zz" }],
    ["a token that can be guessed", { token: "1234" }],
    ["a token that fits no header", { token: "with spaces and \n lines in it" }],
    ["a token with half a character", '{"token":"\\ud800aaaaaaaaaaaaaaaaaaaa"}'],
  ])("[SV-42] what is malformed gets a sentence: %s", async (_, body) => {
    const { status, json } = await post("/api/documents", body);
    expect(status).toBe(400);
    expect(json.error).toMatch(/\.$/);
  });

  test("[SV-42] a body is not endless", async () => {
    expect((await post("/api/documents", { title: "x".repeat(20_000) })).status).toBe(413);
  });

  test("[SV-43] owners hand out links, see them, and take them back; nobody else does", async () => {
    const { json: owner } = await post("/api/documents", {});
    const path = `/api/documents/${owner.documentId}/tokens`;
    const asOwner = { authorization: `Bearer ${owner.token}` };
    const { status, json: editor } = await post(path, { role: "editor" }, asOwner);
    expect(status).toBe(201);
    expect(editor.role).toBe("editor");
    expect((await post(path, { role: "king" }, asOwner)).status).toBe(400);
    expect((await post(path, { role: "editor" })).status).toBe(401);
    expect((await post(path, { role: "editor" }, { authorization: `Bearer ${editor.token}` })).status).toBe(
      403,
    );
    expect((await post(`/api/documents/${"f".repeat(32)}/tokens`, {}, asOwner)).status).toBe(401);

    const list = async () => (await fetch(relay.http + path, { headers: asOwner })).json();
    expect((await list()).tokens).toMatchObject([{ role: "owner" }, { role: "editor", id: editor.id }]);
    expect(JSON.stringify(await list())).not.toContain(editor.token);
    const ownId = (await list()).tokens[0].id;
    const own = await fetch(`${relay.http}${path}/${ownId}`, { method: "DELETE", headers: asOwner });
    expect(own.status).toBe(409);
    const remove = () => fetch(`${relay.http}${path}/${editor.id}`, { method: "DELETE", headers: asOwner });
    expect((await remove()).status).toBe(204);
    expect((await remove()).status).toBe(404);
    expect((await list()).tokens).toHaveLength(1);
  });

  test("[SV-44] pages of other hosts change nothing; pages of this host and programs do", async () => {
    expect((await post("/api/documents", {}, { origin: "https://evil.example" })).status).toBe(403);
    expect((await post("/api/documents", {}, { origin: relay.http })).status).toBe(201);
    const strict = await startTestRelay({ origins: ["https://editor.example"] });
    const response = await fetch(`${strict.http}/api/documents`, {
      method: "POST",
      headers: { origin: "https://editor.example" },
    });
    expect(response.status).toBe(201);
    await strict.close();
  });

  test("[SV-45] one address creates only so many documents a minute", async () => {
    const strict = await startTestRelay({
      perAddress: { documentsPerMinute: 3, connections: 1000, connectionsPerMinute: 1000 },
    });
    const statuses: number[] = [];
    for (let count = 0; count < 5; count++) {
      statuses.push((await fetch(`${strict.http}/api/documents`, { method: "POST" })).status);
    }
    expect(statuses).toEqual([201, 201, 201, 429, 429]);
    const client = await RawClient.dial(strict.socket);
    client.send(helloFor(newTestDocument()));
    expect((await client.closed).code, "by hello no more than by request").toBe(closeCodes.tooMany);
    await strict.close();
  });
});

describe("the editor's files", () => {
  const get = (path: string) => fetch(relay.http + path);

  test("[SV-46] pages are fresh, hashed assets stay, and what is missing is missing", async () => {
    for (const path of ["/", "/index.html", `/d/${id}`]) {
      const response = await get(path);
      expect(response.headers.get("content-type")).toContain("text/html");
      expect(response.headers.get("cache-control")).toBe("no-cache");
      expect(await response.text()).toContain("app.js");
    }
    expect((await get("/assets/app-1a2b.js")).headers.get("cache-control")).toContain("immutable");
    expect((await get("/sw.js")).headers.get("cache-control")).toBe("no-cache");
    const packed = await get("/assets/app-1a2b.js");
    expect(packed.headers.get("content-encoding")).toBe("gzip");
    expect(await packed.text(), "unpacked as it arrives").toBe("export {};");
    const plain = await fetch(`${relay.http}/assets/app-1a2b.js`, {
      headers: { "accept-encoding": "identity" },
    });
    expect(plain.headers.get("content-encoding")).toBeNull();
    expect(await plain.text()).toBe("export {};");
    const lost = await get("/gone");
    expect(lost.status).toBe(404);
    expect(await lost.text(), "the editor says it").toContain("app.js");
    const missing = ["/assets/gone.js", "/gone.png", "/api/gone", "/%2e%2e/package.json"];
    for (const path of [...missing, "/gone", "/healthz/", "/assets", "//etc/passwd", "/d/a.b", "/d/a/b"]) {
      expect((await get(path)).status, path).toBe(404);
    }
    expect((await get("/sync")).status).toBe(426);
  });

  test("[SV-47] scripts run only from our own files or by hash, and every answer is guarded", async () => {
    const page = await get("/");
    const policy = page.headers.get("content-security-policy") ?? "";
    expect(policy).toMatch(/script-src 'self' 'sha256-[^']+';/);
    expect(policy.split("; ").find((part) => part.startsWith("script-src"))).not.toContain("unsafe");
    for (const path of ["/", "/healthz", "/gone.png"]) {
      const { headers } = await get(path);
      expect(headers.get("x-content-type-options"), path).toBe("nosniff");
      expect(headers.get("cross-origin-embedder-policy"), path).toBe("require-corp");
      expect(headers.get("content-security-policy"), path).toContain("frame-ancestors 'none'");
    }
  });

  test("[SV-48] health and figures", async () => {
    const health = await get("/healthz");
    expect(health.status).toBe(200);
    expect(await health.json()).toEqual({ status: "ok", storage: "writable" });
    const figures = await (await get("/metrics")).text();
    for (const name of [
      "weft_connections",
      "weft_rooms",
      "weft_entries_committed_total",
      "weft_commit_seconds",
      "weft_commit_group_entries",
      "weft_propagation_seconds",
      "weft_unsettled_batches",
      "weft_refused_batches_total",
      "weft_refused_connections_total",
      "weft_slow_readers_total",
      "weft_socket_bytes_total",
      "weft_event_loop_delay_seconds",
      "weft_memory_bytes",
    ]) {
      expect(figures).toContain(`# TYPE ${name} `);
    }
    expect(figures).toContain('weft_commit_seconds_bucket{le="0.0005"}');
  });

  const unmistakable = "a sentence of nobody's business";

  test("[SV-48] no line of the log holds text or a token, however much is logged and whatever goes wrong", async () => {
    let logged = "";
    const write = (line: string): void => {
      logged += line;
    };
    const logger = pino({ level: "debug" }, { write });
    const failing = holdStorage(createMemoryStorage());
    const own = await startTestRelay({ logger, storage: failing });
    const document = newTestDocument();
    const writer = await RawClient.join(own, document);
    const typist = new Typist(document);
    writer.sendBatches(typist.type(unmistakable));
    await writer.untilSettled(1);
    const stranger = await RawClient.dial(own.socket);
    stranger.send(helloFor(document, { token: "a-strangers-token-that-is-wrong", create: false }));
    await stranger.closed;
    const [batch] = typist.type(unmistakable);
    writer.sendBytes(new Uint8Array([2, 1, 1, 0, 0, ...(batch ?? [])]));
    await writer.closed;
    await fetch(`${own.http}/api/documents/${document.documentId}/tokens`, {
      headers: { authorization: `Bearer ${document.token}` },
    });
    const again = await RawClient.join(own, document);
    failing.failWith("input-output");
    again.sendBatches(new Typist(document).type(unmistakable));
    await again.closed;
    await own.close();
    expect(logged.split("\n").length).toBeGreaterThan(3);
    for (const secret of [unmistakable, document.token, "a-strangers-token"]) {
      expect(logged).not.toContain(secret);
    }
  });

  test("[SV-48] what passes a room is counted, and nothing stays open in the figures", async () => {
    const own = await startTestRelay();
    const document = newTestDocument();
    const writer = await RawClient.join(own, document);
    const reader = await RawClient.join(own, document);
    writer.sendBatches(new Typist(document).type(unmistakable));
    await writer.untilSettled(1);
    await reader.until(() => reader.all("entries").length > 0);
    const figures = await (await fetch(`${own.http}/metrics`)).text();
    const value = (name: string) => Number(new RegExp(`^${name} (.*)$`, "m").exec(figures)?.[1]);
    expect(value("weft_unsettled_batches")).toBe(0);
    expect(value("weft_propagation_seconds_count")).toBe(1);
    expect(value("weft_commit_group_entries_sum")).toBe(1);
    expect(value('weft_socket_bytes_total\\{direction="in"\\}')).toBeGreaterThan(50);
    expect(value('weft_socket_bytes_total\\{direction="out"\\}')).toBeGreaterThan(50);
    expect(figures).not.toContain(unmistakable);
    expect(figures).not.toContain(document.token);
    await own.close();
  });

  test("[SV-49] a server is ready while it takes clients, and not when storage has failed", async () => {
    const own = await startTestRelay();
    const ready = await fetch(`${own.http}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([200, { status: "ready", storage: "writable" }]);
    const failing = holdStorage(createMemoryStorage());
    const failed = await startTestRelay({ storage: failing });
    failing.failWith("input-output");
    const document = newTestDocument();
    const writer = await RawClient.dial(failed.socket);
    writer.send(helloFor(document));
    await writer.closed;
    const readiness = async () => (await fetch(`${failed.http}/readyz`)).status;
    await expect.poll(readiness, { timeout: 30_000 }).toBe(503);
    await own.close();
    await expect(fetch(`${own.http}/readyz`)).rejects.toThrow();
    await failed.close();
  });
});

describe("addresses", () => {
  test("[SV-37] an address has only so many sockets open, and opens only so many a minute", async () => {
    const own = await startTestRelay({
      perAddress: { documentsPerMinute: 1000, connections: 3, connectionsPerMinute: 6 },
    });
    const open: RawClient[] = [];
    for (let count = 0; count < 3; count++) open.push(await RawClient.dial(own.socket));
    await expect(RawClient.dial(own.socket)).rejects.toThrow("429");
    const [first] = open;
    first?.close();
    await first?.closed;
    await expect
      .poll(
        async () =>
          RawClient.dial(own.socket).then(
            (client) => open.push(client),
            () => 0,
          ),
        { timeout: 30_000 },
      )
      .toBeGreaterThan(0);
    const figures = await (await fetch(`${own.http}/metrics`)).text();
    expect(figures).toMatch(/weft_refused_connections_total\{reason="too-many"\} [1-9]/);
    for (const client of open) client.terminate();
    await own.close();
  });

  test("[SV-38] a forwarded address counts only behind a proxy of ours, and only what that one wrote", () => {
    const request = (headers: Record<string, string>, remoteAddress = "10.0.0.1") => ({
      headers: { host: "inner:4400", ...headers },
      socket: { remoteAddress },
    });
    const forged = request({ "x-forwarded-for": "1.1.1.1, 2.2.2.2", "x-forwarded-host": "weft.example" });
    expect(arrivalOf(forged, 0)).toEqual({ address: "10.0.0.1", host: "inner:4400", isSecure: false });
    expect(arrivalOf(forged, 1)).toEqual({ address: "2.2.2.2", host: "weft.example", isSecure: false });
    expect(arrivalOf(forged, 2).address).toBe("1.1.1.1");
    expect(arrivalOf(forged, 3).address).toBe("10.0.0.1");
    expect(arrivalOf(request({}), 1)).toEqual({ address: "10.0.0.1", host: "inner:4400", isSecure: false });
    expect(arrivalOf(request({}, "::ffff:127.0.0.1"), 0).address).toBe("127.0.0.1");
    const neighbours = ["2001:db8:0:7::1", "2001:0db8::7:ffff:1:2:3"];
    expect(neighbours.map((address) => arrivalOf(request({}, address), 0).address)).toEqual([
      "2001:db8:0:7",
      "2001:db8:0:7",
    ]);
  });
});
