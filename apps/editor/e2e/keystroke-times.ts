/** How long a key takes from one screen to another. Plain pages, so that the stories and the benchmark share it. */
import type { Page } from "@playwright/test";

/** Long enough that keys come one by one, about as fast as the fastest people type. */
const keyPauseMs = 15;
const patienceMs = 60_000;

/**
 * Types `keys` letters in the writer's page and answers, for each, the milliseconds from the key's event there to the
 * letter in the reader's document. Both pages show the same empty document, on one machine: their wall clocks are one
 * clock. Throws if the letters do not arrive within a minute.
 */
export async function keystrokeTimes(writer: Page, reader: Page, keys: number): Promise<readonly number[]> {
  await watchLetters(reader);
  await watchKeys(writer);
  await writer.locator(".ProseMirror").focus();
  for (let index = 0; index < keys; index++) {
    await writer.keyboard.press("abcdefghijklmnopqrstuvwxyz".charAt(index % 26), { delay: keyPauseMs });
  }
  const arrived = await reader.waitForFunction(
    (count) => {
      const root = document.querySelector(".ProseMirror");
      const times: readonly number[] = root ? Reflect.get(root, "letterTimes") : [];
      return times.length >= count ? times : null;
    },
    keys,
    { timeout: patienceMs },
  );
  const letterTimes = (await arrived.jsonValue()) ?? [];
  const keyTimes: readonly number[] = await writer
    .locator(".ProseMirror")
    .evaluate((root) => Reflect.get(root, "keyTimes"));
  if (letterTimes.length !== keys || keyTimes.length !== keys) {
    throw new Error(
      `${keys} keys were pressed, ${keyTimes.length} seen, ${letterTimes.length} letters arrived`,
    );
  }
  return letterTimes.map((at, index) => at - keyTimes[index]!);
}

/** The value below which a share of the times lies, in the same unit. */
export function percentile(times: readonly number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

async function watchLetters(reader: Page): Promise<void> {
  await reader.locator(".ProseMirror").evaluate((root) => {
    const times: number[] = [];
    Reflect.set(root, "letterTimes", times);
    new MutationObserver(() => {
      const now = performance.timeOrigin + performance.now();
      const names = [...root.querySelectorAll(".weft-caret")]
        .map((caret) => caret.textContent ?? "")
        .join("");
      const letters = (root.textContent ?? "").length - names.length;
      while (times.length < letters) times.push(now);
    }).observe(root, { subtree: true, childList: true, characterData: true });
  });
}

async function watchKeys(writer: Page): Promise<void> {
  await writer.locator(".ProseMirror").evaluate((root) => {
    const times: number[] = [];
    Reflect.set(root, "keyTimes", times);
    root.addEventListener("keydown", () => times.push(performance.timeOrigin + performance.now()), true);
  });
}
