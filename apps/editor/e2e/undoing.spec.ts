import { expect } from "@playwright/test";
import { type Sheet, story } from "./stories.ts";

async function reload(sheet: Sheet): Promise<void> {
  await sheet.page.reload();
  await expect(sheet.text).toBeVisible();
}

story("what was typed before a reload is undone and redone, with the selection", async ({ people }) => {
  const ada = await (await people.person("Ada", 0)).create();
  await ada.typeAtEnd("one two");
  await ada.page.keyboard.press("Enter");
  await ada.page.keyboard.type("three");
  await ada.page.keyboard.press("Shift+Home");
  await ada.page.keyboard.type("4");
  await ada.expectLines("one two", "4");
  await ada.expectSaved();
  await reload(ada);
  await ada.expectLines("one two", "4");

  await ada.text.focus();
  await ada.page.keyboard.press("Control+z");
  await ada.expectLines("one two", "three");
  expect(await ada.page.evaluate(() => getSelection()?.toString())).toBe("three");
  await ada.page.keyboard.press("Control+Shift+z");
  await ada.expectLines("one two", "4");
  await ada.page.keyboard.press("Control+z");
  await ada.page.keyboard.press("Control+z");
  await ada.expectLines("one two", "");
  await ada.expectSaved();
  await reload(ada);
  await ada.text.focus();
  await ada.page.keyboard.press("Control+Shift+z");
  await ada.expectLines("one two", "three");
});

story("a damaged memory is left aside, and the text is as it was", async ({ people }) => {
  const ada = await (await people.person("Ada", 0)).create();
  await ada.typeAtEnd("words");
  await ada.expectSaved();
  await ada.page.evaluate(() => {
    addEventListener("pagehide", () => {
      for (const key of Object.keys(sessionStorage)) {
        const noted = JSON.parse(sessionStorage.getItem(key) ?? "{}");
        sessionStorage.setItem(key, JSON.stringify({ ...noted, undoMemory: "AAAA", selections: "{{" }));
      }
    });
  });
  await reload(ada);
  await ada.expectLines("words");
  await ada.text.focus();
  await ada.page.keyboard.press("Control+z");
  await ada.expectLines("");
});
