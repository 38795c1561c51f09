import { expect } from "@playwright/test";
import { story } from "./stories.ts";

const moves = 40;

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
