import { expect } from "@playwright/test";
import { story } from "./stories.ts";

story("two people write in one document and see each other", async ({ people, server }) => {
  const { documentId, token } = await server.createDocument("Garden");
  const ada = await people.person("Ada Lovelace", 0);
  const grace = await people.person("Grace Hopper", 1);
  const path = `/d/${documentId}#${token}`;
  const adas = await ada.open(path);
  const graces = await grace.open(path);
  await expect(adas.page).toHaveTitle(/Garden/);

  await adas.typeAtEnd("Roses by the wall.");
  await graces.expectLines("Roses by the wall.");
  await graces.typeAtEnd(" Lavender by the path.");
  await adas.expectLines("Roses by the wall. Lavender by the path.");

  await expect(adas.page.getByRole("list", { name: "People here" })).toContainText("Grace Hopper");
  await expect(adas.text.locator(".weft-caret-name")).toHaveText("Grace Hopper");
  await expect(graces.text.locator(".weft-caret-name")).toHaveText("Ada Lovelace");
  await adas.expectSaved();
  await graces.expectSaved();
});

story("both type at once, in one paragraph, and every letter is there once", async ({ people }) => {
  const { adas, graces } = await people.adaAndGrace();
  await adas.typeAtEnd("|");
  await graces.expectLines("|");

  await adas.caretAt(0);
  await graces.caretAt(1);
  await Promise.all([
    adas.page.keyboard.type("abcdefghij".repeat(5)),
    graces.page.keyboard.type("0123456789".repeat(5)),
  ]);
  await adas.expectLines(`${"abcdefghij".repeat(5)}|${"0123456789".repeat(5)}`);
  await graces.expectLines(`${"abcdefghij".repeat(5)}|${"0123456789".repeat(5)}`);
});

story("one splits a paragraph while the other types in its second half", async ({ people }) => {
  const { ada, grace, adas, graces } = await people.adaAndGrace();
  await adas.typeAtEnd("The first half. The second half.");
  await graces.expectLines("The first half. The second half.");
  await adas.expectSaved();

  await ada.goOffline();
  await grace.goOffline();
  await adas.caretAt("The first half. ".length);
  await adas.page.keyboard.press("Enter");
  await graces.caretAt("The first half. The second".length);
  await graces.page.keyboard.type(" and better");
  await ada.goOnline();
  await grace.goOnline();

  await adas.expectLines("The first half. ", "The second and better half.");
  await graces.expectLines("The first half. ", "The second and better half.");
  await graces.page.keyboard.type("!");
  await adas.expectLines("The first half. ", "The second and better! half.");
});

story("formats reach the other person", async ({ people }) => {
  const { adas, graces } = await people.adaAndGrace();

  await adas.typeAtEnd("# Plan\n- dig\nplant\n\n> slowly\n\n\nA ");
  await adas.page.keyboard.press("Control+b");
  await adas.page.keyboard.type("bold");
  await adas.page.keyboard.press("Control+b");
  await adas.page.keyboard.type(" word");

  await expect(graces.text.locator("h1")).toHaveText("Plan");
  await expect(graces.text.locator("ul > li")).toHaveText(["dig", "plant"]);
  await expect(graces.text.locator("blockquote")).toHaveText("slowly");
  await expect(graces.text.locator("strong")).toHaveText("bold");

  await adas.text.getByRole("heading", { name: "Plan" }).click();
  await expect(adas.tool("Heading 1")).toHaveAttribute("aria-pressed", "true");
  await adas.tool("Heading 2").click();
  await expect(graces.text.locator("h2")).toContainText("Plan");
  await adas.page.keyboard.press("Control+z");
  await expect(graces.text.locator("h1")).toContainText("Plan");
});
