import { expect } from "@playwright/test";
import { type Sheet, story } from "./stories.ts";

/** Pastes as a browser does, without the system's clipboard, which all people of a story would share. */
async function paste(sheet: Sheet, html: string): Promise<void> {
  await sheet.text.evaluate((text, pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/html", pasted);
    text.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, html);
}

story(
  "an address that no document can hold is left out of a paste, its words are not",
  async ({ people }) => {
    const ada = await (await people.person("Ada", 0)).create();
    await ada.typeAtEnd("Before ");
    await paste(ada, `<a href="https://example.test/${"a".repeat(200_000)}">too long</a>`);
    await ada.expectLines("Before too long");
    await paste(ada, "<a href='https://example.test/'>, a link</a>");
    await ada.expectLines("Before too long, a link");
    await expect(ada.text.locator("a")).toHaveText(", a link");
    await ada.expectSaved();
  },
);

story("what the document cannot hold is taken back, and that is said", async ({ people }) => {
  const ada = await (await people.person("Ada", 0)).create();
  await ada.typeAtEnd("Before");
  const block = { type: "codeBlock", attrs: { language: "a".repeat(200_000) } };
  const chooser = ada.page.waitForEvent("filechooser");
  await ada.page.getByRole("button", { name: "Import and export" }).click();
  await ada.page.getByRole("menuitem", { name: "Import a file …" }).click();
  const buffer = Buffer.from(JSON.stringify({ type: "doc", content: [block] }));
  await (await chooser).setFiles({ name: "large.json", mimeType: "application/json", buffer });
  const notice = ada.page.getByRole("alert");
  await expect(notice).toContainText("could not be put in");
  await ada.expectLines("Before");
  await ada.typeAtEnd(" and after");
  await ada.expectLines("Before and after");
  await expect(notice).toHaveCount(0);
  await ada.expectSaved();
});
