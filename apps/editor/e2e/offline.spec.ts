import { expect } from "@playwright/test";
import { story } from "./stories.ts";

story("both write offline, come back, and have everything of both", async ({ people }) => {
  const { ada, grace, adas, graces } = await people.adaAndGrace();
  await adas.typeAtEnd("Together.");
  await graces.expectLines("Together.");
  await adas.expectSaved();

  await ada.goOffline();
  await grace.goOffline();
  await adas.typeAtEnd(" Ada was here.");
  await graces.caretAt(0);
  await graces.page.keyboard.type("Grace was here. ");

  await expect(adas.status).toHaveAttribute("data-state", /offline|reconnecting/);
  await expect(adas.status).toContainText("kept on this device");
  await expect.poll(() => adas.unsavedText()).toBe(" Ada was here.");
  await adas.status.getByRole("button").click();
  const panel = adas.page.getByTestId("status-panel");
  await expect(panel).toContainText("on this device");
  await expect(panel.getByRole("listitem")).toContainText(["Ada was here."]);
  await adas.page.keyboard.press("Escape");

  await ada.goOnline();
  await grace.goOnline();
  await adas.expectLines("Grace was here. Together. Ada was here.");
  await graces.expectLines("Grace was here. Together. Ada was here.");
  await adas.expectSaved();
  await graces.expectSaved();
  await expect.poll(() => adas.unsavedText()).toBe("");
});

story("a reload while offline shows everything, and it is saved later", async ({ people, server }) => {
  const { documentId, token } = await server.createDocument();
  const path = `/d/${documentId}#${token}`;
  const ada = await people.person("Ada", 0);
  const adas = await ada.open(path);
  await adas.typeAtEnd("Before the tunnel.");
  await adas.expectSaved();
  await adas.untilItOpensOffline();

  await ada.goOffline();
  await adas.typeAtEnd(" In the tunnel.");
  await adas.expectKeptHere();
  await adas.page.reload();
  await adas.expectLines("Before the tunnel. In the tunnel.");
  await expect(adas.status).not.toHaveAttribute("data-pending", "0");
  await adas.typeAtEnd(" After the reload.");
  await adas.expectLines("Before the tunnel. In the tunnel. After the reload.");

  await ada.goOnline();
  await adas.expectSaved();
  const graces = await (await people.person("Grace", 1)).open(path);
  await graces.expectLines("Before the tunnel. In the tunnel. After the reload.");
});

story("two tabs of one browser share their edits offline", async ({ people, server }) => {
  const { documentId, token } = await server.createDocument();
  const path = `/d/${documentId}#${token}`;
  const ada = await people.person("Ada", 0);
  const left = await ada.open(path);
  await left.typeAtEnd("One.");
  await left.expectSaved();
  const right = await ada.open(path);
  await right.expectLines("One.");

  await ada.goOffline();
  await left.typeAtEnd(" Two.");
  await right.expectLines("One. Two.");
  await right.typeAtEnd(" Three.");
  await left.expectLines("One. Two. Three.");

  // The tab that held the connection goes; the other one carries everybody's edits out.
  await left.expectKeptHere();
  await right.expectKeptHere();
  await left.page.close();
  await ada.goOnline();
  await right.expectSaved();
  const graces = await (await people.person("Grace", 1)).open(path);
  await graces.expectLines("One. Two. Three.");
});

story("a document is made offline, and registered when there is a network", async ({ people }) => {
  const ada = await people.person("Ada", 0);
  const first = await ada.create();
  await first.expectSaved();
  await first.untilItOpensOffline();
  await ada.goOffline();
  await first.page.getByRole("link", { name: "All documents" }).click();
  await first.page.getByRole("button", { name: "New" }).click();
  await first.typeAtEnd("Made in a tunnel.");
  await first.expectKeptHere();
  await ada.goOnline();
  await first.expectSaved();
  const graces = await (await people.person("Grace", 1)).open(first.page.url());
  await graces.expectLines("Made in a tunnel.");
});

story("what was written offline in a closed window goes out from the list", async ({ people, server }) => {
  const { documentId, token } = await server.createDocument("Tunnel");
  const path = `/d/${documentId}#${token}`;
  const ada = await people.person("Ada", 0);
  const adas = await ada.open(path);
  await adas.typeAtEnd("Before.");
  await adas.expectSaved();
  const graces = await (await people.person("Grace", 1)).open(path);

  await ada.goOffline();
  await adas.typeAtEnd(" In the tunnel.");
  await adas.expectKeptHere();
  await adas.page.close();
  await ada.goOnline();
  await graces.expectLines("Before.");

  const home = await ada.context.newPage();
  await home.goto("/");
  await expect(home.getByRole("listitem").filter({ hasText: "Tunnel" })).toContainText("Saved");
  await graces.expectLines("Before. In the tunnel.");
});
