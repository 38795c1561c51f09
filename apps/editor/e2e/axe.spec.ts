/** No screen has anything that axe finds fault with, in either theme: home, a document, its panels and rails. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { expect, type Page } from "@playwright/test";
import { apart, begin, rewrite } from "./apart.ts";
import { story } from "./stories.ts";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** What axe says of the page as it is, in both themes. */
async function expectNothingWrong(page: Page, screen: string): Promise<void> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(await readFile(axe, "utf8"));
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const found: readonly string[] = await page.evaluate(async () => {
      const { violations } = await Reflect.get(window, "axe").run(document);
      return violations.flatMap((one: { id: string; nodes: { html: string; failureSummary: string }[] }) =>
        one.nodes.map(
          ({ html, failureSummary }) => `${one.id}: ${html.slice(0, 140)} ${failureSummary.slice(0, 200)}`,
        ),
      );
    });
    expect.soft(found, `${screen}, ${colorScheme}`).toEqual([]);
  }
}

story("axe finds nothing wrong at home, in a document, in its panels, in the rails", async ({ people }) => {
  const both = await begin(people, "The launch is on Monday.\nIt is late.");
  const { adas } = both;
  const { page } = adas;
  await expectNothingWrong(page, "document");
  await adas.status.getByRole("button").click();
  await expect(page.getByTestId("status-panel")).toBeVisible();
  await expectNothingWrong(page, "status panel");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Share" }).click();
  await page.getByRole("button", { name: "Make recovery link" }).click();
  await expect(page.getByTestId("owners")).toBeVisible();
  await page.getByText("Who was let in, and when").click();
  await expectNothingWrong(page, "share dialog");
  await page.keyboard.press("Escape");
  await apart(both, rewrite("Monday", "Tuesday"), rewrite("Monday", "Friday"));
  await page.keyboard.press("F7");
  await expect(page.getByRole("article")).toBeFocused();
  await expectNothingWrong(page, "review rail");
  await adas.exchange("Edit privately");
  await page.getByRole("link", { name: "Preview and merge" }).click();
  await expect(page.getByRole("complementary", { name: "Review" })).toBeVisible();
  await expectNothingWrong(page, "comparison");
  await page.goto("/");
  await expect(page.getByRole("list", { name: "Your documents" })).toBeVisible();
  await expectNothingWrong(page, "home");
});
