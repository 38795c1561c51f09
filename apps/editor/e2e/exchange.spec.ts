import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "@playwright/test";
import { story } from "./stories.ts";

const fixtures = resolve(
  dirname(fileURLToPath(import.meta.url)),
  "../../../packages/interchange/test/fixtures",
);

/** What nothing pasted may bring along, wherever it comes from. */
const poison = `<script>window.ran = 1</script><img src="x" onerror="window.ran = 2"><p onclick="window.ran = 3">after
<a href="javascript:window.ran=4">one</a> <a href="data:text/html,<script>1</script>">two</a> <a href=" JaVa&#9;Script:1">three</a>
<a href="https://example.test/">four</a><iframe src="https://example.test"></iframe><style>p { display: none }</style></p>`;

story(
  "what is pasted from Google Docs, Word and the web keeps its structure, and nothing of it runs",
  async ({ people }) => {
    const ada = await (await people.person("Ada", 0)).create();
    await ada.text.focus();
    for (const file of ["google-docs.html", "word.html", "web-page.html"]) {
      const html = await readFile(resolve(fixtures, file), "utf8");
      await ada.paste({
        html: html.includes("</body>") ? html.replace("</body>", `${poison}</body>`) : html + poison,
      });
      await expect(ada.text.locator("h1, h2").first()).toBeVisible();
      await expect(ada.text.locator("li").first()).toBeVisible();
      await expect(ada.text.getByText(/after\s+one/)).toBeVisible();
      const found = await ada.text.evaluate((root) => ({
        hrefs: [...root.querySelectorAll("a")].map((link) => link.getAttribute("href") ?? ""),
        alive: root.querySelectorAll("script, style, iframe, form, object, [onclick], [onerror]").length,
        ran: "ran" in window,
      }));
      expect(found.hrefs.filter((href) => !/^(https?:|mailto:|#|\/)/.test(href))).toEqual([]);
      expect(found.hrefs).toContain("https://example.test/");
      expect([found.alive, found.ran], file).toEqual([0, false]);
      await ada.page.keyboard.press("Control+z");
      await ada.expectLines("");
    }
    await ada.expectSaved();
  },
);

story(
  "a megabyte of nested tags, and signs that nobody sees, lose no letter and stop nothing",
  async ({ people }) => {
    const ada = await (await people.person("Ada", 0)).create();
    await ada.text.focus();
    const nested = "<div><b><ul><li>".repeat(60_000);
    await ada.paste({ html: `${nested}deep` });
    await expect(ada.text).toHaveText(/deep/);
    await ada.paste({ text: "\u200bzero\u202ewidth\ufffc\ud800 end" });
    await expect(ada.text).toHaveText(/deep\u200bzero\u202ewidth\ufffd end/);
    await ada.page.keyboard.type("!");
    await ada.expectSaved();
  },
);

story(
  "plain text is pasted line by line, into code as it is, and between words in their look",
  async ({ people }) => {
    const ada = await (await people.person("Ada", 0)).create();
    await ada.typeAtEnd("a ");
    await ada.page.keyboard.press("Control+b");
    await ada.page.keyboard.type("bold end");
    for (let step = 0; step < 4; step++) await ada.page.keyboard.press("ArrowLeft");
    await ada.paste({ text: " middle" });
    await expect(ada.text.locator("strong")).toHaveText("bold middle end");
    await ada.page.keyboard.press("Control+Shift+ArrowLeft");
    await ada.paste({ text: "https://example.test/" });
    await expect(ada.text.locator("a")).toHaveAttribute("href", "https://example.test/");
    await ada.page.keyboard.press("Control+End");
    await ada.paste({ text: "\none\ntwo" });
    await ada.expectLines("a bold middle end", "one", "two");
    await ada.page.keyboard.press("Enter");
    await ada.page.keyboard.type("``` ");
    await ada.paste({ text: "if\n  then" });
    await expect(ada.text.locator("pre")).toHaveText("if\n  then");
  },
);

story("a document goes out as Markdown, HTML, text and JSON", async ({ people }) => {
  const person = await people.person("Ada", 0);
  await person.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const ada = await person.create();
  await ada.page.getByRole("textbox", { name: "Title" }).fill("Plan <1>");
  await ada.page.keyboard.press("Enter");
  await ada.page.keyboard.type("# Plan\n- dig\nplant");
  await ada.expectLines("Plan", "dig", "plant");
  await ada.exchange("Copy as Markdown");
  await expect(ada.page.getByTestId("exchange-notice")).toContainText("Copied");
  expect(await ada.page.evaluate(() => navigator.clipboard.readText())).toBe("# Plan\n\n- dig\n- plant\n");
  const files = {
    Markdown: ["Plan 1.md", "# Plan\n\n- dig\n- plant\n"],
    HTML: ["Plan 1.html", "<title>Plan &lt;1&gt;</title>"],
    "Plain text": ["Plan 1.txt", "Plan\n"],
    JSON: ["Plan 1.json", '"bulletList"'],
  };
  for (const [item, [name, content]] of Object.entries(files)) {
    const download = ada.page.waitForEvent("download");
    await ada.exchange(item);
    const saved = await download;
    expect(saved.suggestedFilename()).toBe(name);
    expect(await readFile((await saved.path())!, "utf8")).toContain(content);
  }
});

story("files are imported, and what is none of its kind leaves all as it was", async ({ people }) => {
  const ada = await (await people.person("Ada", 0)).create();
  const pick = async (name: string, content: string): Promise<void> => {
    const chooser = ada.page.waitForEvent("filechooser");
    await ada.exchange("Import a file …");
    await (await chooser).setFiles({ name, mimeType: "", buffer: Buffer.from(content) });
  };
  await pick("notes.md", "# From a file\n\n1. one\n2. **two**\n");
  await ada.expectLines("From a file", "one", "two");
  await expect(ada.text.locator("ol strong")).toHaveText("two");
  await pick("more.html", `<p>and more</p>${poison}`);
  await expect(ada.text.getByText("and more")).toBeVisible();
  expect(await ada.page.evaluate(() => "ran" in window)).toBe(false);
  const before = await ada.lines();
  await pick("broken.json", "{ no json");
  await expect(ada.page.getByRole("alert")).toContainText("could not be imported as JSON");
  await ada.expectLines(...before);
  await ada.text.focus();
  await ada.page.keyboard.press("Control+z");
  await ada.expectLines("From a file", "one", "two");
});
