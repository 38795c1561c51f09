/** Refused edits that are tried again: whole, once, and where they stood. */
import type { RichText } from "@weft/richtext";
import { expect, test } from "vitest";
import { RefusedError } from "../src/shell/saved-waiters.ts";
import { MemoryStore } from "../src/store/memory-store.ts";
import { FakeBrowser } from "./simulation/fake-tabs.ts";
import { SmallDisk } from "./small-disk.ts";
import { copyOf, documentId, Stage, type } from "./stage.ts";

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

test("[SY-22] of three copies of a profile, two of which hold the same unsent words, both write those again", async () => {
  const stage = new Stage();
  const store = new MemoryStore({ keeps: true });
  const locks = () => new FakeBrowser(stage.clock, stage.random).tab({});
  const first = await stage.open({ store, tabs: locks() });
  type(first.document, "base");
  await stage.run(first.whenSaved());
  await first.close();
  const early = await copyOf(store);
  stage.network.isUp = false;
  const ada = await stage.open({ store: early, tabs: locks() });
  const ben = await stage.open({ store, tabs: locks() });
  type(ada.document, " Ada");
  type(ben.document, " both");
  await stage.pass(100);
  const cleo = await stage.open({ store: await copyOf(store), tabs: locks() });
  type(ben.document, " Ben");
  type(cleo.document, " Cleo");
  await stage.pass(100);
  stage.network.isUp = true;
  for (const each of [ada, ben, cleo]) {
    const saved = each.whenSaved();
    each.tryNow();
    await stage.run(saved);
  }
  await stage.pass(3000);
  const texts = [ada, ben, cleo].map(({ document }) => document.text());
  expect(new Set(texts).size).toBe(1);
  expect([...(texts[0] ?? "")].sort().join("")).toBe([..."base Ada both both Ben Cleo"].sort().join(""));
  const replicas = [ada, ben, cleo].map(({ document }) => document.replica);
  expect(new Set(replicas).size).toBe(3);
});

/** A viewer on a small disk whose "piece" was refused, in one tab or more; `isFull` while it was. */
async function refusedPiece(tabCount: number, isFull = false) {
  const stage = new Stage();
  const owner = await stage.open();
  type(owner.document, "base ");
  await stage.run(owner.whenSaved());
  const store = new SmallDisk();
  const browser = new FakeBrowser(stage.clock, stage.random);
  const open = () => stage.open({ token: "viewer", create: false, store, tabs: browser.tab({}) });
  const first = await open();
  const others = await Promise.all(Array.from({ length: tabCount - 1 }, open));
  await stage.pass(200);
  store.isFull = isFull;
  type(first.document, "piece");
  await stage.pass(500);
  const [piece] = first.keptPieces();
  return { stage, owner, store, first, others, open, id: piece?.id ?? "" };
}

async function storedPieces(store: MemoryStore): Promise<number> {
  const loaded = await store.load(documentId);
  return loaded.ok ? loaded.value.kept.length : 0;
}

/** How often each text has `word` in it. */
function times(word: string, texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + text.split(word).length - 1, 0);
}

test("[SY-21] two tabs that try a piece again at the same moment write it once", async () => {
  const { stage, owner, first, others, id } = await refusedPiece(2);
  stage.server.setRole("viewer", "editor");
  stage.network.cut();
  await stage.pass(3000);
  await stage.run(Promise.all([first, ...others].map((tab) => tab.retryPiece(id))));
  await stage.pass(1000);
  expect(times("piece", [owner.document.text()])).toBe(1);
  expect([first, ...others].map((tab) => tab.status().keptPieces)).toEqual([0, 0]);
});

test("[SY-21] a piece for which there was no room is not stored after it was written again", async () => {
  const { stage, store, first, open, id } = await refusedPiece(1, true);
  expect([first.keptPieces().length, await storedPieces(store)]).toEqual([1, 0]);
  stage.server.setRole("viewer", "editor");
  stage.network.isUp = false;
  stage.network.cut();
  await stage.pass(100);
  store.isFull = false;
  const retried = first.retryPiece(id).catch((error: unknown) => error);
  await stage.pass(1000);
  expect([first.keptPieces().length, await storedPieces(store)]).toEqual([0, 0]);
  await first.close();
  await retried;
  const again = await open();
  expect([times("piece", [again.document.text()]), again.keptPieces()]).toEqual([1, []]);
});

test("[SY-21] what is refused again while the disk is full is one piece, and one when there is room", async () => {
  const { stage, store, first, id } = await refusedPiece(1);
  store.isFull = true;
  await expect(stage.run(first.retryPiece(id))).rejects.toBeInstanceOf(RefusedError);
  await stage.pass(1000);
  expect(first.keptPieces()).toMatchObject([{ text: "piece" }]);
  store.isFull = false;
  await stage.pass(60_000);
  expect([first.keptPieces().length, await storedPieces(store)]).toEqual([1, 1]);
  stage.server.setRole("viewer", "editor");
  stage.network.cut();
  await stage.pass(3000);
  await stage.run(first.retryPiece(id));
  expect([first.document.text(), first.keptPieces()]).toEqual(["base piece", []]);
});

test("[SY-21] what is refused while it waits to be stored is in the new piece alone", async () => {
  const { stage, store, first, id } = await refusedPiece(1);
  type(first.document, "one ");
  await new Promise((resolve) => setImmediate(resolve));
  store.appendGate = new Promise((resolve) => stage.clock.after(200, resolve));
  type(first.document, "two ");
  await new Promise((resolve) => setImmediate(resolve));
  const retried = first.retryPiece(id).catch((error: unknown) => error);
  await stage.pass(2000);
  expect(await retried).toBeInstanceOf(RefusedError);
  const texts = first.keptPieces().map((piece) => piece.text);
  expect(["one", "two", "piece"].map((word) => times(word, texts))).toEqual([1, 1, 1]);
});

test("[SY-21] a piece for which there is no room stays in the list when another tab throws one away", async () => {
  const { stage, store, first, others, id } = await refusedPiece(2);
  store.isFull = true;
  type(first.document, "second");
  await stage.pass(500);
  expect(first.keptPieces().map((piece) => piece.text)).toEqual(["piece", "second"]);
  for (const other of others) await stage.run(other.discardPiece(id));
  await stage.pass(500);
  expect(first.keptPieces().map((piece) => piece.text)).toEqual(["second"]);
});
