/** Requests that no browser makes, over bare sockets; and a server that is killed in the middle of them. */
import { readdirSync, statSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { systemRandom, VirtualClock } from "@weft/base";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { openFolderFiles } from "../src/files/folder-files.ts";
import { uploadWindowMs } from "../src/limits.ts";
import { ensureBuilt } from "./built.ts";
import { hashOf, pngOf } from "./file-store-contract.ts";
import { newFolder, startTestRelay, type TestRelay } from "./relay-fixture.ts";
import { ServerProcess } from "./server-process.ts";

beforeAll(ensureBuilt);

let relay: TestRelay | null = null;
afterEach(async () => {
  await relay?.close();
  relay = null;
});

interface Owned {
  readonly documentId: string;
  readonly token: string;
}

async function newDocument(http: string): Promise<Owned> {
  return (await fetch(`${http}/api/documents`, { method: "POST" })).json();
}

/** A connection that writes what it likes, and gathers what comes back. */
class BareConnection {
  readonly closed: Promise<string>;
  private readonly socket: Socket;
  private answer = "";
  private wake: () => void = () => {};

  constructor(http: string) {
    const { hostname, port } = new URL(http);
    this.socket = connect(Number(port), hostname);
    this.socket.on("data", (data) => {
      this.answer += data.toString("latin1");
      this.wake();
    });
    this.socket.on("error", () => {});
    this.closed = new Promise((resolve) => this.socket.on("close", () => resolve(this.answer)));
  }

  write(part: string | Uint8Array): void {
    this.socket.write(part);
  }

  end(): void {
    this.socket.destroy();
  }

  /** The status of the answer, once it is there. */
  async status(): Promise<number> {
    while (!this.answer.includes("\r\n\r\n")) {
      await Promise.race([new Promise<void>((resolve) => (this.wake = resolve)), this.closed]);
      if (this.socket.destroyed && !this.answer.includes("\r\n\r\n")) return 0;
    }
    return Number(/^HTTP\/1\.1 (\d+)/.exec(this.answer)?.[1]);
  }
}

function head({ documentId, token }: Owned, hash: string, ...lines: readonly string[]): string {
  return [
    `PUT /api/documents/${documentId}/files/${hash} HTTP/1.1`,
    "Host: localhost",
    `Authorization: Bearer ${token}`,
    ...lines,
    "",
    "",
  ].join("\r\n");
}

async function relayOnFolder(folder: string, clock?: VirtualClock): Promise<TestRelay> {
  const files = await openFolderFiles({ folder, random: systemRandom, reserveBytes: 0 });
  relay = await startTestRelay({ files, ...(clock ? { clock } : {}) });
  return relay;
}

const incomingIn = (folder: string) => readdirSync(join(folder, "files", "incoming"));

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise<void>((resolve) => setImmediate(resolve));
}

describe("hostile requests", () => {
  test("[SV-73] who says that less comes than does is cut off there; who says more is waited for, and leaves nothing", async () => {
    const folder = newFolder();
    const { http } = await relayOnFolder(folder);
    const owner = await newDocument(http);
    const bytes = pngOf(1000);
    const short = new BareConnection(http);
    short.write(head(owner, hashOf(bytes), "Content-Length: 500"));
    short.write(bytes);
    // The parser may be the first to see that what follows is no request.
    expect([400, 422]).toContain(await short.status());
    short.end();

    const long = new BareConnection(http);
    long.write(head(owner, hashOf(bytes), "Content-Length: 2000"));
    long.write(bytes);
    await until(() => incomingIn(folder).length > 0);
    long.end();
    await until(() => incomingIn(folder).length === 0);
    expect(readdirSync(join(folder, "files"))).toEqual(["incoming"]);
  });

  test.each([
    ["a length that is none", "Content-Length: -5"],
    ["a length in letters", "Content-Length: many"],
    ["two lengths", "Content-Length: 5\r\nContent-Length: 6"],
    ["a length and chunks", "Content-Length: 5\r\nTransfer-Encoding: chunked"],
  ])("[SV-73] %s is no request", async (_, lines) => {
    const { http } = await relayOnFolder(newFolder());
    const owner = await newDocument(http);
    const connection = new BareConnection(http);
    connection.write(head(owner, hashOf(new Uint8Array()), lines));
    connection.write("0\r\n\r\n");
    expect(await connection.status()).toBe(400);
  });

  test("[SV-73] a length of gigabytes is refused before a byte of it is read", async () => {
    const { http } = await relayOnFolder(newFolder());
    const owner = await newDocument(http);
    const connection = new BareConnection(http);
    connection.write(head(owner, "0".repeat(64), "Content-Length: 9999999999999"));
    expect(await connection.status()).toBe(413);
  });

  test("[SV-73] chunks without an end are cut off at 25 MB", async () => {
    const folder = newFolder();
    const { http } = await relayOnFolder(folder);
    const owner = await newDocument(http);
    const connection = new BareConnection(http);
    connection.write(head(owner, "0".repeat(64), "Transfer-Encoding: chunked"));
    const chunk = new Uint8Array(1_000_000);
    for (let count = 0; count < 28; count++) {
      connection.write(`${chunk.length.toString(16)}\r\n`);
      connection.write(chunk);
      connection.write("\r\n");
    }
    expect(await connection.status()).toBe(413);
    connection.end();
    await until(() => incomingIn(folder).length === 0);
  });

  test("[SV-80] a body that does not come is given up, one that comes slowly is not", async () => {
    const folder = newFolder();
    const clock = new VirtualClock(1_000_000);
    const { http } = await relayOnFolder(folder, clock);
    const owner = await newDocument(http);
    const bytes = pngOf(100_000);
    const silent = new BareConnection(http);
    silent.write(head(owner, hashOf(bytes), `Content-Length: ${bytes.length}`));
    silent.write(bytes.subarray(0, 100));
    const slow = new BareConnection(http);
    slow.write(head(owner, hashOf(bytes), `Content-Length: ${bytes.length}`));
    slow.write(bytes.subarray(0, 50_000));
    const sizes = () => incomingIn(folder).length;
    await until(() => sizes() === 2);
    // Both have to be read before time goes on.
    const written = () =>
      incomingIn(folder).reduce(
        (sum, name) => sum + statSync(join(folder, "files", "incoming", name)).size,
        0,
      );
    await until(() => written() === 50_100);
    clock.advance(uploadWindowMs);
    expect(await silent.status()).toBe(408);
    await until(() => sizes() === 1);
    slow.write(bytes.subarray(50_000));
    expect(await slow.status()).toBe(201);
    slow.end();
  });

  test("[SV-78] room is taken by what is on its way, and free again when it breaks off", async () => {
    const folder = newFolder();
    const files = await openFolderFiles({ folder, random: systemRandom, reserveBytes: 0 });
    relay = await startTestRelay({ files, fileLimits: { bytesPerDocument: 2500, bytesPerHour: 1e9 } });
    const { http } = relay;
    const owner = await newDocument(http);
    const half = new BareConnection(http);
    half.write(head(owner, hashOf(pngOf(2000)), "Content-Length: 2000"));
    half.write(pngOf(100));
    await until(() => incomingIn(folder).length === 1);
    const bytes = pngOf(1000);
    const put = async (): Promise<number> => {
      const headers = { authorization: `Bearer ${owner.token}` };
      const address = `${http}/api/documents/${owner.documentId}/files/${hashOf(bytes)}`;
      return (await fetch(address, { method: "PUT", headers, body: bytes })).status;
    };
    expect(await put()).toBe(413);
    half.end();
    await until(() => incomingIn(folder).length === 0);
    expect(await put()).toBe(201);
  });

  test.each([
    "/api/documents/../../files/x",
    `/api/documents/${"0".repeat(32)}/files/../../../../etc/passwd`,
    `/api/documents/${"0".repeat(32)}/files/..%2f..%2fweft.db`,
    `/api/documents/..%2f..%2f/files/${"0".repeat(64)}`,
    `/api/documents/incoming/files/${"0".repeat(64)}`,
  ])("[SV-71] no address leads out of the documents: %s", async (path) => {
    const { http } = await relayOnFolder(newFolder());
    const owner = await newDocument(http);
    for (const method of ["GET", "PUT", "DELETE"]) {
      const connection = new BareConnection(http);
      const lines = ["Host: localhost", `Authorization: Bearer ${owner.token}`, "Content-Length: 0"];
      connection.write([`${method} ${path} HTTP/1.1`, ...lines, "", ""].join("\r\n"));
      expect([400, 401, 404]).toContain(await connection.status());
      connection.end();
    }
  });

  test("[SV-71] a right that is taken back while the file comes counts no more", async () => {
    const folder = newFolder();
    const { http } = await relayOnFolder(folder);
    const owner = await newDocument(http);
    const tokens = `${http}/api/documents/${owner.documentId}/tokens`;
    const headers = { authorization: `Bearer ${owner.token}` };
    const made = await fetch(tokens, { method: "POST", headers, body: JSON.stringify({ role: "editor" }) });
    const editor = await made.json();
    const bytes = pngOf(1000);
    const connection = new BareConnection(http);
    connection.write(head({ ...owner, token: editor.token }, hashOf(bytes), "Content-Length: 1000"));
    connection.write(bytes.subarray(0, 500));
    await until(() => incomingIn(folder).length > 0);
    await fetch(`${tokens}/${editor.id}`, { method: "DELETE", headers });
    connection.write(bytes.subarray(500));
    expect(await connection.status()).toBe(401);
    connection.end();
    expect(readdirSync(join(folder, "files"))).toEqual(["incoming"]);
  });
});

describe("a server that is killed", () => {
  test("[SV-74] in the middle of files it has those that it took, whole, and nothing else", async () => {
    const folder = newFolder();
    let server = await ServerProcess.start(folder);
    const owner = await newDocument(server.http);
    const url = (hash: string) => `${server.http}/api/documents/${owner.documentId}/files/${hash}`;
    const headers = { authorization: `Bearer ${owner.token}` };
    const files = Array.from({ length: 8 }, () => pngOf(400_000));
    const taken = new Set<string>();
    const send = async (bytes: Uint8Array<ArrayBuffer>): Promise<void> => {
      const response = await fetch(url(hashOf(bytes)), { method: "PUT", headers, body: bytes });
      if (response.status === 201) taken.add(hashOf(bytes));
    };
    await send(files[0]!);
    const half = new BareConnection(server.http);
    half.write(head(owner, hashOf(files[1]!), "Content-Length: 400000"));
    half.write(files[1]!.subarray(0, 200_000));
    await until(() => incomingIn(folder).length > 0);
    const sending = Promise.allSettled(files.slice(1).map(send));
    await server.kill();
    await sending;

    server = await ServerProcess.start(folder);
    expect(readdirSync(join(folder, "files", "incoming"))).toEqual([]);
    const names = readdirSync(join(folder, "files", owner.documentId));
    expect(names).toEqual(expect.arrayContaining([...taken]));
    for (const bytes of files) {
      const hash = hashOf(bytes);
      if (!names.includes(hash)) continue;
      const fetched = await fetch(url(hash), { headers });
      expect(new Uint8Array(await fetched.arrayBuffer())).toEqual(bytes);
    }
    const again = await fetch(url(hashOf(files[7]!)), { method: "PUT", headers, body: files[7]! });
    expect(again.ok).toBe(true);
    expect((await server.terminate()).code).toBe(0);
  });
});
