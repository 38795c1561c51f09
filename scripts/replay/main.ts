/** `npm run replay`: a recorded session through the real server and real clients, with a crash in the middle. */
import { parseArgs } from "node:util";
import { chromium } from "@playwright/test";
import { startServer, type WeftServer } from "../../apps/editor/e2e/weft-server.ts";
import { chromiumArguments, ensureChromium } from "../chromium.mjs";
import { openBrowserWriter } from "./browser-writer.ts";
import { openHeadlessWriter } from "./headless-writer.ts";
import { playSession } from "./session.ts";
import { readTrace, type Step } from "./trace.ts";
import { mergedText } from "./twin.ts";
import type { Writer } from "./writer.ts";

const usage = `npm run replay -- TRACE [--headless] [--transactions N]

  TRACE               a recording (.json or .json.gz) of one or two writers
  --headless          clients in Node instead of browsers; plays the whole recording
  --transactions N    how many patches to play (2000 in browsers unless told otherwise)`;

/** Opens clients of one kind at a document. */
interface Clients {
  open(): Promise<Writer>;
  close(): Promise<void>;
}

/** Plays the recording that the command line names; resolves to the exit code. */
export async function replay(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { headless: { type: "boolean" }, transactions: { type: "string" }, help: { type: "boolean" } },
  });
  const [file] = positionals;
  if (!file || values.help) {
    console.log(usage);
    return file ? 0 : 2;
  }
  const headless = values.headless ?? false;
  const count = values.transactions
    ? Number(values.transactions)
    : headless
      ? Number.POSITIVE_INFINITY
      : 2000;
  const steps = readTrace(file).slice(0, count);
  const server = await startServer({});
  try {
    const document = await createDocument(server);
    const clients = headless ? headlessClients(server, document) : await browserClients(server, document);
    try {
      return await compare(steps, server, clients);
    } finally {
      await clients.close();
    }
  } finally {
    await server.stop();
  }
}

interface CreatedDocument {
  readonly documentId: string;
  readonly token: string;
}

async function createDocument(server: WeftServer): Promise<CreatedDocument> {
  const response = await fetch(`${server.address}/api/documents`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ title: "A recorded session" }),
  });
  if (!response.ok) throw new Error(`The server made no document: ${response.status}`);
  return await response.json();
}

function headlessClients(server: WeftServer, document: CreatedDocument): Clients {
  const url = `${server.address.replace(/^http/, "ws")}/sync`;
  return { open: () => openHeadlessWriter({ url, ...document }), close: async () => {} };
}

async function browserClients(server: WeftServer, { documentId, token }: CreatedDocument): Promise<Clients> {
  const browser = await chromium.launch({
    executablePath: await ensureChromium(),
    args: [...chromiumArguments],
  });
  const pageUrl = `${server.address}/d/${documentId}?rules=off#${token}`;
  return { open: () => openBrowserWriter(browser, pageUrl), close: () => browser.close() };
}

async function compare(steps: readonly Step[], server: WeftServer, clients: Clients): Promise<number> {
  const started = performance.now();
  const writers = [await clients.open(), await clients.open()] as const;
  let crashes = 0;
  await playSession({
    steps,
    writers,
    async crash() {
      await server.kill9();
      await server.restart();
      crashes++;
    },
    onProgress(done) {
      if (done % 1000 === 0) console.log(`${done} of ${steps.length} steps`);
    },
  });
  console.log(
    `${steps.length} steps, ${crashes} kill -9, ${((performance.now() - started) / 1000).toFixed(1)} s`,
  );
  const third = await clients.open();
  for (const writer of writers) await third.receive(writer.replica, await writer.known(writer.replica));
  const expected = mergedText(steps, [writers[0].replica, writers[1].replica]);
  const names = ["first writer", "second writer", "third, opened after the crash"];
  let wrong = 0;
  for (const [index, writer] of [...writers, third].entries()) {
    const text = await writer.text();
    const agrees = text === expected;
    if (!agrees) wrong++;
    console.log(
      `${names[index]}: ${text.length} characters, ${agrees ? "as the slow twin" : firstDifference(text, expected)}`,
    );
  }
  for (const writer of [...writers, third]) await writer.close();
  console.log(
    wrong === 0 ? "All three show the text of the slow twin." : `${wrong} of 3 differ from the slow twin.`,
  );
  return wrong === 0 ? 0 : 1;
}

function firstDifference(text: string, expected: string): string {
  let index = 0;
  while (index < text.length && text[index] === expected[index]) index++;
  const around = (whole: string): string => JSON.stringify(whole.slice(Math.max(0, index - 20), index + 20));
  return `differs at ${index}: ${around(text)} instead of ${around(expected)}`;
}
