/** Every screen, drawn at two widths and checked as `photograph` does. */
import { expect, type Locator } from "@playwright/test";
import { apart, begin, rewrite, typeAfter } from "./apart.ts";
import { photograph } from "./photograph.ts";
import { pickFiles, pngFile, textFile } from "./pictures.ts";
import { type People, type Person, type Sheet, story } from "./stories.ts";
import type { WeftServer } from "./weft-server.ts";

const gardenLines = [
  "# The garden behind the mill",
  "In the spring of the year in which the mill stood still, somebody planted a row of lime trees along the brook, and nobody could say who it had been. They grew as lime trees grow: slowly, and without asking.",
  "## What we need",
  "- Roses by the wall",
  "Lavender along the path",
  "",
  "> What grows slowly is in no hurry to die.",
  "",
  "Ada brings the spades.",
];

async function writeGarden(sheet: Sheet): Promise<void> {
  await sheet.page.getByRole("textbox", { name: "Title" }).fill("The garden behind the mill");
  await sheet.page.keyboard.press("Enter");
  await sheet.page.keyboard.type(gardenLines.join("\n"));
  await sheet.expectSaved();
}

async function writeShort(person: Person, title: string, words: string): Promise<void> {
  const sheet = await person.create();
  await sheet.page.getByRole("textbox", { name: "Title" }).fill(title);
  await sheet.page.keyboard.press("Enter");
  await sheet.page.keyboard.type(words);
  await sheet.expectSaved();
  await sheet.page.close();
}

story("home, empty and with documents", async ({ people }) => {
  const ada = await people.person("Ada Lovelace", 0);
  const empty = await ada.context.newPage();
  await empty.goto("/");
  await expect(empty.getByRole("button", { name: "New document" })).toBeVisible();
  await photograph(empty, "home-empty");
  await empty.close();

  await writeShort(ada, "Minutes of the autumn meeting", "Present: everybody but Tom.");
  await writeShort(ada, "", "We begin with the end, since that is where the questions are.");
  const sheet = await ada.create();
  await writeGarden(sheet);
  const graces = await (await people.person("Grace Hopper", 1)).open(sheet.page.url());
  await expect(sheet.page.getByRole("list", { name: "People here" })).toContainText("Grace Hopper");
  await graces.page.close();
  await sheet.page.getByRole("link", { name: "All documents" }).click();
  await expect(sheet.page.getByRole("listitem").filter({ hasText: "The garden" })).toContainText("Saved");
  await photograph(sheet.page, "home");
});

async function gardenOfTwo(people: People, server: WeftServer): Promise<readonly [Sheet, Sheet, Person]> {
  const { documentId, token } = await server.createDocument();
  const ada = await people.person("Ada Lovelace", 0);
  const adas = await ada.open(`/d/${documentId}#${token}`);
  await writeGarden(adas);
  const graces = await (await people.person("Grace Hopper", 1)).open(`/d/${documentId}#${token}`);
  await graces.text.getByText("Lavender along").click();
  await graces.page.keyboard.press("End");
  return [adas, graces, ada];
}

story("a document with two carets", async ({ people, server }) => {
  const [adas, graces] = await gardenOfTwo(people, server);
  const edsgers = await (await people.person("Edsger Dijkstra", 2)).open(adas.page.url());
  await graces.page.keyboard.type(", the tall kind");
  await edsgers.text.getByText("Ada brings").click();
  await edsgers.page.keyboard.press("End");
  await edsgers.page.keyboard.press("Shift+Control+ArrowLeft");
  const name = (words: string): Locator => adas.text.locator(".weft-caret-name", { hasText: words });
  await photograph(adas.page, "document", async () => {
    // Whoever moves shows their name for two seconds.
    await graces.page.keyboard.press("ArrowLeft");
    await graces.page.keyboard.press("ArrowRight");
    await edsgers.page.keyboard.press("Shift+ArrowLeft");
    await expect(name("Grace Hopper")).toHaveCSS("opacity", "1");
    await expect(name("Edsger Dijkstra")).toHaveCSS("opacity", "1");
  });
});

story("tasks, a callout, details, code, colours, and the handle", async ({ people }) => {
  const ada = await people.person("Ada Lovelace", 0);
  const sheet = await ada.create();
  const { keyboard } = sheet.page;
  await sheet.page.getByRole("textbox", { name: "Title" }).fill("What there is to do");
  await keyboard.press("Enter");
  await keyboard.type("[ ] Order the roses\nAsk at the mill\n\n/callout");
  await keyboard.press("Enter");
  await keyboard.type("Mind the step behind the gate.\n\n/details");
  await keyboard.press("Enter");
  await keyboard.type("Why so slowly?\nLime trees take forty years.\n\n");
  await keyboard.type('``` const trees = ["lime", "oak"];');
  await sheet.text.getByRole("combobox").selectOption("javascript");
  await keyboard.press("Control+End");
  await keyboard.press("ArrowDown");
  await keyboard.type("==Blue== ink.");
  await keyboard.press("Shift+Home");
  await sheet.tool("Colours").click();
  await sheet.page.getByRole("menuitem", { name: "Letters: blue" }).click();
  await sheet.text.getByRole("checkbox").first().click();
  await sheet.expectSaved();
  await photograph(sheet.page, "vocabulary", async () => {
    await sheet.text.getByText("Ask at the mill", { exact: true }).click();
    await sheet.text.getByText("Ask at the mill", { exact: true }).hover();
  });
});

story("what crossed, with the rail open", async ({ people }) => {
  const both = await begin(
    people,
    "# The garden behind the mill\nThe lime trees are planted on Monday, and everybody comes along.\nIt is late in the year. Nobody knows when the brook freezes.\nBring teh spades.\nThe end",
  );
  const doAll = (acts: readonly ((sheet: Sheet) => Promise<void>)[]) => async (sheet: Sheet) => {
    for (const act of acts) await act(sheet);
  };
  const fix = rewrite("teh", "the");
  await apart(
    both,
    doAll([rewrite("Monday", "Tuesday"), rewrite("Nobody knows when the brook freezes.", ""), fix]),
    doAll([rewrite("Monday", "Friday"), typeAfter("brook", " in the valley"), fix]),
  );
  const { page } = both.adas;
  await expect(page.getByTestId("merge-line")).toBeVisible();
  await page.keyboard.press("Control+Home");
  await page.keyboard.press("F7");
  await expect(page.getByRole("article")).toBeFocused();
  await photograph(page, "review", () => page.getByRole("article").focus());
});

story("offline, with the panel open", async ({ people, server }) => {
  const [adas, graces, ada] = await gardenOfTwo(people, server);
  await graces.page.close();
  await ada.goOffline();
  await adas.typeAtEnd(" Grace brings the seeds, and the kettle.");
  await expect(adas.status).toHaveAttribute("data-state", "offline");
  await adas.status.getByRole("button").click();
  await expect(adas.page.getByTestId("status-panel")).toContainText("safe if you close this window");
  await photograph(adas.page, "offline");
});

story("refused, with the kept piece", async ({ people, server }) => {
  const { documentId, token } = await server.createDocument();
  const editorToken = await server.createToken(documentId, token, "editor");
  const viewerToken = await server.createToken(documentId, token, "viewer");
  await writeGarden(await (await people.person("Ada Lovelace", 0)).open(`/d/${documentId}#${token}`));
  const tom = await people.person("Tom Kilburn", 3);
  const before = await tom.open(`/d/${documentId}#${editorToken}`);
  await before.untilItOpensOffline();
  await tom.goOffline();
  await before.typeAtEnd(" I would rather plant apple trees: they smell as good and one can eat them.");
  await before.expectKeptHere();
  await before.page.close();
  await tom.goOnline();
  const toms = await tom.open(`/d/${documentId}#${viewerToken}`);
  await expect(toms.status).toHaveAttribute("data-state", "refused");
  await toms.status.getByRole("button").click();
  await expect(toms.page.getByTestId("kept-piece")).toContainText("apple trees");
  await photograph(toms.page, "refused");
});

story("pictures and files", async ({ people }) => {
  const ada = await people.person("Ada Lovelace", 0);
  const sheet = await ada.create();
  await sheet.page.getByRole("textbox", { name: "Title" }).fill("The garden behind the mill");
  await sheet.page.keyboard.press("Enter");
  await sheet.page.keyboard.type("The lime trees along the brook, as they stood in the autumn:\n");
  await pickFiles(sheet, pngFile("lime-trees.png", { width: 900, height: 420 }));
  await sheet.text
    .getByRole("textbox", { name: "Description of the picture" })
    .fill("Lime trees along the brook");
  await sheet.text.focus();
  await pickFiles(sheet, textFile("Planting list.txt", "Roses, lavender, yew.\n".repeat(900)));
  await sheet.expectSaved();
  await ada.goOffline();
  await pickFiles(sheet, pngFile("brook.png", { width: 420, height: 150, tint: 30 }));
  await expect(sheet.text).toContainText("Only on this device");
  await photograph(sheet.page, "files", () => sheet.page.evaluate(() => scrollTo(0, 0)));
});

story("the lab, and its bench", async ({ people }) => {
  const page = await (await people.person("Ada Lovelace", 0)).context.newPage();
  await page.goto("/lab?scene=e6&seed=1&engines=weft,yjs,ot");
  await expect(page.locator("[data-run=done]")).toBeVisible();
  await photograph(page, "lab");
  await page.goto("/lab/bench");
  await page.getByRole("button", { name: "Run" }).click();
  await expect(page.getByRole("status")).toHaveText("Done: all came to the same text.");
  await photograph(page, "lab-bench");
});
