import { expect, type Locator } from "@playwright/test";
import { type Sheet, story } from "./stories.ts";

/** The block with these words; somebody's name may stand in it too. */
function block(sheet: Sheet, words: string): Locator {
  return sheet.text.locator("p").filter({ hasText: words }).first();
}

/** Puts the caret at the end of the block with these words, as one does: by a click and a key. */
async function caretIn(sheet: Sheet, words: string): Promise<void> {
  await block(sheet, words).click();
  await sheet.page.keyboard.press("End");
}

/** Drags the handle of one block to the upper or lower part of another. */
async function drag(sheet: Sheet, words: string, to: string, part: "above" | "below"): Promise<void> {
  await block(sheet, words).hover();
  const handle = sheet.page.getByTestId("block-handle");
  await expect(handle).toHaveCSS("opacity", "1");
  const from = (await handle.boundingBox())!;
  const target = (await block(sheet, to).boundingBox())!;
  const { mouse } = sheet.page;
  await mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await mouse.down();
  const y = part === "above" ? target.y + 3 : target.y + target.height - 3;
  await mouse.move(from.x + from.width / 2, (from.y + y) / 2, { steps: 3 });
  await mouse.move(from.x + from.width / 2, y, { steps: 3 });
  await expect(sheet.page.getByTestId("drop-place")).toBeVisible();
  await mouse.up();
}

story("one moves a block while the other types in it", async ({ people }) => {
  const { adas, graces } = await people.adaAndGrace("one\ntwo\nthree");
  await caretIn(graces, "one");
  await graces.page.keyboard.type("!");
  await adas.expectLines("one!", "two", "three");
  await caretIn(adas, "one!");
  await adas.page.keyboard.press("Alt+ArrowDown");
  await graces.page.keyboard.type("!!");
  await adas.page.keyboard.press("Alt+ArrowDown");
  await graces.page.keyboard.type("!");
  await adas.expectLines("two", "three", "one!!!!");
  await graces.expectLines("two", "three", "one!!!!");
  await adas.page.keyboard.type("?");
  await graces.expectLines("two", "three", "one!?!!!");
});

story("apart, both move the same block, and it is there once", async ({ people }) => {
  const { ada, grace, adas, graces } = await people.adaAndGrace("one\ntwo\nthree\nfour");
  await ada.goOffline();
  await grace.goOffline();
  await caretIn(adas, "one");
  await adas.page.keyboard.press("Alt+ArrowDown");
  await caretIn(graces, "one");
  for (let times = 0; times < 3; times++) await graces.page.keyboard.press("Alt+ArrowDown");
  await graces.page.keyboard.type(" of Grace");
  await ada.goOnline();
  await grace.goOnline();
  await expect
    .poll(async () => [...(await adas.lines())].sort())
    .toEqual(["four", "one of Grace", "three", "two"]);
  await graces.expectLines(...(await adas.lines()));
});

story("a list item moves with what is in it, and the move is undone", async ({ people }) => {
  const { adas, graces } = await people.adaAndGrace("- one\ntwo");
  await adas.page.keyboard.press("Enter");
  await adas.page.keyboard.press("Tab");
  await adas.page.keyboard.type("inner");
  await graces.expectLines("one", "two", "inner");
  await caretIn(adas, "two");
  await adas.page.keyboard.press("Alt+ArrowUp");
  await graces.expectLines("two", "inner", "one");
  await expect(graces.text.locator("li li")).toHaveText("inner");
  await caretIn(graces, "inner");
  await graces.page.keyboard.type("most");
  await adas.expectLines("two", "innermost", "one");
  await adas.page.keyboard.press("Control+z");
  await graces.expectLines("one", "two", "innermost");
  await adas.page.keyboard.press("Control+Shift+z");
  await graces.expectLines("two", "innermost", "one");
});

story(
  "the handle drags a block, a selection of blocks, a list item, and keys move it too",
  async ({ people }) => {
    const { adas, graces } = await people.adaAndGrace("one\ntwo\nthree\n- item");
    await drag(adas, "one", "three", "below");
    await graces.expectLines("two", "three", "one", "item");
    await caretIn(adas, "two");
    await adas.page.keyboard.press("Shift+ArrowDown");
    await adas.page.keyboard.press("Shift+End");
    await drag(adas, "two", "one", "below");
    await graces.expectLines("one", "two", "three", "item");
    await drag(adas, "item", "one", "above");
    await graces.expectLines("item", "one", "two", "three");
    await expect(graces.text.locator("ul > li")).toHaveText("item");

    await caretIn(adas, "one");
    await adas.page.keyboard.press("Tab");
    const handle = adas.page.getByRole("button", { name: /^Move block/ });
    await expect(handle).toBeFocused();
    await expect(handle).toHaveCSS("opacity", "1");
    await adas.page.keyboard.press("ArrowDown");
    await graces.expectLines("item", "two", "one", "three");
    await expect(adas.page.getByText("Moved down: 3 of 4")).toBeAttached();
    await adas.page.keyboard.press("Escape");
    await adas.page.keyboard.type("!");
    await graces.expectLines("item", "two", "one!", "three");
  },
);

story("fingers drag a block by a handle that is large enough", async ({ people, browser }) => {
  const { adas } = await people.adaAndGrace("one\ntwo\nthree");
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  });
  const page = await context.newPage();
  await page.goto(adas.page.url());
  const text = page.getByRole("textbox", { name: "Document text" });
  await text.getByText("one").tap();
  const handle = page.getByTestId("block-handle");
  await expect(handle).toHaveCSS("opacity", "1");
  const box = (await handle.boundingBox())!;
  expect(Math.min(box.width, box.height)).toBeGreaterThanOrEqual(40);
  const target = (await text.getByText("three").boundingBox())!;
  const devTools = await context.newCDPSession(page);
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", y: number) =>
    devTools.send("Input.dispatchTouchEvent", {
      type,
      touchPoints: type === "touchEnd" ? [] : [{ x: box.x + box.width / 2, y }],
    });
  await touch("touchStart", box.y + box.height / 2);
  await touch("touchMove", box.y + 60);
  await touch("touchMove", target.y + target.height - 3);
  await expect(page.getByTestId("drop-place")).toBeVisible();
  await touch("touchEnd", 0);
  await adas.expectLines("two", "three", "one");
  await context.close();
});
