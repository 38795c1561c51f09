/** The stock clients of two major versions, each a process of its own, on the built server as a process. */
import { beforeAll, expect, test } from "vitest";
import { ensureBuilt } from "../built.ts";
import { newFolder } from "../relay-fixture.ts";
import { ServerProcess } from "../server-process.ts";
import { StockProcess } from "./stock-process.ts";

beforeAll(ensureBuilt);

async function newYjsDocument(server: ServerProcess): Promise<{ documentId: string; token: string }> {
  const answer = await fetch(`${server.http}/api/documents`, {
    method: "POST",
    body: JSON.stringify({ engine: "yjs" }),
  });
  expect(answer.status).toBe(201);
  return JSON.parse(await answer.text());
}

test("[YJ-1] [YJ-3] y-websocket 2 and 3 write together through kills of the server: nothing echoed is lost", async () => {
  const folder = newFolder();
  const settings = { WEFT_CONNECTIONS_PER_MINUTE: "1000" };
  let server = await ServerProcess.start(folder, settings);
  // Clients come back to where they were.
  const { port } = new URL(server.http);
  const document = await newYjsDocument(server);
  const address = server.socket.replace("/sync", "/yjs");
  const clients = [
    new StockProcess({ version: "2" }, address, document),
    new StockProcess({ version: "3" }, address, document),
  ];
  try {
    for (const client of clients) await client.until(({ synced, people }) => synced && people.length === 2);
    for (let round = 0; round < 2; round++) {
      const savedBefore = (await Promise.all(clients.map((client) => client.read()))).map(
        ({ saved }) => saved,
      );
      for (let stroke = 0; stroke < 20; stroke++) {
        clients[0]?.insert("a");
        clients[1]?.insert("b");
      }
      await clients[0]?.until(({ saved }) => saved > (savedBefore[0] ?? 0) + 3);
      await server.kill();
      const saved = (await Promise.all(clients.map((client) => client.read()))).map(
        ({ saved: count }) => count,
      );

      // What a newcomer finds before anybody has come back is all that was echoed, at the least.
      const elsewhere = await ServerProcess.start(folder);
      const reader = new StockProcess({ version: "3" }, elsewhere.socket.replace("/sync", "/yjs"), document);
      const { text } = await reader.until(({ synced }) => synced);
      expect(text.replaceAll("b", "").length).toBeGreaterThanOrEqual(saved[0] ?? 0);
      expect(text.replaceAll("a", "").length).toBeGreaterThanOrEqual(saved[1] ?? 0);
      await reader.end();
      await elsewhere.terminate();
      server = await ServerProcess.start(folder, { ...settings, PORT: port });
      const letters = 40 * (round + 1);
      const states = await Promise.all(
        clients.map((client) => client.until((state) => state.synced && state.text.length === letters)),
      );
      expect(states[0]?.text).toBe(states[1]?.text);
    }
  } finally {
    for (const client of clients) await client.end();
    await server.kill();
  }
});

test("[YJ-1] [YJ-3] two of Tiptap's editors with its collaboration and carets write through kills of the server", async () => {
  const folder = newFolder();
  const settings = { WEFT_CONNECTIONS_PER_MINUTE: "1000" };
  let server = await ServerProcess.start(folder, settings);
  const { port } = new URL(server.http);
  const document = await newYjsDocument(server);
  const address = server.socket.replace("/sync", "/yjs");
  const ada = new StockProcess({ version: "3", editorOf: "Ada" }, address, document);
  const clients = [ada];
  try {
    await ada.until(({ synced }) => synced);
    ada.insert("one");
    await ada.until(({ saved }) => saved > 0);
    const ben = new StockProcess({ version: "2", editorOf: "Ben" }, address, document);
    clients.push(ben);
    await ben.until(({ text }) => text === "one");
    // A caret stands where its owner last wrote: Ben's at the start, Ada's at the end.
    ben.insert("two ");
    await ada.until(({ screen }) => screen === "two [Ben]one");
    await ben.until(({ screen }) => screen === "two one[Ada]");
    for (let round = 0; round < 2; round++) {
      const before = await ada.read();
      ada.insert("!");
      await ada.until(({ saved }) => saved > before.saved);
      await server.kill();
      // Written while nobody hears it.
      ada.insert("?");
      ben.insert("or ");
      server = await ServerProcess.start(folder, { ...settings, PORT: port });
      const [mine, theirs] = ["or ".repeat(round + 1), "!?".repeat(round + 1)];
      await ada.until(({ screen }) => screen === `two ${mine}[Ben]one${theirs}`);
      await ben.until(({ screen }) => screen === `two ${mine}one${theirs}[Ada]`);
      const { people } = await ben.until((state) => state.people.length === 2);
      expect(people).toEqual(["Ada", "Ben"]);
    }
    // Carets come back without anybody's moving one.
    const shown = (await ben.read()).screen;
    await server.kill();
    await ben.until(({ people }) => people.length === 1);
    server = await ServerProcess.start(folder, { ...settings, PORT: port });
    await ben.until(({ screen }) => screen === shown);
    const newcomer = new StockProcess({ version: "3" }, address, document);
    clients.push(newcomer);
    await newcomer.until(({ synced, people }) => synced && people.length === 3);
  } finally {
    for (const client of clients) await client.end();
    await server.kill();
  }
});
