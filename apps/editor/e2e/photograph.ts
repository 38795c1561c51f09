/**
 * A screen at two widths: nothing reaches over the edge of a phone, all that one presses is large enough for a finger.
 * `WEFT_SCREENS=1` puts pictures in both themes into docs/screens; taking them is half of the time, so that it is not done
 * each day.
 */
import { mkdir, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, type Page } from "@playwright/test";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
const folder = resolve(root, "docs/screens");
const takesPictures = Boolean(process.env.WEFT_SCREENS);
const bytesMax = 150_000;
const widths = [
  { name: "desktop", width: 1280, height: 800 },
  { name: "phone", width: 390, height: 844 },
] as const;
const themes = ["light", "dark"] as const;

/** Checks a screen and takes its four pictures; `before` is done ahead of each, for what fades. */
export async function photograph(
  page: Page,
  screen: string,
  before = async (): Promise<void> => {},
): Promise<void> {
  for (const { name, width, height } of widths) {
    await page.setViewportSize({ width, height });
    for (const theme of takesPictures ? themes : themes.slice(0, 1)) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
      await before();
      if (name === "phone") await expectFitForFingers(page);
      if (takesPictures) await takePicture(page, `${screen}-${name}-${theme}.png`);
    }
  }
  await page.setViewportSize({ width: widths[0].width, height: widths[0].height });
}

async function takePicture(page: Page, name: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const path = resolve(folder, name);
  await page.screenshot({ path, caret: "initial" });
  expect((await stat(path)).size, path).toBeLessThan(bytesMax);
}

/** Nothing reaches over the edge, and all that one presses or fills in is at least 40 px in both directions. */
async function expectFitForFingers(page: Page): Promise<void> {
  const found = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const parts = [...document.querySelectorAll<HTMLElement>("button, input, a, [role=menuitem]")];
    const small = parts.filter((part) => {
      // Links in text are text, a row of the list is pressed as a whole, a gap has the status beside it.
      const isExempt = part.matches(".ProseMirror *, li > div > a, .sr-only, .weft-gap, .weft-knot");
      const { width, height } = part.getBoundingClientRect();
      return !isExempt && width > 0 && Math.min(width, height) < 39.5;
    });
    return { overflow: scrollWidth - clientWidth, small: small.map((part) => part.outerHTML.slice(0, 120)) };
  });
  expect(found).toEqual({ overflow: 0, small: [] });
}
