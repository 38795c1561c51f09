/** Two people who work apart, and what they do by the words that it is about. */
import { expect } from "@playwright/test";
import type { AdaAndGrace, People, Sheet } from "./stories.ts";

/** Ada and Grace in one document of these lines, all of it saved. */
export async function begin(people: People, lines: string): Promise<AdaAndGrace> {
  const both = await people.adaAndGrace(lines);
  await both.graces.expectSaved();
  return both;
}

/** Longer than what counts as live (`apartMs`). */
export const apartMs = 3_300;

/** Both go offline, do something, and come back: Grace first, so that it is Ada who brings the two together. */
export async function apart(
  { ada, grace, adas, graces }: AdaAndGrace,
  mine: (sheet: Sheet) => Promise<void>,
  theirs: (sheet: Sheet) => Promise<void>,
): Promise<void> {
  await ada.goOffline();
  await grace.goOffline();
  await Promise.all([mine(adas), theirs(graces)]);
  await adas.page.waitForTimeout(apartMs);
  await grace.goOnline();
  await graces.expectSaved();
  await ada.goOnline();
  await adas.expectSaved();
}

/** Puts other words in the place of the first ones that read `words`. */
export function rewrite(words: string, others: string): (sheet: Sheet) => Promise<void> {
  return async (sheet) => {
    await select(sheet, words);
    if (others === "") await sheet.page.keyboard.press("Delete");
    else await sheet.page.keyboard.type(others);
  };
}

/** Types straight after these words. */
export function typeAfter(words: string, more: string): (sheet: Sheet) => Promise<void> {
  return async (sheet) => {
    await select(sheet, words);
    await sheet.page.keyboard.press("ArrowRight");
    await sheet.page.keyboard.type(more);
  };
}

export async function select(sheet: Sheet, words: string): Promise<void> {
  await sheet.text.focus();
  await sheet.text.evaluate((root, sought) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const at = node.textContent?.indexOf(sought) ?? -1;
      if (at < 0) continue;
      getSelection()?.setBaseAndExtent(node, at, node, at + sought.length);
      return;
    }
    throw new Error(`nobody wrote ${sought}`);
  }, words);
  await expect.poll(() => sheet.page.evaluate(() => getSelection()?.toString())).toBe(words);
}
