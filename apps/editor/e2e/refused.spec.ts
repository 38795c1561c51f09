import { expect } from "@playwright/test";
import { expectNothingWrong } from "./axe-check.ts";
import { story } from "./stories.ts";

story("a viewer reads, and is told that they only read", async ({ people, server }) => {
  const { documentId, token } = await server.createDocument("Minutes");
  const viewerToken = await server.createToken(documentId, token, "viewer");
  const adas = await (await people.person("Ada", 0)).open(`/d/${documentId}#${token}`);
  await adas.typeAtEnd("Everybody but Tom.");
  await adas.expectSaved();

  const toms = await (await people.person("Tom", 3)).open(`/d/${documentId}#${viewerToken}`);
  await toms.expectLines("Everybody but Tom.");
  await expect(toms.status).toHaveAttribute("data-state", "read-only");
  await expect(toms.text).toHaveAttribute("contenteditable", "false");
  await expect(toms.page.getByTestId("toolbar")).toHaveCount(0);
});

story("edits that the server refuses are kept aside and can be taken along", async ({ people, server }) => {
  const { documentId, token } = await server.createDocument("Minutes");
  const editorToken = await server.createToken(documentId, token, "editor");
  const viewerToken = await server.createToken(documentId, token, "viewer");
  const adas = await (await people.person("Ada", 0)).open(`/d/${documentId}#${token}`);
  await adas.typeAtEnd("Everybody.\nAnd nobody else.");
  await adas.expectSaved();

  // Tom writes offline with a link that could write, and comes back with one that can only read.
  const tom = await people.person("Tom", 3);
  const before = await tom.open(`/d/${documentId}#${editorToken}`);
  await before.expectLines("Everybody.", "And nobody else.");
  await before.untilItOpensOffline();
  await tom.goOffline();
  await before.caretAt("Everybody.".length);
  await before.page.keyboard.type(" Tom was here too.");
  await before.expectKeptHere();
  await before.page.close();
  await tom.goOnline();
  const toms = await tom.open(`/d/${documentId}#${viewerToken}`);

  await expect(toms.status).toHaveAttribute("data-state", "refused");
  await toms.expectLines("Everybody.", "And nobody else.");
  // Where it stood there is a gap, which says so and leads to the piece and back.
  const gap = toms.page.getByRole("button", {
    name: "Refused in this block and kept aside: “Tom was here too.”",
  });
  const block = toms.text.locator("p").first();
  const edges = async (what: typeof gap) => {
    const box = await what.boundingBox();
    return [Math.round(box?.y ?? 0), Math.round((box?.y ?? 0) + (box?.height ?? 0))];
  };
  await expect.poll(() => edges(gap)).toEqual(await edges(block));
  await gap.focus();
  await expect(toms.page.getByRole("tooltip")).toContainText("open to see why");
  await toms.page.keyboard.press("Enter");
  const piece = toms.page.getByTestId("kept-piece");
  await expect(piece).toBeFocused();
  await toms.page.keyboard.press("Escape");
  await expect(gap).toBeFocused();
  // It stays beside its block while others write above.
  await adas.caretAt(0);
  await adas.page.keyboard.type("Present:\n");
  await toms.expectLines("Present:", "Everybody.", "And nobody else.");
  await expect.poll(() => edges(gap)).toEqual(await edges(toms.text.locator("p").nth(1)));
  await gap.click();
  await expect(piece).toContainText("Tom was here too.");
  await expectNothingWrong(toms.page, "a kept piece");
  await piece.getByRole("button", { name: "Save as new document" }).click();
  await expect(toms.page).toHaveTitle(/Kept from Minutes/);
  await toms.expectLines("Tom was here too.");
  await toms.expectSaved();

  // The piece stays until Tom discards it, with a second press.
  const again = await tom.open(`/d/${documentId}#${viewerToken}`);
  await again.status.getByRole("button").click();
  await expect(again.page.getByRole("button", { name: "Retry" })).toBeDisabled();
  await again.page.getByRole("button", { name: "Discard" }).click();
  await again.page.getByRole("button", { name: "Discard for good" }).click();
  await expect(again.status).toHaveAttribute("data-state", "read-only");
  await expect(again.page.getByTestId("refused-gap")).toHaveCount(0);
  await adas.expectLines("Present:", "Everybody.", "And nobody else.");
});

story(
  "what was refused is tried again where it was written, once one may write",
  async ({ people, server }) => {
    const { documentId, token } = await server.createDocument("Minutes");
    const editorToken = await server.createToken(documentId, token, "editor");
    const viewerToken = await server.createToken(documentId, token, "viewer");
    const adas = await (await people.person("Ada", 0)).open(`/d/${documentId}#${token}`);
    await adas.typeAtEnd("Everybody.\nAnd nobody else.");
    await adas.expectSaved();
    const tom = await people.person("Tom", 3);
    const before = await tom.open(`/d/${documentId}#${editorToken}`);
    await before.expectLines("Everybody.", "And nobody else.");
    await before.untilItOpensOffline();
    await tom.goOffline();
    await before.caretAt("Everybody.".length);
    await before.page.keyboard.type(" Tom was here too.");
    await before.expectKeptHere();
    await before.page.close();
    await tom.goOnline();
    const reading = await tom.open(`/d/${documentId}#${viewerToken}`);
    await expect(reading.status).toHaveAttribute("data-state", "refused");
    await reading.page.close();

    const writing = await tom.open(`/d/${documentId}#${editorToken}`);
    await writing.status.getByRole("button").click();
    await expect(writing.page.getByTestId("kept-piece")).toContainText("Tom was here too.");
    await writing.page.getByRole("button", { name: "Retry" }).click();
    await adas.expectLines("Everybody. Tom was here too.", "And nobody else.");
    await expect(writing.page.getByTestId("kept-piece")).toHaveCount(0);
  },
);

story(
  "a link that is taken back closes the document and keeps what was written",
  async ({ people, server }) => {
    const { documentId, token } = await server.createDocument("Minutes");
    const editorToken = await server.createToken(documentId, token, "editor");
    const adas = await (await people.person("Ada", 0)).open(`/d/${documentId}#${token}`);
    await adas.typeAtEnd("Everybody.");
    await adas.expectSaved();
    const tom = await people.person("Tom", 3);
    const toms = await tom.open(`/d/${documentId}#${editorToken}`);
    await toms.expectLines("Everybody.");
    await tom.goOffline();
    await toms.typeAtEnd(" Tom was here too.");
    await toms.expectKeptHere();

    await adas.page.getByRole("button", { name: "Share" }).click();
    await adas.page.getByRole("button", { name: "Let only read" }).click();
    await adas.page.getByRole("button", { name: "Let write" }).click();
    await expect(adas.page.getByRole("button", { name: "Let only read" })).toBeVisible();
    await adas.page.getByRole("button", { name: "Take back" }).click();
    await expect(adas.page.getByRole("button", { name: "Take back" })).toHaveCount(0);
    await tom.goOnline();
    await expect(toms.status).toHaveAttribute("data-state", "no-access");
    await expect(toms.status).toContainText("kept on this device");
    await toms.status.getByRole("button").click();
    await expect(toms.page.getByTestId("status-panel")).toContainText("Tom was here too.");
    await toms.page.getByRole("button", { name: "Save as new document" }).click();
    await toms.expectLines("Tom was here too.");
    await toms.expectSaved();
  },
);
