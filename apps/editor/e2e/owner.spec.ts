/** What an owner does beside writing: comes back by a printed link, goes on elsewhere, sees who was let in. */
import { expect, type Page } from "@playwright/test";
import { photograph } from "./photograph.ts";
import { story } from "./stories.ts";

story("an owner comes back by the printed link, and goes on on another device", async ({ people }) => {
  const adas = await (await people.person("Ada", 0)).create();
  await adas.typeAtEnd("The lime trees.");
  await adas.expectSaved();
  const { page } = adas;
  await page.getByRole("button", { name: "Share" }).click();
  await page.getByRole("button", { name: "Make recovery link" }).click();
  const recovery = await page.getByTestId("recovery-link").inputValue();
  await page.emulateMedia({ media: "print" });
  await expect(page.locator(".weft-printed")).toContainText(recovery);
  await expect(page.locator(".weft-printed")).toBeVisible();
  await expect(page.getByTestId("status")).toBeHidden();
  await page.emulateMedia({ media: "screen" });
  await page.getByRole("button", { name: "Make device link" }).click();
  const device = await page.getByTestId("device-link").inputValue();
  await expect(page.getByTestId("owners")).toContainText("This browser");
  await page.getByText("Who was let in, and when").click();
  await expect(page.getByTestId("deeds")).toContainText("A link for an owner was made, in this browser");
  await photograph(page, "share");

  const elsewhere = await (await people.person("Ada", 0)).open(recovery);
  await elsewhere.expectLines("The lime trees.");
  await elsewhere.page.getByRole("button", { name: "Share" }).click();
  await expect(elsewhere.page.getByTestId("owners").getByRole("listitem")).toHaveCount(4);
  const old = elsewhere.page.getByRole("listitem").filter({ hasText: "Recovery link" });
  await old.getByRole("button", { name: "Take back" }).click();
  await expect(old).toHaveCount(0);
  // What the link was good for stays: the browser is an owner by itself now.
  await elsewhere.page.reload();
  await expect(elsewhere.page.getByRole("button", { name: "Share" })).toBeVisible();

  const phones = await (await people.person("Ada", 0)).open(device);
  await phones.expectLines("The lime trees.");
  const late = await (await people.person("Tom", 3)).context.newPage();
  await late.goto(device);
  await expect(late.getByText("This link does not open the document.")).toBeVisible();
});

/** Whether the browser's store has these words, in however many pieces. */
async function storeHas(page: Page, words: string): Promise<boolean> {
  return page.evaluate(async (sought) => {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open("weft-sync");
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error);
    });
    const reading = database.transaction(["snapshots", "tail", "outbox"], "readonly");
    const found = await Promise.all(
      [...reading.objectStoreNames].map(
        (name) =>
          new Promise<string>((resolve) => {
            const all = reading.objectStore(name).getAll();
            const text = (bytes: Uint8Array): string => new TextDecoder("latin1").decode(bytes);
            all.onsuccess = () =>
              resolve(all.result.map((row) => text(row.bytes ?? row.batch.bytes)).join(" "));
          }),
      ),
    );
    database.close();
    return found.join(" ").includes(sought);
  }, words);
}

story(
  "an owner erases the history, and nobody can undo to it; then deletes the document",
  async ({ people }) => {
    const { adas, graces } = await people.adaAndGrace();
    // Pasted, it is one op: its letters stand side by side in the store.
    await graces.text.focus();
    await graces.paste({ text: "the secret number" });
    await adas.expectLines("the secret number");
    await graces.page.keyboard.press("Control+a");
    await graces.page.keyboard.press("Backspace");
    await graces.page.keyboard.type("For everybody.");
    await adas.expectLines("For everybody.");
    await graces.expectSaved();
    expect(await storeHas(adas.page, "secret number")).toBe(true);

    await adas.page.getByRole("button", { name: "Share" }).click();
    await adas.page.getByRole("button", { name: "Erase history" }).click();
    await adas.page.getByRole("button", { name: "Erase for good" }).click();
    await expect(adas.page.getByText("What was deleted is gone.")).toBeVisible();
    await adas.page.keyboard.press("Escape");
    for (const sheet of [adas, graces]) {
      await expect.poll(() => storeHas(sheet.page, "secret number")).toBe(false);
      await sheet.expectLines("For everybody.");
    }
    await graces.typeAtEnd(" And on.");
    await adas.expectLines("For everybody. And on.");

    await adas.page.getByRole("button", { name: "Share" }).click();
    await adas.page.getByRole("button", { name: "Delete document" }).click();
    await adas.page.getByRole("button", { name: "Delete for good" }).click();
    await expect(graces.status).toHaveAttribute("data-state", "no-access");
    await expect(adas.page.getByRole("button", { name: "New document" })).toBeVisible();
  },
);
