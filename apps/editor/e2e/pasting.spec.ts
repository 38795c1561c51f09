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

story("a paste that the document cannot hold is taken back, and that is said", async ({ people }) => {
  const ada = await (await people.person("Ada", 0)).create();
  await ada.typeAtEnd("Before ");
  await paste(ada, `<pre><code class="language-${"a".repeat(200_000)}">too long</code></pre>`);
  const notice = ada.page.getByRole("alert");
  await expect(notice).toContainText("could not be put in");
  await ada.expectLines("Before ");
  await paste(ada, "<a href='https://example.test/'>a link</a>");
  await ada.expectLines("Before a link");
  await expect(notice).toHaveCount(0);
  await paste(ada, `<a href="https://example.test/${"a".repeat(200_000)}">, another without its address</a>`);
  await ada.expectLines("Before a link, another without its address");
  await expect(ada.text.locator("a")).toHaveCount(1);
  await ada.expectSaved();
});
