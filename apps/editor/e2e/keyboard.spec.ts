import { expect } from "@playwright/test";
import { story } from "./stories.ts";

story("the toolbar is one tab stop, with arrows between the tools", async ({ people }) => {
  const sheet = await (await people.person("Ada", 0)).create();
  await sheet.typeAtEnd("words");
  await sheet.page.keyboard.press("Control+a");
  await sheet.tool("Paragraph").focus();
  await sheet.page.keyboard.press("ArrowRight");
  await expect(sheet.tool("Heading 1")).toBeFocused();
  await sheet.page.keyboard.press("Enter");
  await expect(sheet.text.locator("h1")).toHaveText("words");
  await expect(sheet.tool("Heading 1")).toHaveAttribute("aria-pressed", "true");
  await sheet.tool("Bold").hover();
  await expect(sheet.page.getByRole("tooltip", { name: "Bold" })).toContainText("Ctrl+B");
});

story("a slash opens the menu of blocks, and Escape leaves what was typed", async ({ people }) => {
  const sheet = await (await people.person("Ada", 0)).create();
  await sheet.typeAtEnd("/quo");
  await expect(sheet.page.getByTestId("block-menu")).toContainText("Quote");
  await sheet.page.keyboard.press("Enter");
  await sheet.page.keyboard.type("said");
  await expect(sheet.text.locator("blockquote")).toHaveText("said");
  await sheet.page.keyboard.press("Enter");
  await sheet.page.keyboard.press("Enter");
  await sheet.page.keyboard.type("/");
  await expect(sheet.page.getByTestId("block-menu")).toBeVisible();
  await sheet.page.keyboard.press("Escape");
  await sheet.page.keyboard.type("etc");
  await expect(sheet.page.getByTestId("block-menu")).toHaveCount(0);
  await sheet.expectLines("said", "/etc");
});

story("typing rules can be switched off, in the settings and by the address", async ({ people, server }) => {
  const { documentId, token } = await server.createDocument();
  const ada = await people.person("Ada", 0);
  const sheet = await ada.open(`/d/${documentId}?rules=off#${token}`);
  await sheet.typeAtEnd("# no - heading https://example.org \n/\n- no list");
  await sheet.expectLines("# no - heading https://example.org ", "/", "- no list");
  await expect(sheet.text.locator("a, h1, ul")).toHaveCount(0);

  const other = await ada.create();
  await other.page.getByRole("button", { name: "Settings" }).click();
  await other.page.getByRole("menuitemcheckbox", { name: /Typing rules/ }).click();
  await other.typeAtEnd("# no heading");
  await other.expectLines("# no heading");
});

story("links are set with the keyboard, and only safe addresses pass", async ({ people }) => {
  const sheet = await (await people.person("Ada", 0)).create();
  await sheet.typeAtEnd("the mill");
  await sheet.page.keyboard.press("Control+a");
  await sheet.page.keyboard.press("Control+k");
  const address = sheet.page.getByRole("textbox", { name: "Address" });
  await address.fill("javascript:alert(1)");
  await address.press("Enter");
  await expect(sheet.page.getByRole("alert")).toContainText("https://");
  await address.fill("example.org/mill");
  await address.press("Enter");
  await expect(sheet.text.locator("a")).toHaveAttribute("href", "https://example.org/mill");
});

story("every control has a name, and what has the focus is seen", async ({ people }) => {
  const sheet = await (await people.person("Ada", 0)).create();
  await sheet.typeAtEnd("words");
  const nameless = await sheet.page.evaluate(() =>
    [...document.querySelectorAll("button, a, input, [role=textbox]")]
      .filter((control) => {
        const label = control instanceof HTMLInputElement ? (control.labels?.length ?? 0) > 0 : false;
        return !label && !control.getAttribute("aria-label") && (control.textContent ?? "").trim() === "";
      })
      .map((control) => control.outerHTML.slice(0, 120)),
  );
  expect(nameless).toEqual([]);

  await sheet.page.getByRole("link", { name: "All documents" }).focus();
  const seen: string[] = [];
  for (let stop = 0; stop < 9; stop++) {
    await sheet.page.keyboard.press("Tab");
    const focused = await sheet.page.evaluate(() => {
      const element = document.activeElement;
      if (!element) return null;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      const name = element.getAttribute("aria-label") ?? element.textContent ?? "";
      return { name, outlined: outlineStyle !== "none" && outlineWidth !== "0px" };
    });
    seen.push(focused?.name ?? "");
    if (focused?.name !== "Document text") expect(focused?.outlined, focused?.name).toBe(true);
    if (focused?.name === "Document text") break;
  }
  expect(seen[0]).toBe("Title");
  expect(seen[1]).toContain("Open the status");
  expect(seen.at(-1)).toBe("Document text");
});

story(
  "a key acts on the selection that is seen, though the browser has not told of it yet",
  async ({ people }) => {
    const ada = await (await people.person("Ada", 0)).create();
    await ada.typeAtEnd("one");
    await ada.page.keyboard.press("Enter");
    await ada.page.keyboard.type("two");
    await ada.page.keyboard.press("Enter");
    await ada.page.keyboard.type("three");
    await ada.text.getByText("two").click();
    await ada.page.keyboard.press("End");
    await ada.page.waitForTimeout(100);
    await ada.text.evaluate((root) => {
      const line = root.querySelectorAll("p")[1]?.firstChild;
      if (!line) throw new Error("the second line is there");
      // In one task, as on a busy machine: `selectionchange` comes in a later one.
      getSelection()?.setBaseAndExtent(line, 0, line, 3);
      const options = { key: "Delete", code: "Delete", keyCode: 46, bubbles: true, cancelable: true };
      root.dispatchEvent(new KeyboardEvent("keydown", options));
    });
    await ada.expectLines("one", "", "three");
  },
);

story("a panel that closes leaves the focus where one has gone meanwhile", async ({ people }) => {
  const ada = await (await people.person("Ada", 0)).create();
  const opener = ada.status.getByRole("button");
  await opener.click();
  await expect(ada.page.getByTestId("status-panel")).toBeVisible();
  await ada.page.keyboard.press("Escape");
  await expect(opener).toBeFocused();

  await opener.click();
  await expect(ada.page.getByTestId("status-panel")).toBeVisible();
  await ada.text.evaluate(async (root) => {
    // In one task: the panel gives the focus back in a later one.
    document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
    root.focus();
  });
  await expect(ada.page.getByTestId("status-panel")).toBeHidden();
  await ada.page.keyboard.type("words");
  await ada.expectLines("words");
});
