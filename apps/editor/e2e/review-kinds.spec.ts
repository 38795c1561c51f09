/** What two people did apart that is no text against text: links, moves, remarks; and what shows while they see each other. */
import { expect, type Locator } from "@playwright/test";
import { apart, begin, rewrite, select } from "./apart.ts";
import { type Sheet, story } from "./stories.ts";

const rail = (sheet: Sheet): Locator => sheet.page.getByRole("complementary", { name: "Review" });
const card = (sheet: Sheet): Locator => rail(sheet).getByRole("article");
const button = (sheet: Sheet): Locator => sheet.page.getByTestId("review-button");

const link =
  (words: string, to: string) =>
  async (sheet: Sheet): Promise<void> => {
    await select(sheet, words);
    await sheet.page.keyboard.press("Control+k");
    const address = sheet.page.getByRole("textbox", { name: "Address" });
    await address.fill(to);
    await address.press("Enter");
    await expect(sheet.text.locator("a")).toHaveText(words);
  };

const moveDown =
  (words: string, steps: number) =>
  async (sheet: Sheet): Promise<void> => {
    await select(sheet, words);
    for (let step = 0; step < steps; step++) await sheet.page.keyboard.press("Alt+ArrowDown");
  };

story("two links on one word: the one that lost is kept, and can be chosen", async ({ people }) => {
  const both = await begin(people, "See the mill.");
  const { adas, graces } = both;
  await apart(both, link("the mill", "example.org/a"), link("mill", "example.org/b"));
  await graces.page.keyboard.press("F7");
  await expect(card(graces)).toContainText(
    /Link: you https:\/\/example\.org\/b.*, Ada https:\/\/example\.org\/a/,
  );
  await expect(card(graces)).toContainText("(shown)");
  await graces.page.keyboard.press("2");
  for (const sheet of [adas, graces]) {
    await expect(sheet.text.locator('a[href="https://example.org/a"]')).toContainText("the mill");
    await expect(sheet.text.locator("a")).toHaveCount(1);
    await expect(button(sheet)).toHaveAccessibleName("Review");
  }
  await graces.page.keyboard.press("Control+z");
  await expect(button(adas)).toHaveAccessibleName("1 to look at");
});

story(
  "a block that both moved stands at one of the two places, and can go to the other",
  async ({ people }) => {
    const both = await begin(people, "one\ntwo\nthree\nfour");
    const { adas, graces } = both;
    await apart(both, moveDown("one", 1), moveDown("one", 3));
    await adas.page.keyboard.press("F7");
    await expect(card(adas)).toContainText("You and Grace arranged this differently");
    await expect(card(adas)).toContainText("before “three”");
    await expect(card(adas)).toContainText("at the end");
    await adas.page.keyboard.press("2");
    for (const sheet of [adas, graces]) await sheet.expectLines("two", "three", "four", "one");
    await adas.page.keyboard.press("Control+z");
    await expect(button(graces)).toHaveAccessibleName("1 to look at");
    await adas.page.keyboard.press("F7");
    await adas.page.keyboard.press("1");
    for (const sheet of [adas, graces]) await sheet.expectLines("two", "one", "three", "four");
  },
);

story("a remark whose words the other deleted is told with what they were", async ({ people }) => {
  const both = await begin(people, "The quick fox jumps.");
  const { adas, graces } = both;
  const remark = async (sheet: Sheet): Promise<void> => {
    await select(sheet, "quick");
    // As whatever offers remarks will do it: tiptap hangs the editor on its element.
    await sheet.text.evaluate((root) =>
      Reflect.get(root, "editor").commands.setMark("comment", { id: "c1" }),
    );
    await expect(sheet.text.locator("[data-comment]")).toHaveText("quick");
  };
  await apart(both, remark, rewrite("quick ", ""));
  await graces.page.keyboard.press("F7");
  await expect(card(graces)).toContainText("A remark lost its words");
  await expect(card(graces)).toContainText("quick");
  await graces.page.keyboard.press("3");
  for (const sheet of [adas, graces]) {
    await expect(button(sheet)).toHaveAccessibleName("Review");
    await sheet.expectLines("The fox jumps.");
  }
});

story(
  "who types where somebody else types, too, is told so at the caret, for a moment",
  async ({ people }) => {
    const { adas, graces } = await begin(people, "The quick fox.");
    const hint = (sheet: Sheet): Locator => sheet.page.getByTestId("live-hint");
    await adas.typeAtEnd(" It");
    await graces.expectLines("The quick fox. It");
    await graces.typeAtEnd(" r");
    await expect(hint(adas)).toHaveText("Grace writes here, too");
    await expect(hint(adas)).toHaveRole("status");
    await expect(hint(adas)).toHaveCount(0);
    await expect(button(adas)).toHaveCount(0);
  },
);
