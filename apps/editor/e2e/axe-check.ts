/** Whether axe finds fault with a screen. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { expect, type Page } from "@playwright/test";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** What axe says of the page as it is, in both themes. */
export async function expectNothingWrong(page: Page, screen: string): Promise<void> {
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
