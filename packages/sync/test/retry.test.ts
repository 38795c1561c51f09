/** Refused edits that are tried again: whole, once, and where they stood. */
import type { RichText } from "@weft/richtext";
import { expect, test } from "vitest";
import { RefusedError } from "../src/shell/saved-waiters.ts";
import { MemoryStore } from "../src/store/memory-store.ts";
import { FakeBrowser } from "./simulation/fake-tabs.ts";
import { copyOf, Stage, type } from "./stage.ts";

/** What a document shows, without names. */
function view(document: RichText): unknown {
  return Array.from({ length: document.blockCount }, (_, index) => {
    const { id, type, attributes, containers } = document.blockAt(index);
    return [type, attributes, containers.map((container) => container.type), document.inline(id)];
  });
}

/** Does to "one two three" something of everything. */
function rework(document: RichText): void {
  type(document, " and a half", 8);
  document.edit([{ type: "splitBlock", at: 5 }]);
  document.edit([{ type: "deleteRange", from: 1, to: 3 }]);
  const [first, second] = [document.blockAt(0), document.blockAt(1)];
  document.edit([
    { type: "createContainer", key: "list", containerType: "bulletList", attributes: {}, parent: null },
    {
      type: "createContainer",
      key: "item",
      containerType: "listItem",
      attributes: {},
      parent: { key: "list" },
    },
    { type: "setBlock", block: second.id, container: { key: "item" } },
  ]);
  document.edit([{ type: "setBlock", block: first.id, blockType: "heading", attributes: { level: 2 } }]);
  const bold = { type: "bold", attributes: {} };
  document.edit([{ type: "addMark", from: 5, to: 8, mark: bold, grows: true }]);
  document.edit([{ type: "deleteRange", from: document.length - 2, to: document.length }]);
  document.undo();
}

/** A viewer whose rework was refused, and what it would have come to. */
async function refusedRework(stage: Stage, store: MemoryStore) {
  const owner = await stage.open();
  type(owner.document, "one two three");
  await stage.run(owner.whenSaved());
  const viewer = await stage.open({ token: "viewer", create: false, store });
  const { document } = viewer;
  // In one go: nothing is refused in between.
  rework(document);
  const wanted = view(document);
  await stage.pass(200);
  expect(viewer.document.text()).toBe("one two three");
  await viewer.close();
  stage.server.setRole("viewer", "editor");
  return { owner, wanted };
}

test("[SY-21] a kept piece is written again whole: splits, deletions, marks, types, containers", async () => {
  const stage = new Stage();
  const store = new MemoryStore({ keeps: true });
  const { owner, wanted } = await refusedRework(stage, store);
  const editor = await stage.open({ token: "viewer", create: false, store });
  await stage.pass(200);
  const before = view(editor.document);
  const [piece] = editor.keptPieces();
  const retried = editor.retryPiece(piece?.id ?? "");
  await stage.run(Promise.all([retried, editor.retryPiece(piece?.id ?? "")]));
  await stage.pass(200);
  expect(view(editor.document)).toEqual(wanted);
  expect(view(owner.document)).toEqual(wanted);
  expect(editor.status()).toMatchObject({ state: "saved", keptPieces: 0 });
  editor.document.undo();
  expect(view(editor.document)).toEqual(before);
});

test("[SY-21] a browser that dies after a retry was stored, and before it was sent, does not write it twice", async () => {
  const stage = new Stage();
  const store = new MemoryStore({ keeps: true });
  const { owner, wanted } = await refusedRework(stage, store);
  const browser = new FakeBrowser(stage.clock, stage.random);
  const tab = {};
  const editor = await stage.open({ token: "viewer", create: false, store, tabs: browser.tab(tab) });
  await stage.pass(200);
  stage.network.isUp = false;
  stage.network.cut();
  const [piece] = editor.keptPieces();
  const retried = editor.retryPiece(piece?.id ?? "").catch((error: unknown) => error);
  await stage.pass(100);
  expect(editor.status()).toMatchObject({ unsavedEdits: 1, keptPieces: 0 });
  browser.kill(tab);
  const again = await stage.open({ token: "viewer", create: false, store, tabs: browser.tab({}) });
  expect([again.keptPieces(), view(again.document)]).toEqual([[], wanted]);
  stage.network.isUp = true;
  again.tryNow();
  await stage.run(again.whenSaved());
  await stage.pass(200);
  expect(view(owner.document)).toEqual(wanted);
  await editor.close();
  await retried;
});

test("[SY-21] what is refused again is in one kept piece, and says so", async () => {
  const stage = new Stage();
  const store = new MemoryStore({ keeps: true });
  const { wanted } = await refusedRework(stage, store);
  stage.server.setRole("viewer", "viewer");
  const viewer = await stage.open({ token: "viewer", create: false, store });
  await stage.pass(200);
  const [piece] = viewer.keptPieces();
  await expect(stage.run(viewer.retryPiece(piece?.id ?? ""))).rejects.toBeInstanceOf(RefusedError);
  await stage.pass(200);
  expect(viewer.keptPieces()).toMatchObject([{ text: piece?.text }]);
  await viewer.close();
  stage.server.setRole("viewer", "editor");
  const editor = await stage.open({ token: "viewer", create: false, store });
  await stage.pass(200);
  await stage.run(editor.retryPiece(editor.keptPieces()[0]?.id ?? ""));
  expect(view(editor.document)).toEqual(wanted);
});

test("[SY-22] of two copies of a profile the later one's marks, splits and deletions survive too", async () => {
  const stage = new Stage();
  const store = new MemoryStore({ keeps: true });
  const locks = () => new FakeBrowser(stage.clock, stage.random).tab({});
  const first = await stage.open({ store, tabs: locks() });
  type(first.document, "one two three");
  await stage.run(first.whenSaved());
  await first.close();
  const copy = await copyOf(store);
  stage.network.isUp = false;
  const ada = await stage.open({ store, tabs: locks() });
  const ben = await stage.open({ store: copy, tabs: locks() });
  ada.document.edit([{ type: "setProperty", key: "title", value: "Ada's" }]);
  rework(ben.document);
  const wanted = view(ben.document);
  await stage.pass(100);
  stage.network.isUp = true;
  ada.tryNow();
  await stage.run(ada.whenSaved());
  const saved = ben.whenSaved();
  ben.tryNow();
  await stage.run(saved);
  expect(ben.status()).toMatchObject({ state: "saved", unsavedEdits: 0, keptPieces: 0 });
  await stage.pass(200);
  expect([view(ben.document), view(ada.document)]).toEqual([wanted, wanted]);
  expect(ben.document.property("title")).toBe("Ada's");
});
