/** Two people who worked apart: what crossed is found, shown to both, and decided by one for both. */
import { expect, type Locator } from "@playwright/test";
import { apart, apartMs, begin, rewrite, select, typeAfter } from "./apart.ts";
import { expectNothingWrong } from "./axe-check.ts";
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
    await expect(button(graces)).toHaveAccessibleName("1 to look at");

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
    await expect(button(adas)).toHaveAccessibleName("Review");
    await expect(card(graces)).toHaveCount(0);
    await expect(adas.page.getByTestId("review-said")).toContainText("Settled. Nothing needs a look");

    await adas.page.keyboard.press("Control+z");
    await expect
      .poll(async () => (await graces.lines())[0])
      .toMatch(/^The launch is on (FridayTuesday|TuesdayFriday)\.$/);
    await expect(button(graces)).toHaveAccessibleName("1 to look at");
    await graces.page.keyboard.press("F7");
    await expect(card(graces)).toBeFocused();
    await graces.page.keyboard.press("2");
    await adas.expectLines("The launch is on Tuesday.", "It is late.");
  },
);

story("words taken from under another's stand there as a ghost, and come back", async ({ people }) => {
  const both = await begin(people, "It is late. Nobody saw the brook.\nThe end.");
  const { adas, graces } = both;
  await apart(both, rewrite("Nobody saw the brook.", ""), typeAfter("saw", " ever"));
  await expect(button(graces)).toHaveAccessibleName("1 to look at");
  await expect(graces.text.locator(".weft-ghost")).toHaveAttribute("data-words", "Nobody saw the brook.");
  await graces.expectLines("It is late.  ever", "The end.");
  await graces.page.getByTestId("knot").click();
  await expect(card(graces)).toContainText("Ada deleted words that you worked on");
  await graces.page.keyboard.press("1");
  await adas.expectLines("It is late. Nobody saw ever the brook.", "The end.");
  await graces.expectLines("It is late. Nobody saw ever the brook.", "The end.");
  await expect(adas.text.locator(".weft-ghost")).toHaveCount(0);
});

story(
  "a paragraph that one deleted stays for what the other wrote in it, and goes if both agree",
  async ({ people }) => {
    const both = await begin(people, "one\ntwo\nthree");
    const { adas, graces } = both;
    const deleteTwo = async (sheet: Sheet): Promise<void> => {
      await select(sheet, "two");
      await sheet.page.keyboard.press("Delete");
      await sheet.page.keyboard.press("Backspace");
    };
    await apart(both, deleteTwo, typeAfter("two", " and a half"));
    await expect(button(adas)).toHaveAccessibleName("1 to look at");
    await adas.page.keyboard.press("F7");
    await expect(card(adas)).toContainText(/You deleted (words|a part) that Grace worked on/);
    await adas.page.keyboard.press("2");
    await adas.expectLines("one", "two and a half", "three");
    await graces.expectLines("one", "two and a half", "three");
  },
);

story("two levels of one heading: the card names both and which one shows", async ({ people }) => {
  const both = await begin(people, "Plan\nThe end.");
  const { adas, graces } = both;
  const heading =
    (level: number) =>
    async (sheet: Sheet): Promise<void> => {
      await sheet.caretAt(2);
      await sheet.tool(`Heading ${level}`).click();
      await expect(sheet.text.locator(`h${level}`)).toHaveText("Plan");
    };
  await apart(both, heading(2), heading(1));
  await adas.page.keyboard.press("F7");
  await expect(card(adas)).toContainText(/Heading level: you 2( \(shown\))?, Grace 1( \(shown\))?/);
  await adas.page.keyboard.press("2");
  for (const sheet of [adas, graces]) {
    await expect(sheet.text.locator("h1")).toHaveCount(1);
    await sheet.expectLines("Plan", "The end.");
  }
  await adas.page.keyboard.press("Control+z");
  await expect(button(graces)).toHaveAccessibleName("1 to look at");
  await button(graces).click();
  await expect(card(graces)).toContainText("Ada 2");
  await card(graces).getByRole("button", { name: "Keep Ada’s" }).click();
  await rail(graces).getByText("Settled (1)").click();
  await expect(rail(graces)).toContainText("Heading level: you 1, Ada 2 (shown)");
});

story("both fixed one word: keep one", async ({ people }) => {
  const both = await begin(people, "Read teh book.");
  const { adas, graces } = both;
  await apart(both, rewrite("teh", "the"), rewrite("teh", "the"));
  await graces.expectLines("Read thethe book.");
  await line(graces).getByRole("button", { name: "Look" }).click();
  await expect(card(graces)).toContainText("You both fixed this. Keep one.");
  await card(graces)
    .getByRole("button", { name: /Keep one/ })
    .click();
  await adas.expectLines("Read the book.");
});

story("one quotes what the other makes a callout: two arrangements", async ({ people }) => {
  const both = await begin(people, "Mind the step\nThe end.");
  const { adas, graces } = both;
  const wrap =
    (tool: string, element: string) =>
    async (sheet: Sheet): Promise<void> => {
      await sheet.caretAt(2);
      await sheet.tool(tool).click();
      await expect(sheet.text.locator(element)).toHaveText("Mind the step");
    };
  await apart(both, wrap("Quote", "blockquote"), wrap("Callout", ".weft-callout"));
  await graces.page.keyboard.press("F7");
  await expect(card(graces)).toContainText("You and Ada arranged this differently");
  await expect(card(graces)).toContainText("quote");
  await expect(card(graces)).toContainText("callout");
  await graces.page.keyboard.press("1");
  await expect(adas.text.locator(".weft-callout")).toHaveCount(1);
  await adas.expectLines("Mind the step", "The end.");
  await expect(adas.text.locator("blockquote")).toHaveCount(0);
});

story("what was only put side by side is a stain, which fades once it was in sight", async ({ people }) => {
  const both = await begin(people, "The end\nIt will ship.");
  const { adas } = both;
  const twice =
    (first: string, second: readonly [string, string]) =>
    async (sheet: Sheet): Promise<void> => {
      await typeAfter("The end", first)(sheet);
      await typeAfter(...second)(sheet);
    };
  await apart(both, twice(" of all", ["will", " not"]), twice(" of it", ["ship", " on Tuesday"]));
  await expect(line(adas)).toContainText("Nothing needs a look.");
  await expect(button(adas)).toHaveAccessibleName("Review");
  const stains = adas.page.getByTestId("stain");
  await expect(stains).toHaveCount(2);
  await expect(adas.page.locator(".weft-stain-read")).toHaveCount(2);
  await adas.page.reload();
  await expect(adas.page.locator(".weft-stain-read")).toHaveCount(2);
});

story("who joins later finds it too; what was settled is kept and can be asked again", async ({ people }) => {
  const both = await begin(people, "The quick fox.");
  const { adas, graces } = both;
  await apart(both, rewrite("quick", "fast"), rewrite("quick", "slow"));
  const carls = await (await people.person("Carl", 4)).open(adas.page.url());
  await expect(button(carls)).toHaveAccessibleName("1 to look at");
  await carls.page.keyboard.press("F7");
  await expect(card(carls)).toContainText(/(Ada and Grace|Grace and Ada) rewrote the same words/);
  await card(carls)
    .getByRole("button", { name: /Keep Grace’s/ })
    .click();
  for (const sheet of [adas, graces, carls]) await sheet.expectLines("The slow fox.");
  await expect(button(adas)).toHaveAccessibleName("Review");
  await graces.page.reload();
  await button(graces).click();
  await expect(rail(graces)).toContainText("Nothing needs a look");
  await rail(graces).getByText("Settled (1)").click();
  await expect(rail(graces)).toContainText("Carl kept “slow”");
  await expectNothingWrong(graces.page, "what was settled");
  await rail(carls).getByText("Settled (1)").click();
  await expect(rail(carls)).toContainText("Carl kept “slow”");
  await rail(carls).getByRole("button", { name: "Reopen" }).click();
  for (const sheet of [adas, graces]) await expect(button(sheet)).toHaveAccessibleName("1 to look at");
});

story("those who see each other type are told of nothing", async ({ people }) => {
  const { adas, graces } = await begin(people, "The quick fox.");
  await Promise.all([rewrite("quick", "fast")(adas), rewrite("fox", "dog")(graces)]);
  for (const sheet of [adas, graces]) {
    await sheet.expectLines("The fast dog.");
    await sheet.expectSaved();
    await expect(line(sheet)).toHaveCount(0);
    await expect(button(sheet)).toHaveCount(0);
  }
});

story(
  "a place is written by hand, with what stands there in the card, and then settled",
  async ({ people }) => {
    const both = await begin(people, "The launch is on Monday.");
    const { adas, graces } = both;
    await apart(both, rewrite("Monday", "Tuesday"), rewrite("Monday", "Friday"));
    await adas.page.keyboard.press("F7");
    await adas.page.keyboard.press("4");
    await expect(adas.text).toBeFocused();
    await adas.page.keyboard.type("Thursday");
    await adas.expectLines("The launch is on Thursday.");
    await expect.poll(() => row(adas, "Now")).toBe("Thursday");
    await adas.page.keyboard.press("F7");
    await adas.page.keyboard.press("3");
    await graces.expectLines("The launch is on Thursday.");
    await expect(button(graces)).toHaveAccessibleName("Review");
    await adas.page.keyboard.press("Escape");
    await expect(rail(adas)).toHaveCount(0);
    await expect(adas.text).toBeFocused();
  },
);

story("much work apart is looked through beside the page, and walked both ways", async ({ people }) => {
  const both = await begin(people, "The launch is on Monday.\nRead teh book.\nThe end.");
  const { adas, graces } = both;
  const work =
    (day: string, end: string) =>
    async (sheet: Sheet): Promise<void> => {
      await rewrite("Monday", day)(sheet);
      await rewrite("teh", "the")(sheet);
      await typeAfter("The end.", "")(sheet);
      await sheet.paste({ text: ` ${end.repeat(300)}` });
    };
  await apart(both, work("Tuesday", "One more. "), work("Friday", "Two more. "));
  await expect(line(adas)).toContainText(/Merged [5-9],?\d{3} edits by 2 people\. 2 places need a look\./);
  await expect(line(graces)).toContainText("2 places need a look.");
  await adas.page.keyboard.press("Control+Home");
  await adas.page.keyboard.press("F7");
  await expect(card(adas)).toContainText("rewrote the same words");
  await adas.page.keyboard.press("F7");
  await expect(card(adas)).toContainText("Keep one.");
  await adas.page.keyboard.press("Shift+F7");
  await expect(card(adas)).toContainText("rewrote the same words");
  await expect(adas.page.getByTestId("review-said")).toContainText("Place 1 of 2.");
  await adas.page.keyboard.press("1");
  await expect(card(adas)).toContainText("Keep one.");
  await adas.page.keyboard.press("1");
  await expect(button(graces)).toHaveAccessibleName("Review");
  expect((await graces.lines()).slice(0, 2)).toEqual(["The launch is on Tuesday.", "Read the book."]);
});

story(
  "what was written in a window that was closed offline meets when another one opens",
  async ({ people }) => {
    const { ada, adas, graces } = await begin(people, "The quick fox.");
    const address = adas.page.url();
    await ada.goOffline();
    await rewrite("quick", "fast")(adas);
    await adas.expectKeptHere();
    await adas.page.close();
    await rewrite("quick", "slow")(graces);
    await graces.expectSaved();
    await graces.page.waitForTimeout(apartMs);
    await ada.goOnline();
    const again = await ada.open(address);
    await expect(line(again)).toContainText("1 place needs a look.");
    await again.page.keyboard.press("F7");
    await expect(card(again)).toContainText("You and Grace rewrote the same words");
    await expect(button(graces)).toHaveAccessibleName("1 to look at");
  },
);

story("two windows of one person that were offline together are one side", async ({ people }) => {
  const { ada, grace, adas, graces } = await begin(people, "The quick fox.\nThe end.");
  const second = await ada.open(adas.page.url());
  await apart(
    { ada, grace, adas, graces },
    async (sheet) => {
      await rewrite("quick", "fast")(sheet);
      await second.expectLines("The fast fox.", "The end.");
      await rewrite("fast", "faster")(second);
    },
    rewrite("quick", "slow"),
  );
  for (const sheet of [adas, second, graces]) {
    await expect(button(sheet)).toHaveAccessibleName("1 to look at");
  }
  await expect(line(graces)).toContainText("by 2 people.");
  await second.page.keyboard.press("F7");
  await expect(card(second)).toContainText("You and Grace rewrote the same words");
  expect(await row(second, "Yours")).toBe("quickfaster");
  await second.page.keyboard.press("1");
  for (const sheet of [adas, graces]) {
    await sheet.expectLines("The faster fox.", "The end.");
    await expect(button(sheet)).toHaveAccessibleName("Review");
  }
});
