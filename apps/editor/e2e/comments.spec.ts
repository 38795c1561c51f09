import { expect } from "@playwright/test";
import { story } from "./stories.ts";

story(
  "words are commented on, answered by who may only comment, and resolved",
  async ({ people, server }) => {
    const { documentId, token } = await server.createDocument();
    const adas = await (await people.person("Ada", 0)).open(`/d/${documentId}#${token}`);
    await adas.typeAtEnd("The launch is on Monday");
    await adas.expectSaved();
    const commenting = await server.createToken(documentId, token, "commenter");
    const graces = await (await people.person("Grace", 1)).open(`/d/${documentId}#${commenting}`);
    await graces.expectLines("The launch is on Monday");
    await expect(graces.text).toHaveAttribute("contenteditable", "false");

    // Grace may not write; what she selects she can talk about.
    await graces.text.getByText("The launch").selectText();
    await graces.page.getByTestId("bubble-toolbar").getByRole("button", { name: "Comment" }).click();
    const gracesRail = graces.page.getByTestId("comment-rail");
    await gracesRail.getByRole("textbox", { name: "Your comment" }).fill("Are we sure?");
    await gracesRail.getByRole("button", { name: "Comment", exact: true }).click();
    await expect(gracesRail.getByRole("article")).toContainText("Are we sure?");
    await expect(adas.text.locator("[data-comment]")).toHaveText("The launch is on Monday");
    await expect(graces.status).toHaveAttribute("data-pending", "0");

    // Ada reads it at the words, writes in them, answers.
    await adas.typeAtEnd("!");
    await adas.page.getByTestId("comment-button").click();
    const adasRail = adas.page.getByTestId("comment-rail");
    await adasRail.getByRole("button", { name: /Are we sure/ }).click();
    await adasRail.getByRole("textbox", { name: "Answer" }).fill("Yes.");
    await adas.page.keyboard.press("Control+Enter");
    await expect(gracesRail.getByRole("article")).toContainText("Yes.");

    // Whoever began it may resolve it, too; then the words look like any others.
    await gracesRail.getByRole("button", { name: "Resolve" }).click();
    await expect(adasRail.getByRole("heading", { name: "0 comments" })).toBeVisible();
    await expect(adasRail.getByRole("article")).toContainText("Grace resolved this");
    await adasRail.getByRole("button", { name: "Reopen" }).click();
    await expect(graces.page.getByTestId("comment-button")).toContainText("1");
    await graces.expectLines("The launch is on Monday!");
  },
);

story("who is typed behind an @ is mentioned", async ({ people }) => {
  const { adas, graces } = await people.adaAndGrace("Hello ");
  await expect(adas.page.getByRole("list", { name: "People here" }).getByText("Grace")).toBeAttached();
  await adas.typeAtEnd("@gr");
  await expect(adas.page.getByTestId("mention-menu").getByRole("button", { name: "Grace" })).toBeVisible();
  await adas.page.keyboard.press("Enter");
  await expect(graces.text.locator(".weft-mention")).toHaveText("@Grace");
  await adas.page.keyboard.type("and ada@example.org");
  await expect(adas.page.getByTestId("mention-menu")).toBeHidden();
  await graces.expectLines("Hello @Grace and ada@example.org");
});
