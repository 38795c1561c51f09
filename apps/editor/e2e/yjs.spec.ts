import { expect, type Page } from "@playwright/test";
import { pickFiles, pngFile } from "./pictures.ts";
import { Sheet, story } from "./stories.ts";

/** A sentence that stands in Yjs itself, however it is built. */
const markOfYjs = "Yjs was already imported";

/** Whether a page has loaded Yjs. */
async function hasYjs(page: Page): Promise<boolean> {
  return page.evaluate(async (mark) => {
    const names = performance.getEntriesByType("resource").map(({ name }) => name);
    const scripts = names.filter((name) => name.endsWith(".js"));
    const texts = await Promise.all(scripts.map(async (name) => (await fetch(name)).text()));
    return texts.some((text) => text.includes(mark));
  }, markOfYjs);
}

/** Whether the service worker has put Yjs by. */
async function hasKeptYjs(page: Page): Promise<boolean> {
  return page.evaluate(async (mark) => {
    await navigator.serviceWorker.ready;
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys())
        if ((await (await cache.match(request))!.text()).includes(mark)) return true;
    }
    return false;
  }, markOfYjs);
}

story("two people write in a Yjs document through a kill of the server", async ({ people, server }) => {
  const [ada, grace] = [await people.person("Ada", 0), await people.person("Grace", 1)];
  const home = await ada.context.newPage();
  await home.goto("/");
  expect(await hasYjs(home)).toBe(false);
  expect(await hasKeptYjs(home)).toBe(false);
  await home.getByRole("button", { name: "or a Yjs document" }).click();
  const adas = new Sheet(home);
  await expect(adas.text).toBeVisible();
  await adas.expectSaved();
  const { documentId, token } = await home.evaluate(() => {
    const [, , id = ""] = location.pathname.split("/");
    return { documentId: id, token: location.hash.slice(1) };
  });
  const editorToken = await server.createToken(documentId, token, "editor");
  const graces = await grace.open(`/y/${documentId}#${editorToken}`);
  expect(await hasYjs(graces.page)).toBe(true);
  await adas.typeAtEnd("Together.");
  await graces.expectLines("Together.");
  await expect(graces.text.locator(".weft-caret-name")).toHaveText("Ada");
  await adas.tool("Heading 1").click();
  await expect(graces.text.locator("h1")).toHaveText(/Together\./);

  await expect.poll(() => hasKeptYjs(graces.page)).toBe(true);
  await server.kill9();
  await adas.typeAtEnd(" Ada was here.");
  await expect(adas.status).toHaveAttribute("data-state", /offline|reconnecting/);
  await expect(adas.status).not.toHaveAttribute("data-pending", "0");
  await server.restart();
  await graces.expectLines("Together. Ada was here.");
  await adas.expectSaved();

  await grace.goOffline();
  await graces.page.reload();
  await graces.expectLines("Together. Ada was here.");

  await adas.exchange("Copy as a Weft document");
  await expect(home.getByTestId("losses")).toContainText("history");
  await home.getByRole("button", { name: "Open the Weft document" }).click();
  await adas.expectLines("Together. Ada was here.");

  await adas.exchange("Copy as a Yjs document");
  await expect(home.getByTestId("losses")).toContainText("what crossed");
  await home.getByRole("button", { name: "Open the Yjs document" }).click();
  await expect(home).toHaveURL(/\/y\//);
  await adas.expectLines("Together. Ada was here.");
  await adas.expectSaved();
});

/** Waits until the picture of the story is drawn, not only there. */
async function expectPicture({ text }: Sheet): Promise<void> {
  const widths = (images: (Element | HTMLElement)[]): number[] =>
    images.map((image) => (image instanceof HTMLImageElement ? image.naturalWidth : 0));
  await expect.poll(() => text.locator(".weft-picture img").evaluateAll(widths)).toEqual([320]);
}

story("a Yjs document has the editor of all: pictures, the handle, ways out and in", async ({ people }) => {
  const [ada, grace] = [await people.person("Ada", 0), await people.person("Grace", 1)];
  const home = await ada.context.newPage();
  await home.goto("/");
  await home.getByRole("button", { name: "or a Yjs document" }).click();
  const adas = new Sheet(home);
  await expect(adas.text).toBeVisible();
  await adas.typeAtEnd("one");
  await home.keyboard.press("Enter");
  await home.keyboard.type("two");
  const graces = await grace.open(new URL(home.url()).pathname + new URL(home.url()).hash);
  await graces.expectLines("one", "two");
  await home.keyboard.press("Alt+ArrowUp");
  await graces.expectLines("two", "one");
  const handle = home.getByTestId("block-handle");
  await adas.text.locator("p").first().hover();
  await expect(handle).toHaveCSS("opacity", "1");
  await handle.hover();
  await home.mouse.down();
  await graces.typeAtEnd("!");
  await adas.expectLines("two", "one!");
  const last = (await adas.text.locator("p").last().boundingBox())!;
  await home.mouse.move(last.x, last.y + last.height - 3, { steps: 3 });
  await expect(home.getByTestId("drop-place")).toBeVisible();
  await home.mouse.up();
  await graces.expectLines("one!", "two");

  await pickFiles(adas, pngFile("fox.png", { width: 320, height: 200 }));
  await expectPicture(graces);
  await adas.expectSaved();
  const chooser = home.waitForEvent("filechooser");
  await adas.exchange("Import a file …");
  await (await chooser).setFiles({ name: "back.md", mimeType: "", buffer: Buffer.from("# Imported") });
  await expect(graces.text.locator("h1")).toHaveText(/^Imported/);
  const download = home.waitForEvent("download");
  await adas.exchange("Markdown");
  expect((await download).suggestedFilename()).toMatch(/\.md$/);
  await adas.exchange("Copy as a Weft document");
  await expect(home.getByTestId("losses")).not.toContainText("only named");
  await home.getByRole("button", { name: "Open the Weft document" }).click();
  await expectPicture(adas);
  await adas.expectSaved();
});
