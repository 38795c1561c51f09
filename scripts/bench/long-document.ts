/**
 * A document of a million characters in a browser, from the real server: when its text is first painted, and what a key
 * in its midst costs the page. In a fresh profile: nothing is kept from before.
 */
import { type BrowserContext, type CDPSession, chromium, type Page } from "@playwright/test";
import { openReplica } from "@weft/sync";
import { startServer } from "../../apps/editor/e2e/weft-server.ts";
import { chromiumArguments, ensureChromium } from "../chromium.mjs";
import { digits } from "./digits.ts";
import type { Verdict } from "./verdict.ts";

const characters = 1_000_000;
const charactersPerBlock = 500;
const paintLimitMs = 1_500;
const keyLimitMs = 16;
const patienceMs = 120_000;
/** Long enough that the page is at rest before the next key. */
const keyPauseMs = 80;

/** The measurement: medians of the runs. */
export interface LongDocument {
  readonly characters: number;
  readonly blocks: number;
  readonly runs: number;
  readonly keys: number;
  /** From the navigation to the first frame with text. */
  readonly firstTextMs: number;
  /** What the page's thread was busy with for each key: scripts, layout, paint, and what the browser does itself. */
  readonly keyTaskMs: number;
  readonly keyScriptMs: number;
  readonly keyLayoutMs: number;
}

/** Writes the document once and opens it `runs` times. */
export async function measureLongDocument(runs: number, keys: number): Promise<LongDocument> {
  const server = await startServer();
  const browser = await chromium.launch({
    executablePath: await ensureChromium(),
    args: [...chromiumArguments],
  });
  try {
    const place = await server.createDocument("A million characters");
    await write(`${server.address.replace(/^http/, "ws")}/sync`, place);
    const found: OpenedDocument[] = [];
    for (let run = 0; run < runs; run++) {
      const context = await browser.newContext();
      found.push(
        await measure(context, `${server.address}/d/${place.documentId}?rules=off#${place.token}`, keys),
      );
      await context.close();
    }
    const middle = (pick: (one: OpenedDocument) => number): number =>
      found.map(pick).sort((a, b) => a - b)[runs >> 1] ?? 0;
    return {
      characters,
      blocks: characters / charactersPerBlock,
      runs,
      keys,
      firstTextMs: middle((one) => one.firstTextMs),
      keyTaskMs: middle((one) => one.keyTaskMs),
      keyScriptMs: middle((one) => one.keyScriptMs),
      keyLayoutMs: middle((one) => one.keyLayoutMs),
    };
  } finally {
    await browser.close();
    await server.stop();
  }
}

/** What is asked. */
export function longDocumentVerdicts({ firstTextMs, keyTaskMs }: LongDocument): readonly Verdict[] {
  const verdict = (measure: string, value: number, must: number): Verdict => ({
    measure,
    must: `≤ ${must.toLocaleString("en")} ms`,
    aim: "",
    found: `${digits(value)} ms`,
    value,
    compared: null,
    kept: value <= must,
    aimReached: null,
  });
  return [
    verdict("1,000,000 characters in Chromium, first paint of text", firstTextMs, paintLimitMs),
    verdict("a key in 1,000,000 characters, the page's thread", keyTaskMs, keyLimitMs),
  ];
}

/** The section of the report. */
export function longDocumentReport(found: LongDocument): string {
  const { blocks, runs, keys, firstTextMs, keyTaskMs, keyScriptMs, keyLayoutMs } = found;
  return `First paint of text after ${digits(firstTextMs)} ms. A key keeps the page's thread busy for ${digits(keyTaskMs)} ms: ${digits(keyScriptMs)} ms in scripts, ${digits(keyLayoutMs)} ms in layout, the rest in what the browser does itself. Medians of ${runs} runs in fresh profiles with ${keys} keys each; ${blocks.toLocaleString("en")} blocks of ${charactersPerBlock} characters, the built app, the real server, everything on one machine.`;
}

interface OpenedDocument {
  readonly firstTextMs: number;
  readonly keyTaskMs: number;
  readonly keyScriptMs: number;
  readonly keyLayoutMs: number;
}

async function write(
  url: string,
  place: { readonly documentId: string; readonly token: string },
): Promise<void> {
  const replica = await openReplica({ url, ...place });
  const words = "the quick brown fox jumps over the lazy dog and is gone ".repeat(charactersPerBlock / 50);
  for (let block = 0; block < characters / charactersPerBlock; block++) {
    const { document } = replica;
    if (block > 0) document.edit([{ type: "splitBlock", at: document.length }]);
    const text = `${block} ${words}`.slice(0, charactersPerBlock);
    document.edit([{ type: "insertText", at: document.length, text }]);
  }
  await replica.whenSaved();
  await replica.close();
}

async function measure(context: BrowserContext, address: string, keys: number): Promise<OpenedDocument> {
  const page = await context.newPage();
  await page.addInitScript(noteFirstText);
  await page.goto(address);
  const firstText = await page.waitForFunction(() => Reflect.get(window, "firstTextMs"), null, {
    timeout: patienceMs,
  });
  const firstTextMs = Number(await firstText.jsonValue());
  await page.locator('[data-testid="status"][data-state="saved"]').waitFor({ timeout: patienceMs });
  const block = page.locator(".ProseMirror > p").nth(characters / charactersPerBlock / 2);
  await block.scrollIntoViewIfNeeded();
  await block.click();
  await page.waitForTimeout(keyPauseMs * 10);
  const session = await context.newCDPSession(page);
  // The thread's own time: what else the machine does meanwhile is not the page's.
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const before = await metrics(session);
  for (let key = 0; key < keys; key++) await press(page, key);
  const after = await metrics(session);
  const perKey = (name: string): number => (((after.get(name) ?? 0) - (before.get(name) ?? 0)) * 1000) / keys;
  return {
    firstTextMs,
    keyTaskMs: perKey("TaskDuration"),
    keyScriptMs: perKey("ScriptDuration"),
    keyLayoutMs: perKey("LayoutDuration"),
  };
}

async function press(page: Page, key: number): Promise<void> {
  await page.keyboard.press("abcdefghijklmnopqrstuvwxyz".charAt(key % 26));
  await page.waitForTimeout(keyPauseMs);
}

async function metrics(session: CDPSession): Promise<ReadonlyMap<string, number>> {
  const found = await session.send("Performance.getMetrics");
  return new Map(found.metrics.map(({ name, value }) => [name, value]));
}

/** Runs in the page: a frame with text has been drawn when a message that was posted in it arrives. */
function noteFirstText(): void {
  const look = (): void => {
    const text = document.querySelector(".ProseMirror")?.textContent ?? "";
    if (text.length < 1_000) {
      requestAnimationFrame(look);
      return;
    }
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => Reflect.set(window, "firstTextMs", performance.now());
      port2.postMessage(null);
    });
  };
  look();
}
