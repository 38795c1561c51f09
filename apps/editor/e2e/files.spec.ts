import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { expect, type Locator } from "@playwright/test";
import { giveFiles, pickFiles, pngFile, type StoryFile, textFile } from "./pictures.ts";
import { type Sheet, story } from "./stories.ts";

const fox = pngFile("fox.png", { width: 320, height: 200 });

/** Waits until a picture is drawn, not only there. */
async function expectDrawn(sheet: Sheet, count = 1): Promise<void> {
  await expect
    .poll(() =>
      sheet.text
        .locator(".weft-picture img")
        .evaluateAll(
          (all) => all.filter((img) => img instanceof HTMLImageElement && img.naturalWidth > 0).length,
        ),
    )
    .toBe(count);
}

const pictures = (sheet: Sheet): Locator => sheet.text.locator(".weft-picture");
const attachments = (sheet: Sheet): Locator => sheet.text.locator(".weft-attachment");

function hashOf({ buffer }: StoryFile): string {
  return createHash("sha256").update(buffer).digest("hex");
}

story("a picture that one puts in is what the other sees, with its description", async ({ people }) => {
  const { adas, graces } = await people.adaAndGrace();
  await adas.typeAtEnd("Before.");
  await pickFiles(adas, fox);
  await expectDrawn(adas);
  await adas.page.keyboard.type("After.");
  await adas.expectSaved();
  await graces.expectLines("Before.", "After.");
  await pictures(graces).scrollIntoViewIfNeeded();
  await expectDrawn(graces);
  const room = await pictures(graces).locator(".weft-picture-room").boundingBox();
  expect(room && [room.width, room.height].map(Math.round)).toEqual([320, 200]);

  const field = pictures(graces).getByRole("textbox", { name: "Description of the picture" });
  await field.fill("A fox at noon");
  await field.press("Enter");
  await expect(pictures(adas).getByRole("img", { name: "A fox at noon" })).toBeVisible();
  await graces.expectSaved();
  await adas.expectLines("Before.", "After.");

  const download = adas.page.waitForEvent("download");
  await adas.exchange("HTML");
  const saved = await (await download).path();
  expect(await readFile(saved, "utf8")).toContain(
    `src="data:image/png;base64,${fox.buffer.toString("base64")}"`,
  );
  const chooser = adas.page.waitForEvent("filechooser");
  await adas.exchange("Import a file …");
  await (await chooser).setFiles({ name: "back.html", mimeType: "", buffer: await readFile(saved) });
  await expectDrawn(adas, 2);
});

story("dropped, pasted and picked: pictures are shown, all else is a download", async ({ people }) => {
  const ada = await (await people.person("Ada", 0)).create();
  await ada.typeAtEnd("Files:");
  await giveFiles(ada, "drop", fox);
  await expectDrawn(ada, 1);
  await giveFiles(ada, "paste", pngFile("second.png", { width: 64, height: 64, tint: 40 }));
  await expectDrawn(ada, 2);
  const drawing = "<svg xmlns='http://www.w3.org/2000/svg'><script>window.ran = true</script></svg>";
  await pickFiles(
    ada,
    { name: "drawing.svg", mimeType: "image/svg+xml", buffer: Buffer.from(drawing) },
    { name: "page.png", mimeType: "image/png", buffer: Buffer.from("<script>window.ran = true</script>") },
    textFile("notes.txt", "Three notes"),
  );
  await expect(attachments(ada)).toHaveCount(3);
  await expect(pictures(ada)).toHaveCount(2);
  await ada.expectSaved();
  const download = ada.page.waitForEvent("download");
  await ada.text.getByRole("button", { name: "Download drawing.svg" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe("drawing.svg");
  expect(await ada.page.evaluate(() => "ran" in window)).toBe(false);
  expect(ada.page.context().pages()).toHaveLength(1);

  await ada.text.focus();
  await ada.page.keyboard.press("Control+z");
  await expect(attachments(ada)).toHaveCount(0);
  await expect(pictures(ada)).toHaveCount(2);
  await ada.page.keyboard.press("Control+Shift+z");
  await expect(attachments(ada)).toHaveCount(3);
});

story("offline a picture is kept here and said to be; online it goes out", async ({ people, server }) => {
  const { documentId, token } = await server.createDocument();
  const path = `/d/${documentId}#${token}`;
  const ada = await people.person("Ada", 0);
  const adas = await ada.open(path);
  await adas.typeAtEnd("Together.");
  await adas.expectSaved();
  const graces = await (await people.person("Grace", 1)).open(path);

  await ada.goOffline();
  await pickFiles(adas, fox);
  await expectDrawn(adas);
  await expect(pictures(adas)).toContainText("Only on this device, not on the server yet");
  await expect(adas.status).not.toHaveAttribute("data-pending", "0");
  await adas.status.getByRole("button").click();
  await expect(adas.page.getByTestId("status-panel")).toContainText("We kept 1 file on this device");
  await adas.page.keyboard.press("Escape");

  await ada.goOnline();
  await adas.expectSaved();
  await expect(pictures(adas)).not.toContainText("not on the server");
  await expectDrawn(graces);
});

story(
  "a picture outlives a reload without a network, and goes out from the next window",
  async ({ people, server }) => {
    const { documentId, token } = await server.createDocument();
    const path = `/d/${documentId}#${token}`;
    const ada = await people.person("Ada", 0);
    const adas = await ada.open(path);
    await adas.typeAtEnd("Here.");
    await adas.expectSaved();
    await adas.untilItOpensOffline();
    await ada.goOffline();
    await pickFiles(adas, fox);
    await expectDrawn(adas);
    await adas.expectKeptHere();
    await adas.page.reload();
    await expectDrawn(adas);
    await expect(pictures(adas)).toContainText("Only on this device");
    await expect(adas.status).not.toHaveAttribute("data-state", "saved");
    await adas.page.close();

    await ada.goOnline();
    const again = await ada.open(path);
    await again.expectSaved();
    const graces = await (await people.person("Grace", 1)).open(path);
    await expectDrawn(graces);
  },
);

story("until the file is there others see its room, and then the picture", async ({ people }) => {
  const { ada, adas, graces } = await people.adaAndGrace();
  let letThrough = (): void => {};
  const held = new Promise<void>((resolve) => {
    letThrough = resolve;
  });
  await ada.context.route("**/files/*", async (route) => {
    if (route.request().method() === "PUT") await held;
    await route.continue();
  });
  await pickFiles(adas, fox);
  await expect(pictures(graces)).toContainText("Not on the server yet");
  const room = await pictures(graces).locator(".weft-picture-room").boundingBox();
  expect(room && [room.width, room.height].map(Math.round)).toEqual([320, 200]);
  await expect(adas.status).not.toHaveAttribute("data-state", "saved");
  letThrough();
  await adas.expectSaved();
  await expectDrawn(graces);
});

story("what is too large is told, and nothing is put in for it", async ({ people }) => {
  const ada = await (await people.person("Ada", 0)).create();
  await ada.typeAtEnd("Small.");
  const large = { name: "film.mov", mimeType: "video/quicktime", buffer: Buffer.alloc(25 * 1024 * 1024 + 1) };
  await pickFiles(ada, large, textFile("notes.txt", "small"));
  await expect(ada.page.getByTestId("file-problem")).toContainText(
    "“film.mov” was not put in. A file can have 25 MB",
  );
  await expect(attachments(ada)).toHaveCount(1);
  await ada.expectSaved();
});

story("a reader sees the pictures and can put none in", async ({ people, server }) => {
  const { documentId, token } = await server.createDocument();
  const viewer = await server.createToken(documentId, token, "viewer");
  const adas = await (await people.person("Ada", 0)).open(`/d/${documentId}#${token}`);
  await adas.typeAtEnd("To be read.");
  await pickFiles(adas, fox);
  await adas.expectSaved();
  const graces = await (await people.person("Grace", 1)).open(`/d/${documentId}#${viewer}`);
  await expect(graces.status).toHaveAttribute("data-state", "read-only");
  await expectDrawn(graces);
  await expect(pictures(graces).getByRole("textbox")).toHaveCount(0);
  await giveFiles(graces, "drop", pngFile("mine.png", { width: 20, height: 20 }));
  await giveFiles(graces, "paste", pngFile("mine.png", { width: 20, height: 20 }));
  await expect(pictures(graces)).toHaveCount(1);
  const bytes = Buffer.from("by hand");
  const status = await graces.page.evaluate(
    async ([address, key]) => {
      const init = { method: "PUT", body: "by hand", headers: { authorization: `Bearer ${key}` } };
      return (await fetch(address, init)).status;
    },
    [
      `/api/documents/${documentId}/files/${createHash("sha256").update(bytes).digest("hex")}`,
      viewer,
    ] as const,
  );
  expect(status).toBe(403);
});

story(
  "a picture inside of pasted HTML becomes a file; one elsewhere on the web is not fetched",
  async ({ people }) => {
    const ada = await (await people.person("Ada", 0)).create();
    await ada.typeAtEnd("Pasted: ");
    const asked: string[] = [];
    ada.page.on("request", (request) => asked.push(request.url()));
    const inside = `data:image/png;base64,${fox.buffer.toString("base64")}`;
    const html = `<p>One</p><img alt="Inside" src="${inside}"><p>Two</p><img alt="Elsewhere" src="https://tracker.test/x.png"><p>Three</p>`;
    await ada.paste({ html });
    await ada.expectLines("Pasted: One", "Two", "Three");
    await expectDrawn(ada, 1);
    await expect(ada.text.getByRole("img", { name: "Inside" })).toBeVisible();
    await expect(ada.text.getByRole("link", { name: "Picture elsewhere: Elsewhere" })).toBeVisible();
    await ada.expectSaved();
    expect(asked.filter((url) => url.includes("tracker"))).toEqual([]);
    expect(asked.some((url) => url.endsWith(`/files/${hashOf(fox)}`))).toBe(true);
  },
);

story("a copied picture comes along into another document", async ({ people }) => {
  const person = await people.person("Ada", 0);
  const first = await person.create();
  await pickFiles(first, fox);
  await expectDrawn(first);
  await first.expectSaved();
  await first.text.focus();
  await first.page.keyboard.press("ArrowUp");
  await expect(pictures(first)).toHaveClass(/ProseMirror-selectednode/);
  const copied = await first.text.evaluate((text) => {
    const clipboardData = new DataTransfer();
    text.dispatchEvent(new ClipboardEvent("copy", { clipboardData, bubbles: true, cancelable: true }));
    return clipboardData.getData("text/html");
  });
  expect(copied).toContain(hashOf(fox));
  const second = await person.create();
  await second.text.focus();
  await second.paste({ html: copied });
  await expectDrawn(second);
  await second.expectSaved();
  const graces = await (await people.person("Grace", 1)).open(second.page.url());
  await expectDrawn(graces);
});

story("pictures are put in, described and passed with the keyboard alone", async ({ people }) => {
  const ada = await (await people.person("Ada", 0)).create();
  await ada.typeAtEnd("Words above.");
  await ada.page.keyboard.press("Enter");
  const chooser = ada.page.waitForEvent("filechooser");
  const memory = await ada.page.context().newCDPSession(ada.page);
  await ada.page.keyboard.type("/image");
  // While a person looks for the file, the browser may tidy its memory.
  await Promise.all([ada.page.keyboard.press("Enter"), memory.send("HeapProfiler.collectGarbage")]);
  await (await chooser).setFiles([fox]);
  await expectDrawn(ada);
  await ada.page.keyboard.type("Words below.");
  await ada.expectLines("Words above.", "Words below.");
  await ada.page.keyboard.press("Home");
  await ada.page.keyboard.press("ArrowUp");
  await expect(pictures(ada)).toHaveClass(/ProseMirror-selectednode/);
  await ada.page.keyboard.press("Enter");
  await expect(ada.text.getByRole("textbox", { name: "Description of the picture" })).toBeFocused();
  await ada.page.keyboard.type("A fox");
  await ada.page.keyboard.press("Enter");
  await expect(ada.text.getByRole("img", { name: "A fox" })).toBeVisible();
  await expect(pictures(ada)).toHaveClass(/ProseMirror-selectednode/);
  await ada.page.keyboard.press("ArrowDown");
  await ada.page.keyboard.type("!");
  await ada.expectLines("Words above.", "!Words below.");
  await ada.expectSaved();
});
