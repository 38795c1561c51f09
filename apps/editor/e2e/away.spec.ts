/** Who comes back is told what each of the others did meanwhile, and walks through it. */
import { expect } from "@playwright/test";
import { begin, rewrite, typeAfter } from "./apart.ts";
import { expectNothingWrong } from "./axe-check.ts";
import { photograph } from "./photograph.ts";
import { type Sheet, story } from "./stories.ts";

story("what was written while one was away, by whom, walked with keys, and then read", async ({ people }) => {
  const { ada, adas, graces } = await begin(people, "The launch is on Monday.\nIt is late.");
  const address = adas.page.url();
  await adas.page.goto("/");
  await rewrite("Monday", "Friday")(graces);
  await typeAfter("late", " already")(graces);
  // A name is noted at rest.
  await graces.page.waitForTimeout(2_000);
  await graces.expectSaved();
  const back: Sheet = await ada.open(address);
  const line = back.page.getByTestId("away-line");
  await expect(line).toContainText("While you were away: 2 changes by Grace.");
  await line.getByRole("button", { name: "Look" }).click();
  const rail = back.page.getByRole("complementary", { name: "While you were away" });
  await expect(rail.getByRole("list", { name: "Grace: 2 changes" }).getByRole("listitem")).toHaveCount(2);
  const inHand = rail.locator("[aria-current]");
  await expect(inHand).toBeFocused();
  await expect(inHand).toContainText("taken: Monday. added: Friday.");
  await expect(back.text.locator(".weft-look")).toHaveText("Friday");
  await photograph(back.page, "away", () => inHand.focus());
  await expectNothingWrong(back.page, "what was missed");
  await back.page.keyboard.press("F7");
  await expect(inHand).toContainText("already");
  await expect(back.page.getByTestId("away-said")).toContainText("Change 2 of 2, Grace. Added");
  // Closed without having read all of it, it can be opened again.
  await expect(inHand).toBeFocused();
  await back.page.keyboard.press("Escape");
  await expect(rail).toHaveCount(0);
  await expect(back.text).toBeFocused();
  await line.getByRole("button", { name: "Look" }).press("Enter");
  await expect(inHand).toBeFocused();
  await rail.getByRole("button", { name: "All read" }).press("Enter");
  await expect(rail).toHaveCount(0);
  await expect(back.text).toBeFocused();
  await back.page.reload();
  await expect(back.text).toBeVisible();
  await back.expectSaved();
  await expect(line).toHaveCount(0);
});
