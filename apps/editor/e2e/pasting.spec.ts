import { expect } from "@playwright/test";
import { story } from "./stories.ts";

story(
  "an address that no document can hold is left out of a paste, its words are not",
  async ({ people }) => {
    const ada = await (await people.person("Ada", 0)).create();
    await ada.typeAtEnd("Before ");
    await ada.paste({ html: `<a href="https://example.test/${"a".repeat(200_000)}">too long</a>` });
    await ada.expectLines("Before too long");
    await ada.paste({ html: "<a href='https://example.test/'>, a link</a>" });
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
  await ada.exchange("Import a file …");
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
