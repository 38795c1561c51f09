/** What a client does when it finds that the history of its document was erased. */
import { createRichText } from "@weft/richtext";
import { describe, expect, test } from "vitest";
import { MemoryStore } from "../src/store/memory-store.ts";
import { FakeBrowser } from "./simulation/fake-tabs.ts";
import { documentId, Stage, type } from "./stage.ts";

const secret = "a secret that nobody else reads";

function withoutDeleted(batches: readonly Uint8Array[]): Uint8Array {
  const document = createRichText({ documentId });
  for (const bytes of batches) document.applyUpdate(bytes);
  const saved = document.save({ deletedText: false });
  return createRichText({ documentId, saved }).updateSince(new Map());
}

/** Whether the bytes that a browser keeps of the document have the secret. */
async function keeps(store: MemoryStore): Promise<boolean> {
  const loaded = await store.load(documentId);
  if (!loaded.ok) throw new Error("the store is open");
  const { snapshot, tail, outbox } = loaded.value;
  const parts = [...(snapshot ? [snapshot] : []), ...tail, ...outbox.map(({ bytes }) => bytes)];
  const document = createRichText({ documentId, ...(snapshot ? { saved: snapshot } : {}) });
  for (const bytes of parts.slice(snapshot ? 1 : 0)) document.applyUpdate(bytes);
  return Buffer.from(document.updateSince(new Map())).includes(secret);
}

async function stageWithSecret(stage = new Stage(), store = new MemoryStore({ keeps: true })) {
  const ada = await stage.open({ store });
  type(ada.document, secret);
  await stage.run(ada.whenSaved());
  ada.document.edit([{ type: "deleteRange", from: 1, to: 1 + secret.length }]);
  type(ada.document, "for all");
  await stage.run(ada.whenSaved());
  return { stage, store, ada };
}

describe("[SY-35] an erased history", () => {
  test("goes from an open document and from this device, what shows and its ids stay, and all can be written on", async () => {
    const { stage, store, ada } = await stageWithSecret();
    expect(await keeps(store)).toBe(true);
    const before = ada.document;
    const version = new Map(before.version());
    stage.server.eraseHistory(withoutDeleted);
    await stage.pass(3000);
    expect(ada.document).not.toBe(before);
    expect([ada.document.text(), await keeps(store)]).toEqual(["for all", false]);
    expect(Buffer.from(ada.document.updateSince(new Map())).includes(secret)).toBe(false);
    expect(ada.document.version()).toEqual(version);
    expect(ada.document.undo()).toBe(false);
    type(ada.document, " and more");
    await stage.run(ada.whenSaved());
    const grace = await stage.open({ create: false });
    expect(grace.document.text()).toBe("for all and more");
    expect(stage.server.counts.reoffered).toBe(0);
  });

  test("finds edits that were not sent yet: they are kept and go out", async () => {
    const { stage, store, ada } = await stageWithSecret();
    stage.network.isUp = false;
    stage.network.cut();
    await stage.pass(100);
    type(ada.document, " said here");
    await stage.pass(200);
    stage.server.eraseHistory(withoutDeleted);
    await ada.close();
    stage.network.isUp = true;
    const again = await stage.open({ store });
    expect(again.document.text()).toBe("for all said here");
    await stage.run(again.whenSaved());
    await stage.pass(1000);
    expect([again.document.text(), await keeps(store), again.keptPieces().length]).toEqual([
      "for all said here",
      false,
      0,
    ]);
    expect((await stage.open({ create: false })).document.text()).toBe("for all said here");
  });

  test("is heard of by all tabs", async () => {
    const stage = new Stage();
    const store = new MemoryStore({ keeps: true });
    const browser = new FakeBrowser(stage.clock, stage.random);
    const tabs = [browser.tab(store), browser.tab(store)];
    const first = await stage.open({ store, tabs: tabs[0] ?? null });
    const second = await stage.open({ store, tabs: tabs[1] ?? null });
    type(second.document, secret);
    await stage.run(second.whenSaved());
    second.document.edit([{ type: "deleteRange", from: 1, to: 1 + secret.length }]);
    await stage.run(second.whenSaved());
    stage.server.eraseHistory(withoutDeleted);
    await stage.pass(3000);
    for (const tab of [first, second]) {
      expect(Buffer.from(tab.document.updateSince(new Map())).includes(secret)).toBe(false);
    }
    type(first.document, "one");
    await stage.pass(300);
    type(second.document, "two");
    await stage.run(second.whenSaved());
    await stage.pass(300);
    expect([first.document.text(), second.document.text()]).toEqual(["onetwo", "onetwo"]);
  });

  test("leaves all as it was while the copy is not whole, however often the way breaks", async () => {
    const { stage, store, ada } = await stageWithSecret();
    for (let times = 0; times < 60; times++) type(ada.document, `line ${times}`);
    await stage.run(ada.whenSaved());
    const text = ada.document.text();
    stage.server.eraseHistory(withoutDeleted);
    for (let times = 0; times < 30; times++) {
      await stage.pass(15 + times);
      stage.network.cut();
      expect(ada.document.text()).toBe(text);
    }
    await stage.pass(30_000);
    expect([ada.document.text(), await keeps(store)]).toEqual([text, false]);
  });

  test("in a server that has lost its end as well: what it lacks is offered again", async () => {
    const { stage, store, ada } = await stageWithSecret();
    type(ada.document, " and the end");
    await stage.run(ada.whenSaved());
    await ada.close();
    stage.server.restore(stage.server.log.length - 1);
    stage.server.eraseHistory(withoutDeleted);
    const again = await stage.open({ store });
    await stage.pass(3000);
    expect([again.document.text(), await keeps(store)]).toEqual(["for all and the end", false]);
    expect((await stage.open({ create: false })).document.text()).toBe("for all and the end");
  });
});
