import { expect } from "@playwright/test";
import { story } from "./stories.ts";

story("create, name, find again, rename and open by link", async ({ people }) => {
  const ada = await people.person("Ada", 0);
  const page = await ada.context.newPage();
  await page.goto("/");
  await expect(page.getByRole("heading", { name: "Write together. Lose nothing." })).toBeVisible();
  await page.close();

  const sheet = await ada.create();
  await sheet.page.getByRole("textbox", { name: "Title" }).fill("Garden plan");
  await sheet.page.keyboard.press("Enter");
  await sheet.page.keyboard.type("Roses by the wall");
  await sheet.expectLines("Roses by the wall");
  await sheet.expectSaved();
  const address = sheet.page.url();
  await sheet.page.getByRole("link", { name: "All documents" }).click();

  const row = sheet.page.getByRole("listitem").filter({ hasText: "Garden plan" });
  await expect(row).toContainText("Roses by the wall");
  await expect(row).toContainText("Saved");
  await sheet.page.keyboard.press("/");
  await sheet.page.keyboard.type("tulip");
  await expect(row).toHaveCount(0);
  await sheet.page.keyboard.press("Escape");
  await sheet.page.getByRole("button", { name: "More for Garden plan" }).click();
  await sheet.page.getByRole("menuitem", { name: "Rename" }).click();
  await sheet.page.getByRole("textbox", { name: "Title" }).fill("Orchard plan");
  await sheet.page.keyboard.press("Enter");
  await expect(sheet.page.getByRole("link", { name: "Orchard plan" })).toBeVisible();

  const grace = await people.person("Grace", 1);
  const home = await grace.context.newPage();
  await home.goto("/");
  await home.getByRole("button", { name: "Open a link" }).click();
  await home.getByRole("textbox", { name: "Link" }).fill(address);
  await home.keyboard.press("Enter");
  await expect(home.getByRole("textbox", { name: "Title" })).toHaveValue("Orchard plan");
  await expect(home.getByRole("textbox", { name: "Document text" })).toHaveText("Roses by the wall");
});

story("the owner shares a link that can write and one that can read", async ({ people }) => {
  const adas = await (await people.person("Ada", 0)).create();
  await adas.typeAtEnd("Shared.");
  await adas.expectSaved();
  await adas.page.getByRole("button", { name: "Share" }).click();
  await adas.page.getByRole("button", { name: "Make editor link" }).click();
  const editorLink = await adas.page.getByTestId("editor-link").inputValue();
  await adas.page.getByRole("button", { name: "Make viewer link" }).click();
  const viewerLink = await adas.page.getByTestId("viewer-link").inputValue();
  await adas.page.keyboard.press("Escape");

  const graces = await (await people.person("Grace", 1)).open(editorLink);
  await graces.typeAtEnd(" Twice.");
  await adas.expectLines("Shared. Twice.");
  const toms = await (await people.person("Tom", 3)).open(viewerLink);
  await toms.expectLines("Shared. Twice.");
  await expect(toms.status).toHaveAttribute("data-state", "read-only");
});
