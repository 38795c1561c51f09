import { expect } from "@playwright/test";
import { story } from "./stories.ts";

story("the server is killed while both type, and nothing is lost", async ({ people, server }) => {
  const { documentId, token } = await server.createDocument();
  const path = `/d/${documentId}#${token}`;
  const adas = await (await people.person("Ada", 0)).open(path);
  const graces = await (await people.person("Grace", 1)).open(path);
  await adas.typeAtEnd("|");
  await graces.expectLines("|");
  await adas.caretAt(0);
  await graces.caretAt(1);

  const typing = Promise.all([
    adas.page.keyboard.type("abcdefghij".repeat(8), { delay: 10 }),
    graces.page.keyboard.type("0123456789".repeat(8), { delay: 10 }),
  ]);
  await expect.poll(async () => (await graces.lines()).join("").length).toBeGreaterThan(30);
  await server.kill9();
  await typing;
  await expect(adas.status).toHaveAttribute("data-state", /offline|reconnecting/);
  await server.restart();

  const all = `${"abcdefghij".repeat(8)}|${"0123456789".repeat(8)}`;
  await adas.expectLines(all);
  await graces.expectLines(all);
  await adas.expectSaved();
  await graces.expectSaved();

  // What is called saved is on the disk: it survives the next kill, without the writers.
  await adas.page.close();
  await graces.page.close();
  await server.kill9();
  await server.restart();
  const third = await (await people.person("Edsger", 2)).open(path);
  await third.expectLines(all);
});
