import { expect } from "@playwright/test";
import { story } from "./stories.ts";

story("a browser that keeps nothing works, and says what it cannot keep", async ({ people, server }) => {
  const { documentId, token } = await server.createDocument();
  const path = `/d/${documentId}#${token}`;
  const ada = await people.person("Ada", 0);
  await ada.context.addInitScript(() => Object.defineProperty(globalThis, "indexedDB", { value: undefined }));
  const adas = await ada.open(path);
  await adas.typeAtEnd("Nobody was here.");
  await adas.expectSaved();
  const graces = await (await people.person("Grace", 1)).open(path);
  await graces.expectLines("Nobody was here.");

  await adas.status.getByRole("button").click();
  await expect(adas.page.getByTestId("status-panel")).toContainText("This browser keeps nothing");
  await adas.page.keyboard.press("Escape");

  await ada.goOffline();
  await adas.typeAtEnd(" And no trace is left.");
  await expect(adas.status).toContainText("in this window only");
  await expect(adas.status).not.toContainText("kept on this device");
  await ada.goOnline();
  await adas.expectSaved();
  await graces.expectLines("Nobody was here. And no trace is left.");
});
