import { expect } from "@playwright/test";
import { InputMethod } from "./input-method.ts";
import { story } from "./stories.ts";

const kana = ["n", "に", "にh", "にほ", "にほn", "にほん"] as const;

story("a word is composed while another person writes in another block", async ({ people }) => {
  const { adas, graces } = await people.adaAndGrace("one\ntwo");
  await adas.caretAt(3);
  const method = await InputMethod.of(adas.page);
  await method.compose(...kana.slice(0, 3));
  await graces.typeAtEnd(" and more");
  // What does not touch the composed text is shown at once.
  await adas.expectLines("oneにh", "two and more");
  await method.compose(...kana.slice(3));
  await method.commit("日本");
  await adas.expectLines("one日本", "two and more");
  await graces.expectLines("one日本", "two and more");
  await adas.page.keyboard.type("!");
  await graces.expectLines("one日本!", "two and more");
});

story("a word is composed while another person writes before it in the same block", async ({ people }) => {
  const { adas, graces } = await people.adaAndGrace("The city of ");
  await adas.typeAtEnd("");
  const method = await InputMethod.of(adas.page);
  await method.compose(...kana.slice(0, 4));
  await graces.caretAt(4);
  await graces.page.keyboard.type("old ");
  await expect.poll(async () => (await graces.lines())[0]).toContain("The old city of ");
  await method.compose(...kana.slice(4));
  await method.commit("日本");
  await graces.expectLines("The old city of 日本");
  await adas.expectLines("The old city of 日本");
  await adas.page.keyboard.type("!");
  await graces.expectLines("The old city of 日本!");
});

story("a word is composed after bold text that another person changes", async ({ people }) => {
  const { adas, graces } = await people.adaAndGrace("Plain");
  await adas.page.keyboard.press("Control+b");
  await adas.page.keyboard.type("bold");
  await adas.page.keyboard.press("Control+b");
  await adas.page.keyboard.type(" tail ");
  await graces.expectLines("Plainbold tail ");
  const method = await InputMethod.of(adas.page);
  await method.compose(...kana.slice(0, 3));
  await graces.caretAt("Plainbo".length);
  await graces.page.keyboard.type("ul");
  // Only the text node that is being composed is left alone.
  await adas.expectLines("Plainboulld tail にh");
  await graces.caretAt(2);
  await graces.page.keyboard.press("Enter");
  await method.compose(...kana.slice(3));
  await method.commit("日本");
  await graces.expectLines("Pl", "ainboulld tail 日本");
  await adas.expectLines("Pl", "ainboulld tail 日本");
});

story("the block in which a word is composed is deleted by another person", async ({ people }) => {
  const { adas, graces } = await people.adaAndGrace("one\ntwo\nthree");
  await adas.text.getByText("two").click();
  await adas.page.keyboard.press("End");
  const method = await InputMethod.of(adas.page);
  await method.compose(...kana.slice(0, 4));
  await graces.text.getByText("two").click();
  await graces.page.keyboard.press("Home");
  await graces.page.keyboard.press("Shift+End");
  await graces.page.keyboard.press("Delete");
  await graces.page.keyboard.press("Backspace");
  await method.compose(...kana.slice(4));
  await method.commit("日本");
  await adas.expectSaved();
  // Nothing that was composed is lost, and both see the same.
  await expect.poll(async () => (await graces.lines()).join("\n")).toContain("日本");
  const seen = await graces.lines();
  await adas.expectLines(...seen);
  // Which neighbour takes the word in depends on how much of the deletion had arrived when it was committed.
  expect(seen.join("")).toBe("one日本three");
});

story("an accent is composed with a dead key while both write side by side", async ({ people }) => {
  const { adas, graces } = await people.adaAndGrace("caf|");
  await adas.caretAt(3);
  const method = await InputMethod.of(adas.page);
  await graces.typeAtEnd("");
  let expected = "caf";
  for (let word = 0; word < 4; word++) {
    await method.compose("´");
    await graces.page.keyboard.type(String(word));
    await method.commit("é");
    expected += "é";
  }
  await graces.expectLines(`${expected}|0123`);
  await adas.expectLines(`${expected}|0123`);
});

story(
  "composing goes on through one's own words being saved and others' carets passing by",
  async ({ people }) => {
    const { adas, graces } = await people.adaAndGrace("one \ntwo");
    await adas.caretAt(4);
    await adas.page.keyboard.type("fresh ");
    const method = await InputMethod.of(adas.page);
    await method.compose("n", "に");
    await graces.caretAt(2);
    await adas.expectSaved();
    await graces.caretAt(9);
    await method.compose("にh", "にほ", "にほn", "にほん");
    await method.commit("日本");
    await adas.expectLines("one fresh 日本", "two");
    await graces.expectLines("one fresh 日本", "two");
  },
);

story("composing that is given up leaves nothing", async ({ people }) => {
  const { adas, graces } = await people.adaAndGrace("one");
  await adas.typeAtEnd("");
  const method = await InputMethod.of(adas.page);
  await method.compose("n", "に");
  await graces.caretAt(0);
  await graces.page.keyboard.type("No ");
  await method.cancel();
  await adas.page.keyboard.type(".");
  await adas.expectLines("No one.");
  await graces.expectLines("No one.");
});

story("a line that is read stays where it is while somebody writes above it", async ({ people }) => {
  const lines = Array.from({ length: 36 }, (_, index) => String(index));
  const { adas, graces } = await people.adaAndGrace(lines.join("\n"));
  const line = adas.text.getByText("30", { exact: true });
  await line.click();
  const top = () => line.evaluate((block) => Math.round(block.getBoundingClientRect().top));
  const before = await top();
  await graces.caretAt(1);
  await graces.page.keyboard.type("\na\nb\nc");
  await expect.poll(async () => (await adas.lines()).length).toBe(39);
  expect(Math.abs((await top()) - before)).toBeLessThanOrEqual(1);
  await adas.page.keyboard.press("End");
  await adas.page.keyboard.type("!");
  await expect.poll(async () => (await graces.lines())[33]).toBe("30!");

  // One reads on without moving the caret: then it is the text at the top that stays.
  const readLine = adas.text.getByText("15", { exact: true });
  const readTop = () => readLine.evaluate((block) => Math.round(block.getBoundingClientRect().top));
  const readAtFirst = await readTop();
  await adas.page.mouse.wheel(0, -400);
  await expect.poll(async () => (await readTop()) - readAtFirst).toBeGreaterThan(300);
  const readBefore = await readTop();
  await graces.page.keyboard.type("\nd");
  await expect.poll(async () => (await adas.lines()).length).toBe(40);
  expect(Math.abs((await readTop()) - readBefore)).toBeLessThanOrEqual(1);
});
