/** No screen has anything that axe finds fault with, in either theme: home, a document, its panels and rails. */
import { expect } from "@playwright/test";
import { apart, begin, rewrite } from "./apart.ts";
import { expectNothingWrong } from "./axe-check.ts";
import { story } from "./stories.ts";

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
