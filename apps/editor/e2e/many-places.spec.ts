/** A thousand places that need a look: they are looked for beside the page, which answers meanwhile and afterwards. */
import { expect } from "@playwright/test";
import { recordMerge } from "@weft/conflicts";
import type { Edit, RichText } from "@weft/richtext";
import { openReplica } from "@weft/sync";
import { longestTaskMs } from "./main-thread.ts";
import { type Sheet, story } from "./stories.ts";

const placeCount = 1_000;
/** Three times what it takes on a busy machine. */
const taskMsMax = 150;

story(
  "a thousand places are found, walked and settled while the page answers",
  async ({ people, server }) => {
    const { documentId, token } = await server.createDocument();
    const options = { url: server.address, documentId, token };
    const [one, two] = [await openReplica(options), await openReplica(options)];
    one.document.edit(lines(placeCount));
    await one.whenSaved();
    await expect.poll(() => two.document.text() === one.document.text()).toBe(true);
    const adas = await (await people.person("Ada", 0)).open(`/d/${documentId}#${token}`);
    await expect(adas.text).toContainText(`Line ${placeCount} is due on Monday.`);

    const sides = [postpone(one.document, "Tuesday"), postpone(two.document, "Friday")];
    await Promise.all([one.whenSaved(), two.whenSaved()]);
    await expect.poll(() => one.document.text() === two.document.text()).toBe(true);
    const isThere = one.document.text().slice(0, 80).split("\n", 1)[0]!.trim();
    await expect(adas.text.locator("p").first()).toHaveText(isThere);
    await adas.expectSaved();

    const record = recordMerge(one.document, { sides, metAtMs: 1 });
    const worker = adas.page.waitForEvent("worker");
    const foundMs = await longestTaskMs(adas.page, async () => {
      one.document.edit([record!]);
      await untilPlaces(adas, placeCount);
    });
    expect((await worker).url()).toContain("conflict-worker");
    const card = adas.page.getByTestId("review-rail").getByRole("article");
    await adas.text.click();
    const walkedMs = await longestTaskMs(adas.page, async () => {
      await adas.page.keyboard.press("F7");
      await expect(card).toBeFocused();
      await adas.page.keyboard.press("Shift+F7");
      await expect(card).toContainText("rewrote the same words");
    });
    await expect(card).toBeFocused();
    const settledMs = await longestTaskMs(adas.page, async () => {
      await adas.page.keyboard.press("1");
      await untilPlaces(adas, placeCount - 1);
    });
    expect(Math.max(foundMs, walkedMs, settledMs)).toBeLessThan(taskMsMax);
    await one.close();
    await two.close();
  },
);

/** Waits without asking the page to describe itself, which would be counted. */
async function untilPlaces(sheet: Sheet, count: number): Promise<void> {
  await sheet.page.waitForFunction(
    (words) => document.querySelector("[data-testid=review-button]")?.textContent?.startsWith(words),
    `${count} `,
  );
}

function lines(count: number): Edit[] {
  const edits: Edit[] = [];
  let at = 1;
  for (let line = 1; line <= count; line++) {
    const text = `Line ${line} is due on Monday.`;
    edits.push({ type: "insertText", at, text });
    at += text.length;
    if (line < count) edits.push({ type: "splitBlock", at: at++ });
  }
  return edits;
}

/** Puts another day into every line, and gives what is known then. */
function postpone(document: RichText, day: string): ReturnType<RichText["version"]> {
  const edits: Edit[] = [];
  const text = document.text();
  for (let found = text.lastIndexOf("Monday"); found >= 0; found = text.lastIndexOf("Monday", found - 1)) {
    const at = found + 1;
    edits.push({ type: "deleteRange", from: at, to: at + 6 }, { type: "insertText", at, text: day });
  }
  document.edit(edits);
  return document.version();
}
