/** Which replica ids may be written under again: only those all of whose counters this device knows. */
import { expect, test } from "vitest";
import { MemoryStore } from "../src/store/memory-store.ts";
import { FakeBrowser } from "./simulation/fake-tabs.ts";
import { SmallDisk } from "./small-disk.ts";
import { documentId, Stage, type } from "./stage.ts";

async function replicas(store: MemoryStore): Promise<readonly string[]> {
  const loaded = await store.load(documentId);
  return loaded.ok ? loaded.value.replicas : [];
}

test("[SY-28] an id whose batches left a full disk unstored is not leased again when there is room", async () => {
  const stage = new Stage();
  const browser = new FakeBrowser(stage.clock, stage.random);
  const store = new SmallDisk();
  const tab = {};
  const first = await stage.open({ store, tabs: browser.tab(tab) });
  type(first.document, "stored ");
  await stage.run(first.whenSaved());
  const [old] = await replicas(store);
  store.isFull = true;
  type(first.document, "unstored ");
  await stage.run(first.whenSaved());
  store.isFull = false;
  type(first.document, "stored too");
  await stage.run(first.whenSaved());
  await stage.pass(60_000);
  expect(await replicas(store)).not.toContain(old);
  browser.kill(tab);
  stage.network.isUp = false;
  stage.network.cut();
  const next = await stage.open({ store, tabs: browser.tab({}) });
  type(next.document, "!");
  stage.network.isUp = true;
  await stage.run(next.whenSaved());
  await stage.pass(1000);
  expect(next.document.text()).toContain("unstored ");
  expect(next.document.text()).toContain("!");
  expect(next.keptPieces()).toEqual([]);
});

test("[SY-28] an id with a stored batch whose causes this device lacks is not leased again", async () => {
  const stage = new Stage();
  const browser = new FakeBrowser(stage.clock, stage.random);
  const store = new SmallDisk();
  const tab = {};
  const first = await stage.open({ store, tabs: browser.tab(tab) });
  const other = await stage.open();
  type(first.document, "mine ");
  await stage.run(first.whenSaved());
  const [old] = await replicas(store);
  // What the other writes is shown but cannot be kept; what is written on top of it is stored and never sent.
  store.isFull = true;
  type(other.document, "theirs ");
  await stage.run(other.whenSaved());
  await stage.pass(100);
  expect(first.document.text()).toBe("mine theirs ");
  store.isFull = false;
  stage.network.isUp = false;
  stage.network.cut();
  type(first.document, "on top");
  await stage.pass(100);
  browser.kill(tab);
  const next = await stage.open({ store, tabs: browser.tab({}) });
  type(next.document, "new ", 1);
  await stage.pass(100);
  expect(await replicas(store)).not.toContain(old);
  stage.network.isUp = true;
  await stage.run(next.whenSaved());
  await stage.pass(1000);
  for (const text of ["mine ", "theirs ", "on top", "new "]) {
    expect(next.document.text().split(text), text).toHaveLength(2);
  }
  expect(next.keptPieces()).toEqual([]);
});

test("[SY-28] an id that its last holder retired after the pool was read is not leased", async () => {
  const stage = new Stage();
  const browser = new FakeBrowser(stage.clock, stage.random);
  const store = new MemoryStore({ keeps: true });
  const first = await stage.open({ store, tabs: browser.tab({}) });
  type(first.document, "one");
  await stage.run(first.whenSaved());
  const [old = ""] = await replicas(store);
  const load = store.load.bind(store);
  store.load = async (id) => {
    const before = await load(id);
    store.load = load;
    for (const replica of first.document.version().keys()) await store.retireReplica(documentId, replica);
    await first.close();
    return before;
  };
  const next = await stage.open({ store, tabs: browser.tab({}) });
  type(next.document, " two");
  await stage.run(next.whenSaved());
  expect([...next.document.version().keys()]).toHaveLength(2);
  expect(await replicas(store)).not.toContain(old);
});

test("[SY-28] a tab that is reloaded goes on as itself, though an older tab's id is free, and undoes what it did", async () => {
  const stage = new Stage();
  const browser = new FakeBrowser(stage.clock, stage.random);
  const store = new MemoryStore({ keeps: true });
  const older = await stage.open({ store, tabs: browser.tab({}) });
  type(older.document, "older");
  await stage.run(older.whenSaved());
  const reloaded = await stage.open({ store, tabs: browser.tab({}) });
  reloaded.document.edit([
    { type: "insertText", at: 1, text: "two " },
    { type: "insertText", at: 5, text: "parts " },
  ]);
  await stage.run(reloaded.whenSaved());
  const { replica } = reloaded.document;
  const undoMemory = reloaded.document.undoMemory();
  await stage.run(Promise.all([older.close(), reloaded.close()]));
  const next = await stage.open({ store, tabs: browser.tab({}), resume: { replica, undoMemory } });
  expect(next.document.replica).toBe(replica);
  next.document.undo();
  expect([next.document.text(), next.document.canUndo]).toEqual(["older", false]);
  await stage.run(next.close());
  const foreign = { replica: "no replica", undoMemory: new Uint8Array([1, 2, 3]) };
  const other = await stage.open({ store, tabs: browser.tab({}), resume: foreign });
  expect(other.document.text()).toBe("older");
});

test("[SY-28] an id whose batches were put aside by another tab is not leased again", async () => {
  const stage = new Stage();
  const browser = new FakeBrowser(stage.clock, stage.random);
  const store = new MemoryStore({ keeps: true });
  await stage.run((await stage.open()).whenSaved());
  const open = (tab: object) => stage.open({ token: "viewer", create: false, store, tabs: browser.tab(tab) });
  const dying = {};
  const first = await open({});
  const second = await open(dying);
  stage.network.isUp = false;
  stage.network.cut();
  type(second.document, "of the dead");
  const dead = [...second.document.version().keys()];
  await stage.pass(100);
  browser.kill(dying);
  stage.network.isUp = true;
  first.tryNow();
  await stage.pass(3000);
  const [piece] = first.keptPieces();
  expect(piece).toMatchObject({ text: "of the dead" });
  stage.server.setRole("viewer", "editor");
  stage.network.cut();
  const next = await open({});
  type(next.document, "of the living");
  await stage.run(next.whenSaved());
  await stage.pass(500);
  expect(dead.map((replica) => next.document.version().has(replica))).toEqual([false]);
  expect(next.keptPieces()).toMatchObject([{ text: "of the dead" }]);
  await stage.run(next.retryPiece(piece?.id ?? ""));
  for (const text of ["of the dead", "of the living"]) {
    expect(next.document.text().split(text), text).toHaveLength(2);
  }
});

test("[SY-28] who wants a new id gets one though others are free, and a reload goes on with it", async () => {
  const stage = new Stage();
  const browser = new FakeBrowser(stage.clock, stage.random);
  const store = new MemoryStore({ keeps: true });
  const first = await stage.open({ store, tabs: browser.tab({}) });
  type(first.document, "one ");
  await stage.run(first.whenSaved());
  const [old] = await replicas(store);
  await stage.run(first.close());
  const merging = await stage.open({ store, tabs: browser.tab({}), fresh: true });
  const { replica } = merging.document;
  expect(replica).not.toBe(old);
  type(merging.document, "two ");
  const undoMemory = merging.document.undoMemory();
  await stage.run(merging.close());
  const next = await stage.open({ store, tabs: browser.tab({}), resume: { replica, undoMemory } });
  expect([next.document.replica, next.document.text()]).toEqual([replica, "one two "]);
  expect(next.document.undo()).toBe(true);
  expect(next.document.text()).toBe("one ");
});
