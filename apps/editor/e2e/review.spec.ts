/** Two people who worked apart: what crossed is found, shown to both, and decided by one for both. */
import { expect, type Locator } from "@playwright/test";
import { apart, begin, rewrite } from "./apart.ts";
import { type Sheet, story } from "./stories.ts";

const rail = (sheet: Sheet): Locator => sheet.page.getByRole("complementary", { name: "Review" });
const card = (sheet: Sheet): Locator => rail(sheet).getByRole("article");
const button = (sheet: Sheet): Locator => sheet.page.getByTestId("review-button");
const line = (sheet: Sheet): Locator => sheet.page.getByTestId("merge-line");

async function row(sheet: Sheet, name: string): Promise<string> {
  const value = card(sheet)
    .locator("dl > div")
    .filter({ has: sheet.page.locator(`dt[title="${name}"]`) });
  return ((await value.locator("dd").textContent()) ?? "").replaceAll(
    /taken: |added: |\. (?=$|taken|added)/g,
    "",
  );
}

story(
  "both rewrote a word apart: found, said, walked to, decided once, undone, decided again",
  async ({ people }) => {
    const both = await begin(people, "The launch is on Monday.\nIt is late.");
    const { adas, graces } = both;
    await apart(both, rewrite("Monday", "Tuesday"), rewrite("Monday", "Friday"));
    await expect(line(adas)).toContainText(/Merged \d+ edits by 2 people\. 1 place needs a look\./);
    await expect(line(graces)).toContainText("1 place needs a look.");
    await expect(button(graces)).toHaveAccessibleName("1 place needs a look");

    await adas.page.keyboard.press("F7");
    await expect(card(adas)).toBeFocused();
    await expect(card(adas)).toContainText("You and Grace rewrote the same words");
    expect(await row(adas, "Before")).toBe("Monday");
    expect(await row(adas, "Yours")).toBe("MondayTuesday");
    expect(await row(adas, "Grace’s")).toBe("MondayFriday");
    await button(graces).click();
    await expect(card(graces)).toContainText("You and Ada rewrote the same words");
    expect(await row(graces, "Yours")).toBe("MondayFriday");

    await card(adas)
      .getByRole("button", { name: /Keep mine/ })
      .hover();
    await expect(card(adas).locator('dt[title="Then"]')).toBeVisible();
    expect(await row(adas, "Then")).toContain("Tuesday");
    await adas.page.keyboard.press("2");
    await adas.expectLines("The launch is on Friday.", "It is late.");
    await graces.expectLines("The launch is on Friday.", "It is late.");
    await expect(button(adas)).toHaveAccessibleName("Nothing needs a look");
    await expect(card(graces)).toHaveCount(0);
    await expect(adas.page.getByTestId("review-said")).toContainText("Settled. Nothing needs a look");

    await adas.page.keyboard.press("Control+z");
    await expect
      .poll(async () => (await graces.lines())[0])
      .toMatch(/^The launch is on (FridayTuesday|TuesdayFriday)\.$/);
    await expect(button(graces)).toHaveAccessibleName("1 place needs a look");
    await graces.page.keyboard.press("F7");
    await expect(card(graces)).toBeFocused();
    await graces.page.keyboard.press("2");
    await adas.expectLines("The launch is on Tuesday.", "It is late.");
  },
);
