import { expect, type Locator } from "@playwright/test";
import { type Sheet, story } from "./stories.ts";

/** The rows of the table as they are seen. */
function rowsOf(sheet: Sheet): Promise<string[][]> {
  return sheet.text.locator("table").evaluateAll(([table]) =>
    [...(table?.querySelectorAll("tr") ?? [])].map((row) =>
      [...row.children].map((cell) => {
        const copy = cell.cloneNode(true) as Element;
        for (const caret of copy.querySelectorAll(".weft-caret")) caret.remove();
        return copy.textContent ?? "";
      }),
    ),
  );
}

const cell = (sheet: Sheet, row: number, column: number): Locator =>
  sheet.text.locator("tr").nth(row).locator("th, td").nth(column);

/** Chooses a line of the menu of rows and columns, with the caret in a cell. */
async function choose(sheet: Sheet, at: readonly [row: number, column: number], name: string): Promise<void> {
  await cell(sheet, ...at).click();
  await sheet.page.getByRole("button", { name: "Rows and columns" }).click();
  await sheet.page.getByRole("menuitem", { name }).click();
  await expect(sheet.page.getByRole("menu")).toHaveCount(0);
}

story("two people fill a table, add to it and delete from it at once", async ({ people }) => {
  const { grace, adas, graces } = await people.adaAndGrace();
  await adas.typeAtEnd("Plan\n/table");
  await adas.page.keyboard.press("Enter");
  const { keyboard } = adas.page;
  for (const word of ["Who", "What", "When", "Ada", "roses", "May", "Grace", "beans"]) {
    await keyboard.type(word);
    await keyboard.press("Tab");
  }
  await keyboard.type("June");
  await expect
    .poll(() => rowsOf(graces))
    .toEqual([
      ["Who", "What", "When"],
      ["Ada", "roses", "May"],
      ["Grace", "beans", "June"],
    ]);
  await expect(graces.text.locator("th")).toHaveCount(3);

  await grace.goOffline();
  await choose(adas, [1, 0], "Column right");
  await choose(graces, [1, 0], "Row below");
  await graces.page.keyboard.press("ArrowDown");
  await cell(graces, 2, 1).click();
  await graces.page.keyboard.type("figs");
  await grace.goOnline();
  const both = [
    ["Who", "", "What", "When"],
    ["Ada", "", "roses", "May"],
    ["", "", "figs", ""],
    ["Grace", "", "beans", "June"],
  ];
  await expect.poll(() => rowsOf(adas)).toEqual(both);
  await expect.poll(() => rowsOf(graces)).toEqual(both);

  await grace.goOffline();
  await choose(adas, [3, 0], "Delete row");
  await cell(graces, 3, 2).click();
  await graces.page.keyboard.press("End");
  await graces.page.keyboard.type(" and peas");
  await grace.goOnline();
  const kept = [...both.slice(0, 3), ["", "", " and peas", ""]];
  await expect.poll(() => rowsOf(adas)).toEqual(kept);
  await expect.poll(() => rowsOf(graces)).toEqual(kept);

  await adas.text.focus();
  await keyboard.press("Control+z");
  await expect
    .poll(() => rowsOf(graces))
    .toEqual([...both.slice(0, 3), ["Grace", "", "beans and peas", "June"]]);
  await expect.poll(() => rowsOf(adas)).toEqual(await rowsOf(graces));
});

story("the keys of a table stay in it", async ({ people }) => {
  const ada = await people.person("Ada", 0);
  const sheet = await ada.create();
  const { keyboard } = sheet.page;
  await sheet.typeAtEnd("/table");
  await keyboard.press("Enter");
  await keyboard.type("one");
  await keyboard.press("Tab");
  await keyboard.type("two");
  await keyboard.press("Shift+Tab");
  await keyboard.press("End");
  await keyboard.press("Backspace");
  await keyboard.press("Home");
  await keyboard.press("Backspace");
  await expect.poll(async () => (await rowsOf(sheet))[0]).toEqual(["on", "two", ""]);
  await keyboard.press("Shift+Control+End");
  await keyboard.press("Delete");
  await expect.poll(async () => (await rowsOf(sheet))[0]).toEqual(["", "two", ""]);
  for (let step = 0; step < 8; step++) await keyboard.press("Tab");
  await keyboard.type("last");
  await keyboard.press("Tab");
  await expect(sheet.text.locator("tr")).toHaveCount(4);
  await sheet.page.getByRole("button", { name: "Rows and columns" }).click();
  await sheet.page.getByRole("menuitemcheckbox", { name: "Header row" }).click();
  await expect(sheet.text.locator("th")).toHaveCount(0);
  await sheet.page.getByRole("button", { name: "Rows and columns" }).click();
  await sheet.page.getByRole("menuitem", { name: "Delete table" }).click();
  await expect(sheet.text.locator("table")).toHaveCount(0);
  await keyboard.press("Control+z");
  await expect.poll(async () => (await rowsOf(sheet))[2]).toEqual(["", "", "last"]);
});
