/**
 * What a person feels, measured on this machine with the real server and real browsers: from the key's `keydown` in
 * one window to the character in the document of the other. Figures belong here, never into tests.
 */
import { type Browser, chromium } from "@playwright/test";
import { keystrokeTimes } from "../../apps/editor/e2e/keystroke-times.ts";
import { startServer } from "../../apps/editor/e2e/weft-server.ts";
import { chromiumArguments, ensureChromium } from "../chromium.mjs";

const p50LimitMs = 30;
const p99LimitMs = 100;

/** One run: percentiles in milliseconds. */
export interface KeystrokeRun {
  readonly p50: number;
  readonly p99: number;
  readonly worst: number;
}

/** The measurement, its middle run, and whether it keeps what the project promises. */
export interface Keystrokes {
  readonly keys: number;
  readonly runs: readonly KeystrokeRun[];
  readonly middle: KeystrokeRun;
  readonly p50LimitMs: number;
  readonly p99LimitMs: number;
  readonly kept: boolean;
}

/** From a key pressed in one window to the character in the other, `runs` times `keys` keys. */
export async function measureKeystrokes(runs: number, keys: number): Promise<Keystrokes> {
  const browser = await chromium.launch({
    executablePath: await ensureChromium(),
    args: [...chromiumArguments],
  });
  const measured: KeystrokeRun[] = [];
  try {
    for (let run = 0; run < runs; run++) measured.push(await measure(browser, keys));
  } finally {
    await browser.close();
  }
  const middle = median(measured);
  const kept = middle.p50 <= p50LimitMs && middle.p99 <= p99LimitMs;
  return { keys, runs: measured, middle, p50LimitMs, p99LimitMs, kept };
}

/** Two people in profiles of their own; one presses keys, the other's page tells when each character stood there. */
async function measure(browser: Browser, keys: number): Promise<KeystrokeRun> {
  const server = await startServer();
  const contexts = [await browser.newContext(), await browser.newContext()] as const;
  try {
    const { documentId, token } = await server.createDocument();
    const pages = [await contexts[0].newPage(), await contexts[1].newPage()] as const;
    for (const page of pages) {
      await page.goto(`${server.address}/d/${documentId}?rules=off#${token}`);
      await page.locator('[data-testid="status"][data-state="saved"]').waitFor();
    }
    const sorted = [...(await keystrokeTimes(pages[0], pages[1], keys))].sort((a, b) => a - b);
    const at = (share: number): number =>
      sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
    return { p50: at(0.5), p99: at(0.99), worst: at(1) };
  } finally {
    for (const context of contexts) await context.close();
    await server.stop();
  }
}

function median(runs: readonly KeystrokeRun[]): KeystrokeRun {
  const middle = (pick: (run: KeystrokeRun) => number): number => {
    const sorted = runs.map(pick).sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? 0;
  };
  return { p50: middle((run) => run.p50), p99: middle((run) => run.p99), worst: middle((run) => run.worst) };
}
