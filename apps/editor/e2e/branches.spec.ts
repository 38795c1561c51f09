/** A private copy: written in where nobody sees it, held against the original, merged in one step, taken back with one undo. */
import { expect } from "@playwright/test";
import { begin, rewrite, typeAfter } from "./apart.ts";
import { photograph } from "./photograph.ts";
import { Sheet, story } from "./stories.ts";

story("edited privately, previewed, merged in one step, undone with one", async ({ people }) => {
  const { adas, graces } = await begin(people, "The launch is on Monday.\nIt is late.");
  const address = adas.page.url();
  await adas.exchange("Edit privately");
  await expect(adas.page.getByTestId("branch-line")).toContainText("Private copy of");
  await adas.expectLines("The launch is on Monday.", "It is late.");
  expect(adas.page.url()).not.toBe(address);
  await rewrite("Monday", "Friday")(adas);
  await typeAfter("late", " already")(adas);
  await adas.expectSaved();
  await rewrite("Monday", "Tuesday")(graces);
  await graces.expectLines("The launch is on Tuesday.", "It is late.");
  await graces.expectSaved();

  const copy = adas.page.url();
  await adas.page.getByRole("link", { name: "Preview and merge" }).press("Enter");
  const rail = adas.page.getByRole("complementary", { name: "Review" });
  await expect(rail).toContainText("1 place needs a look");
  await expect(rail).toContainText("You and the original rewrote the same words");
  await expect(rail.getByRole("list", { name: "Your copy: 2 changes" })).toBeVisible();
  await adas.page.keyboard.press("F7");
  await expect(rail.getByRole("article")).toBeFocused();
  // Compared again, as Grace writes on, what is in hand stays in hand.
  await typeAfter("late.", " Hurry!")(graces);
  await expect(rail.getByRole("list", { name: "Original: 2 changes" })).toBeVisible();
  await expect(rail.getByRole("article")).toBeFocused();
  await photograph(adas.page, "comparison", () => rail.getByRole("article").focus());
  // Walked by keys through what crosses and then what each changed; said, marked, and left again.
  await adas.page.keyboard.press("F7");
  const change = rail.locator("[aria-current]");
  await expect(change).toBeFocused();
  await expect(change).toContainText("Friday");
  await expect(adas.page.getByTestId("review-said")).toContainText("Rewritten");
  await expect(adas.page.locator(".weft-look")).toHaveText("Friday");
  await expect(adas.page.locator(".weft-crossed", { hasText: "already" })).toHaveCount(1);
  await adas.page.keyboard.press("Escape");
  await expect(adas.page).toHaveURL(copy);
  await adas.page.getByRole("link", { name: "Preview and merge" }).press("Enter");
  await expect(rail).toContainText("1 place needs a look");
  await graces.expectLines("The launch is on Tuesday.", "It is late. Hurry!");
  await adas.page.getByTestId("merge-branch").press("Enter");

  const merged = new Sheet(adas.page);
  await expect(merged.text).toBeVisible();
  await expect(adas.page).toHaveURL(new RegExp(new URL(address).pathname));
  await expect(graces.text).toContainText("It is late already.");
  await expect(graces.page.getByTestId("review-button")).toHaveAccessibleName("1 to look at");
  await merged.text.focus();
  await adas.page.keyboard.press("Control+z");
  await graces.expectLines("The launch is on Tuesday.", "It is late. Hurry!");
});

story("written on after the merge, and merged again: only what is new comes", async ({ people }) => {
  const { adas, graces } = await begin(people, "The launch is on Monday.\nIt is late.");
  const { page } = adas;
  await adas.exchange("Edit privately");
  await expect(page.getByTestId("branch-line")).toContainText("made");
  const copy = page.url();
  const mergeNow = async (): Promise<void> => {
    await adas.expectSaved();
    await page.getByRole("link", { name: "Preview and merge" }).click();
    await page.getByTestId("merge-branch").click();
    await expect(new Sheet(page).text).toBeVisible();
  };
  await rewrite("Monday", "Friday")(adas);
  await mergeNow();
  await graces.expectLines("The launch is on Friday.", "It is late.");
  await rewrite("late", "early")(graces);
  await graces.expectSaved();

  await page.goto(copy);
  await expect(page.getByTestId("branch-line")).toContainText("last merged");
  await typeAfter("Friday", " night")(adas);
  await adas.expectSaved();
  await page.getByRole("link", { name: "Preview and merge" }).click();
  const rail = page.getByRole("complementary", { name: "Review" });
  await expect(rail.getByRole("list", { name: "Your copy: 1 change" })).toBeVisible();
  await expect(rail.getByRole("list", { name: "Original: 1 change" })).toBeVisible();
  await page.getByTestId("merge-branch").click();
  await graces.expectLines("The launch is on Friday night.", "It is early.");
  await adas.expectLines("The launch is on Friday night.", "It is early.");
});
