import { expect } from "@playwright/test";
import { story } from "./stories.ts";

story("tasks are ticked off, with the mouse and for everybody", async ({ people }) => {
  const { adas, graces } = await people.adaAndGrace();
  await adas.typeAtEnd("[ ] dig\nplant");
  await graces.expectLines("dig", "plant");
  await graces.text.getByRole("checkbox").first().click();
  await expect(adas.text.locator("li[data-checked=true]")).toHaveText([/dig/]);
  await adas.page.keyboard.type(" the roses");
  await graces.expectLines("dig", "plant the roses");
  await adas.text.getByRole("checkbox").nth(1).focus();
  await adas.page.keyboard.press("Space");
  await expect(graces.text.locator("li[data-checked=true]")).toHaveCount(2);
  await graces.text.getByRole("checkbox").first().click();
  await expect(adas.text.locator("li[data-checked=true]")).toHaveText([/plant/]);
});

story("a callout has a kind, details open and close for each person alone", async ({ people }) => {
  const { adas, graces } = await people.adaAndGrace();
  await adas.typeAtEnd("/call");
  await adas.page.keyboard.press("Enter");
  await adas.page.keyboard.type("Mind the step");
  await adas.page.getByRole("button", { name: /^Kind of callout/ }).click();
  await adas.page.getByRole("menuitem", { name: "Warning" }).click();
  await expect(graces.text.locator("aside[data-callout=warning]")).toHaveText(/Mind the step/);
  await adas.page.keyboard.press("Enter");
  await adas.page.keyboard.press("Enter");
  await adas.page.keyboard.type("/det");
  await adas.page.keyboard.press("Enter");
  await adas.page.keyboard.type("More");
  await adas.page.keyboard.press("Enter");
  await adas.page.keyboard.type("hidden at first");
  await expect(adas.text.getByText("hidden at first")).toBeVisible();
  await expect(graces.text.locator("summary")).toHaveText(/More/);
  await expect(graces.text.getByText("hidden at first")).toBeHidden();
  await graces.text.getByRole("button", { name: "Open details" }).click();
  await expect(graces.text.getByText("hidden at first")).toBeVisible();
  await adas.text.getByRole("button", { name: "Close details" }).click();
  await expect(adas.text.getByText("hidden at first")).toBeHidden();
  await expect(graces.text.getByText("hidden at first")).toBeVisible();
});

story("code has a language, letters have colours", async ({ people }) => {
  const { adas, graces } = await people.adaAndGrace();
  await adas.typeAtEnd("``` const one = 1;");
  await adas.text.getByRole("combobox", { name: "Language of the code" }).selectOption("TypeScript");
  await expect(graces.text.getByRole("combobox")).toHaveValue("typescript");
  await adas.page.keyboard.press("Control+End");
  await adas.page.keyboard.press("ArrowDown");
  await adas.page.keyboard.type("red and marked");
  await adas.page.keyboard.press("Shift+Home");
  await adas.page.getByTestId("toolbar").getByRole("button", { name: "Colours" }).click();
  await adas.page.getByRole("menuitem", { name: "Letters: red" }).click();
  await adas.page.keyboard.press("Control+Shift+h");
  const red = graces.text.locator('[data-colour="color"]');
  await expect(red).toHaveAttribute("data-color", "red");
  await expect(graces.text.locator("mark")).toHaveText("red and marked");
  const [paper, letters] = await red.evaluate((element) => [
    getComputedStyle(document.body).color,
    getComputedStyle(element).color,
  ]);
  expect(letters).not.toBe(paper);
  await adas.page.keyboard.press("Control+z");
  await expect(graces.text.locator("mark")).toHaveCount(0);
});

story("what is copied here is pasted here as it was", async ({ people }) => {
  const ada = await people.person("Ada", 0);
  await ada.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const sheet = await ada.create();
  const { keyboard } = sheet.page;
  await sheet.typeAtEnd("# Plan\n[ ] dig\nplant\n\n/callout");
  await keyboard.press("Enter");
  await keyboard.type("Mind the ==step==\n\n/details");
  await keyboard.press("Enter");
  await keyboard.type("More\nbelow");
  await sheet.text.getByRole("checkbox").first().click();
  await expect(sheet.text.locator("li[data-checked=true]")).toHaveCount(1);
  const lines = await sheet.lines();
  await sheet.text.focus();
  await keyboard.press("Control+a");
  await keyboard.press("Control+c");
  const other = await ada.create();
  await other.text.focus();
  await other.page.keyboard.press("Control+v");
  await other.expectLines(...lines);
  for (const part of ["h1", "li[data-checked=true]", "aside mark", "summary", ".weft-details p"]) {
    await expect(other.text.locator(part)).toHaveText(await sheet.text.locator(part).allTextContents());
  }
});
