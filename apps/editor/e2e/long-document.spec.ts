import { expect } from "@playwright/test";
import { story } from "./stories.ts";

story("a long document that opens is laid out in full once its beginning is drawn", async ({ people }) => {
  const { adas, graces } = await people.adaAndGrace("begin");
  const lines = Array.from({ length: 300 }, (_, index) => `${index} ${"long words ".repeat(index % 60)}`);
  await adas.paste({ html: lines.map((line) => `<p>${line}</p>`).join("") });
  await adas.expectSaved();

  await graces.page.addInitScript(() => {
    new MutationObserver((_, observer) => {
      if (!document.querySelector(".weft-first-look")) return;
      document.documentElement.dataset.firstLook = "seen";
      observer.disconnect();
    }).observe(document, { subtree: true, attributes: true, childList: true });
  });
  await graces.page.reload();
  await expect(graces.text.locator("p").last()).toContainText("299 ");
  await expect(graces.page.locator("html")).toHaveAttribute("data-first-look", "seen");
  await expect(graces.text).not.toHaveClass(/weft-first-look/);

  const heights = (sheet: typeof adas) =>
    sheet.text.locator("p").evaluateAll((blocks) => blocks.map((block) => block.clientHeight));
  expect(await heights(graces)).toEqual(await heights(adas));
  expect(new Set(await heights(graces)).size).toBeGreaterThan(5);
});
