import { assert, systemClock, systemRandom, VirtualClock } from "@weft/base";
import { closeCodes, type Role } from "@weft/protocol";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { BrowserPasses } from "../src/identity/browser-passes.ts";
import { toStoredToken } from "../src/identity/token.ts";
import { browserPassDays, browserPassRenewalDays, deviceLinkMsMax } from "../src/limits.ts";
import { createMemoryStorage } from "../src/storage/memory-storage.ts";
import type { Storage } from "../src/storage/storage.ts";
import { ensureBuilt } from "./built.ts";
import { helloFor, newTestDocument, RawClient, type TestDocument, Typist } from "./raw-client.ts";
import { startTestRelay, type TestRelay } from "./relay-fixture.ts";

let relay: TestRelay;
let storage: Storage;
let document: TestDocument;

beforeAll(ensureBuilt);
beforeEach(async () => {
  storage = createMemoryStorage();
  relay = await startTestRelay({ storage });
  document = newTestDocument();
});
afterEach(() => relay.close());

/** A browser that has been on the home page: the cookie that it keeps. */
async function newBrowser(headers: Record<string, string> = {}): Promise<string> {
  const response = await fetch(`${relay.http}/`, { headers });
  const header = response.headers.get("set-cookie");
  assert(header !== null, "a new browser gets a pass");
  return header.split(";")[0] ?? "";
}

/** What a browser's page does: it says where it comes from. */
const fromPage = (cookie: string): Record<string, string> => ({ cookie, origin: relay.http });

async function open(cookie: string, token: string, create = false): Promise<RawClient> {
  const client = await RawClient.dial(relay.socket, fromPage(cookie));
  client.send(helloFor({ ...document, token }, { create }));
  return client;
}

/** The role that a browser has with a token, or the close code. */
async function roleOf(cookie: string, token = ""): Promise<Role | number> {
  const client = await open(cookie, token);
  return Promise.race([
    client.next("welcome").then(({ role }) => role),
    client.closed.then(({ code }) => code),
  ]);
}

async function ask(method: string, path: string, headers: Record<string, string>, body?: unknown) {
  const response = await fetch(`${relay.http}/api/documents/${document.documentId}${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, json: text === "" ? null : JSON.parse(text) };
}

/** The header of whoever has the owner's token. */
const byToken = {
  get authorization(): string {
    return `Bearer ${document.token}`;
  },
};

describe("a browser's pass", () => {
  test("[SV-82] comes with the first page, in a cookie that no script reads, and not a second time", async () => {
    const response = await fetch(`${relay.http}/`);
    const header = response.headers.get("set-cookie") ?? "";
    expect(header).toMatch(/^weft-browser=[\w.-]+; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/);
    const cookie = header.split(";")[0] ?? "";
    const again = await fetch(`${relay.http}/d/${document.documentId}`, { headers: { cookie } });
    expect(again.headers.get("set-cookie")).toBeNull();
    const forged = await fetch(`${relay.http}/`, { headers: { cookie: `${cookie}x` } });
    expect(forged.headers.get("set-cookie")).not.toBeNull();
  });

  test("[SV-82] is only for encrypted ways where there is one", async () => {
    await relay.close();
    relay = await startTestRelay({ storage, proxies: 1 });
    const response = await fetch(`${relay.http}/`, { headers: { "x-forwarded-proto": "https" } });
    expect(response.headers.get("set-cookie")).toMatch(/; Secure$/);
  });

  test("[SV-82] is good again after the server was started anew, and nothing without its key", async () => {
    const cookie = await newBrowser();
    const owner = await open(cookie, document.token, true);
    await owner.next("welcome");
    const clock = new VirtualClock(systemClock.now());
    const services = { clock, random: systemRandom };
    const same = await BrowserPasses.open(storage, services);
    const browser = await same.read(cookie);
    expect(browser).not.toBeNull();
    const other = await BrowserPasses.open(createMemoryStorage(), services);
    expect(await other.read(cookie)).toBeNull();
    clock.advance(browserPassRenewalDays * 86_400_000);
    const renewed = await same.meet(cookie, false);
    expect([renewed.browser, renewed.setCookie === null]).toEqual([browser, false]);
    clock.advance(browserPassDays * 86_400_000);
    expect(await same.read(cookie)).toBeNull();
    const { setCookie } = await other.meet(cookie, false);
    expect(await roleOf(setCookie?.split(";")[0] ?? "")).toBe(closeCodes.unauthorized);
  });
});

describe("who makes a document", () => {
  test("[SV-83] owns it in that browser without any link, and no other browser does", async () => {
    const [mine, theirs] = [await newBrowser(), await newBrowser()];
    await (await open(mine, document.token, true)).next("welcome");
    expect(await roleOf(mine)).toBe("owner");
    expect(await roleOf(theirs)).toBe(closeCodes.unauthorized);
    expect(await roleOf(mine, "a token that is wrong")).toBe("owner");
    const pass = mine.slice("weft-browser=".length);
    expect(await roleOf("", pass)).toBe(closeCodes.unauthorized);
    expect((await ask("GET", "/tokens", { cookie: mine })).status).toBe(200);
    expect((await ask("GET", "/tokens", { cookie: theirs })).status).toBe(401);
    expect((await ask("GET", "/tokens", {})).status).toBe(401);
    const foreign = await ask(
      "POST",
      "/tokens",
      { cookie: mine, origin: "https://evil.example" },
      { role: "owner" },
    );
    expect(foreign.status).toBe(403);
  });

  test("[SV-83] sees with somebody's link what the link allows", async () => {
    const mine = await newBrowser();
    await (await open(mine, document.token, true)).next("welcome");
    const { json } = await ask("POST", "/tokens", { cookie: mine }, { role: "viewer" });
    expect(await roleOf(mine, json.token)).toBe("viewer");
    await ask("DELETE", `/tokens/${json.id}`, { cookie: mine });
    expect(await roleOf(mine, json.token)).toBe("owner");
  });

  test("[SV-83] the same by request, and the audit names the browser", async () => {
    const mine = await newBrowser();
    const response = await fetch(`${relay.http}/api/documents`, {
      method: "POST",
      headers: fromPage(mine),
      body: JSON.stringify(document),
    });
    expect(response.status).toBe(201);
    expect(await roleOf(mine)).toBe("owner");
    const { tokens, browser } = (await ask("GET", "/tokens", { cookie: mine })).json;
    expect(tokens).toMatchObject([{ kind: "link" }, { kind: "browser", id: browser, role: "owner" }]);
    await ask("POST", "/tokens", { cookie: mine }, { role: "viewer" });
    const { entries } = (await ask("GET", "/audit", { cookie: mine })).json;
    expect(entries).toMatchObject([
      { action: "created" },
      { action: "claimed", tokenId: browser, browser },
      { action: "added", actor: browser, browser, role: "viewer" },
    ]);
  });

  test("[SV-83] [SV-27] a browser that is taken back is out at once, and stays out", async () => {
    const mine = await newBrowser();
    await (await open(mine, document.token, true)).next("welcome");
    const client = await open(mine, "");
    await client.next("welcome");
    const [, { id }] = (await ask("GET", "/tokens", byToken)).json.tokens;
    expect((await ask("DELETE", `/tokens/${id}`, byToken)).status).toBe(204);
    expect((await client.closed).code).toBe(closeCodes.forbidden);
    expect(await roleOf(mine)).toBe(closeCodes.unauthorized);
  });

  test("[SV-83] a browser that comes to a socket without a pass gets one with the answer", async () => {
    const made = await open("", document.token, true);
    await made.next("welcome");
    const kinds = (await ask("GET", "/tokens", byToken)).json.tokens.map(
      ({ kind }: { kind: string }) => kind,
    );
    expect(kinds).toEqual(["link", "browser"]);
    const program = await RawClient.join(relay, newTestDocument());
    program.close();
  });
});

describe("an owner who comes back", () => {
  beforeEach(async () => {
    (await RawClient.join(relay, document)).close();
  });

  test("[SV-84] by a recovery link, from any browser, each of which is an owner from then on", async () => {
    const link = (await ask("POST", "/tokens", byToken, { kind: "recovery" })).json;
    expect(link).toMatchObject({ kind: "recovery", role: "owner", expiresAtMs: null });
    const browsers = [await newBrowser(), await newBrowser()];
    for (const cookie of browsers) {
      expect(await roleOf(cookie, link.token)).toBe("owner");
      expect(await roleOf(cookie)).toBe("owner");
    }
    expect(await roleOf(browsers[0] ?? "", link.token)).toBe("owner");
    const { tokens } = (await ask("GET", "/tokens", byToken)).json;
    expect(tokens.map(({ kind }: { kind: string }) => kind)).toEqual([
      "link",
      "recovery",
      "browser",
      "browser",
    ]);
    await ask("DELETE", `/tokens/${link.id}`, byToken);
    expect(await roleOf(await newBrowser(), link.token)).toBe(closeCodes.unauthorized);
    expect(await roleOf(browsers[1] ?? "", link.token)).toBe("owner");
  });

  test("[SV-84] on another device, by a link that is good once and for ten minutes", async () => {
    const link = (await ask("POST", "/tokens", byToken, { kind: "device" })).json;
    expect(link.expiresAtMs - link.createdAtMs).toBe(deviceLinkMsMax);
    const [first, second] = [await newBrowser(), await newBrowser()];
    // A program cannot use it up, and so cannot use it.
    const program = await RawClient.dial(relay.socket);
    program.send(helloFor({ ...document, token: link.token }, { create: false }));
    expect((await program.closed).code).toBe(closeCodes.unauthorized);
    const client = await open(first, link.token);
    const typist = new Typist(document);
    await client.next("welcome");
    client.sendBatches(typist.type("on the second device"));
    await client.untilSettled(1);
    expect(client.all("refused")).toEqual([]);
    expect(await roleOf(second, link.token)).toBe(closeCodes.unauthorized);
    expect(await roleOf(first, link.token)).toBe("owner");
    const late = toStoredToken("a device link of yesterday", "owner", 0);
    await storage.addToken(
      document.documentId,
      { ...late, kind: "device", expiresAtMs: 1 },
      { atMs: 0, actor: "" },
    );
    expect(await roleOf(second, "a device link of yesterday")).toBe(closeCodes.unauthorized);
  });

  test("[SV-84] a browser that came by a link goes with itself, not with the link", async () => {
    const link = (await ask("POST", "/tokens", byToken, { kind: "device" })).json;
    const cookie = await newBrowser();
    const client = await open(cookie, link.token);
    expect((await client.next("welcome")).role).toBe("owner");
    const recovery = (await ask("POST", "/tokens", byToken, { kind: "recovery" })).json;
    // With the link in its address: it takes back that very link and stays.
    const headers = { ...fromPage(cookie), authorization: `Bearer ${recovery.token}` };
    expect((await ask("DELETE", `/tokens/${recovery.id}`, headers)).status).toBe(204);
    client.send({ type: "ping", number: 1 });
    await client.next("pong");
    const { tokens } = (await ask("GET", "/tokens", byToken)).json;
    const browser = tokens.find(({ kind }: { kind: string }) => kind === "browser");
    expect((await ask("DELETE", `/tokens/${browser.id}`, byToken)).status).toBe(204);
    expect((await client.closed).code).toBe(closeCodes.forbidden);
  });

  test("[SV-84] only owners make such links, and for owners only", async () => {
    const editor = (await ask("POST", "/tokens", byToken, { role: "editor" })).json;
    const headers = { authorization: `Bearer ${editor.token}` };
    expect((await ask("POST", "/tokens", headers, { kind: "recovery" })).status).toBe(403);
    expect((await ask("POST", "/tokens", byToken, { kind: "recovery", role: "viewer" })).status).toBe(400);
    expect((await ask("POST", "/tokens", byToken, { kind: "browser" })).status).toBe(400);
    expect((await ask("POST", "/tokens", byToken, {})).status).toBe(400);
  });
});
