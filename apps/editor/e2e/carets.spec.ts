import { expect } from "@playwright/test";
import { story } from "./stories.ts";

const moves = 40;

story("a caret's name stays inside the window", async ({ people }) => {
  const ada = await (await people.person("Ada", 0)).create();
  const path = ada.page.url();
  const grace = await people.person("Grace Brewster Murray Hopper", 1);
  const graces = await grace.open(path);
  const flag = ada.text.locator(".weft-caret-name");
  const caret = ada.text.locator(".weft-caret");
  const words = "Lime trees grow slowly and without asking. ".repeat(20);
  await graces.typeAtEnd("");
  await graces.page.keyboard.insertText(words);
  await expect.poll(async () => (await ada.lines()).join("")).toBe(words);
  await expect(flag).toBeVisible();
  // The window becomes narrow when the caret stands already.
  const width = 390;
  await ada.page.setViewportSize({ width, height: 844 });
  const positions = await ada.text.evaluate((root) => {
    // The last place of the first line and of the second, as Ada sees them.
    const range = document.createRange();
    const text = root.querySelector("p")?.firstChild;
    const ends: number[] = [];
    let top: number | null = null;
    for (let at = 0; text && at < (text.textContent?.length ?? 0) && ends.length < 2; at++) {
      range.setStart(text, at);
      range.setEnd(text, at + 1);
      const line = range.getBoundingClientRect().top;
      if (top !== null && line > top + 5) ends.push(at - 1);
      top = line;
    }
    return ends;
  });
  for (const position of positions) {
    await graces.caretAt(position);
    await expect
      .poll(async () => {
        const box = await flag.boundingBox();
        const at = await caret.boundingBox();
        if (box === null || at === null) return "not there";
        if (at.x < 250) return `not yet at the edge: ${at.x}`;
        return box.x >= 0 && box.x + box.width <= width && box.x <= at.x ? "inside" : JSON.stringify(box);
      })
      .toBe("inside");
  }
  // A line that stands straight under the bars has its name below it.
  const covered = await ada.page.evaluate(() =>
    Number.parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop),
  );
  await graces.caretAt(positions[1] ?? 0);
  await ada.page.evaluate((top) => {
    const line = document.querySelector(".weft-caret")?.getBoundingClientRect();
    scrollBy(0, (line?.top ?? 0) - top - 4);
  }, covered);
  await graces.page.keyboard.press("ArrowLeft");
  await expect.poll(async () => (await flag.boundingBox())?.y ?? 0).toBeGreaterThan(covered);
});

story("a caret that a key moves stays there while somebody else types", async ({ people }) => {
  const ada = await (await people.person("Ada", 0)).create();
  await ada.typeAtEnd("first");
  await ada.page.keyboard.press("Enter");
  await ada.page.keyboard.type("second");
  await ada.expectSaved();
  const { pathname, hash } = new URL(ada.page.url());
  const bea = await (await people.person("Bea", 3)).open(`${pathname}${hash}`);
  await bea.expectLines("first", "second");
  await bea.caretAt(5);

  let isMoving = true;
  const typing = (async () => {
    while (isMoving) await bea.page.keyboard.type("x");
  })();
  await ada.text.focus();
  const strayed: string[] = [];
  for (let move = 0; move < moves; move++) {
    const key = move % 2 === 0 ? "Control+Home" : "Control+End";
    await ada.page.keyboard.press(key);
    const block = await ada.page.evaluate(async () => {
      // Until the browser has told of the move, and whatever came meanwhile has been drawn.
      for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
      return getSelection()?.anchorNode?.parentElement?.closest("p")?.textContent ?? "";
    });
    if (block.includes("second") !== (key === "Control+End")) strayed.push(`${move} ${key}: ${block}`);
  }
  isMoving = false;
  await typing;
  expect(strayed).toEqual([]);
  await ada.page.keyboard.type("!");
  await expect.poll(async () => (await bea.lines())[1]).toBe("second!");
});
