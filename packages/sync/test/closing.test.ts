/** How a replica ends, how the next one goes on, and what a store that misbehaves may not do. */
import { tokenBytesMax } from "@weft/protocol";
import { expect, test } from "vitest";
import { openReplica } from "../src/index.ts";
import { socketAddress } from "../src/shell/address.ts";
import { ClosedError, RefusedError } from "../src/shell/saved-waiters.ts";
import { MemoryStore } from "../src/store/memory-store.ts";
import { FakeBrowser } from "./simulation/fake-tabs.ts";
import { documentId, Stage, type } from "./stage.ts";

test("[SY-7] after close, whenSaved resolves if all was saved, and rejects if not, instead of hanging", async () => {
  const stage = new Stage();
  const ada = await stage.open();
  type(ada.document, "saved");
  await stage.run(ada.whenSaved());
  await stage.run(ada.close());
  await expect(ada.whenSaved()).resolves.toBeUndefined();
  type(ada.document, "too late");
  await expect(ada.whenSaved()).rejects.toBeInstanceOf(ClosedError);
  expect(ada.status().state).not.toBe("saved");
});

test("[SY-2] [SY-7] what a close stores in the last moment counts as unsaved, here and in the next life", async () => {
  const stage = new Stage();
  const store = new MemoryStore({ keeps: true });
  const ada = await stage.open({ store });
  await stage.pass(100);
  stage.network.isUp = false;
  stage.network.cut();
  type(ada.document, "last words");
  await stage.run(Promise.all([ada.close(), ada.close()]));
  expect(ada.status()).toMatchObject({ state: "offline", unsavedEdits: 1, storedHere: 1 });
  const next = await stage.open({ store });
  expect(next.document.text()).toBe("last words");
  expect(next.status().unsavedEdits).toBe(1);
  stage.network.isUp = true;
  await stage.run(next.whenSaved());
  expect(stage.server.log).toHaveLength(1);
});

test("[SY-28] a tab that is given a replica id while its last holder stores goes on from the last counter", async () => {
  const stage = new Stage();
  const browser = new FakeBrowser(stage.clock, stage.random);
  const store = new MemoryStore({ keeps: true });
  const first = await stage.open({ store, tabs: browser.tab({}) });
  type(first.document, "one");
  await stage.run(first.whenSaved());
  const load = store.load.bind(store);
  // The next tab reads the store first; the last one types, stores and lets go before the next one has its lease.
  store.load = async (id) => {
    const before = await load(id);
    store.load = load;
    type(first.document, " two");
    await first.close();
    return before;
  };
  const next = await stage.open({ store, tabs: browser.tab({}) });
  expect(next.document.text()).toBe("one two");
  type(next.document, " three");
  await stage.run(next.whenSaved());
  expect([...next.document.version().keys()]).toHaveLength(1);
  expect(next.keptPieces()).toHaveLength(0);
});

test("[SY-7] [SY-23] while refused edits are kept aside, whenSaved goes on rejecting", async () => {
  const stage = new Stage();
  const vera = await stage.open({ token: "viewer", create: false });
  type(vera.document, "may I?");
  await expect(stage.run(vera.whenSaved())).rejects.toBeInstanceOf(RefusedError);
  await stage.pass(100);
  await expect(vera.whenSaved()).rejects.toBeInstanceOf(RefusedError);
  for (const piece of vera.keptPieces()) await vera.discardPiece(piece.id);
  await expect(stage.run(vera.whenSaved())).resolves.toBeUndefined();
});

test("[SY-27] a store that throws is a store that fails: edits go to the server, and the status says so", async () => {
  const stage = new Stage();
  const store = new MemoryStore({ keeps: true });
  store.append = () => Promise.reject(new Error("the disk is gone"));
  const ada = await stage.open({ store });
  type(ada.document, "hello");
  await stage.run(ada.whenSaved());
  expect(ada.status().keepsLocally).toBe(false);
  expect(stage.server.log).toHaveLength(1);
  await stage.run(ada.close());
});

test("addresses come in many forms, and slashes at their end say nothing", () => {
  for (const url of [
    "http://host",
    "http://host/",
    "http://host//",
    "ws://host",
    "ws://host/sync",
    "ws://host/sync/",
    "http://host/d/0123456789abcdef0123456789abcdef",
    "http://host/d/abc/#token",
  ]) {
    expect(socketAddress(url)).toBe("ws://host/sync");
  }
  expect(socketAddress("https://host/?token=x#part")).toBe("wss://host/sync?token=x");
  expect(socketAddress("https://host/weft/d/abc?token=x#part")).toBe("wss://host/weft/sync?token=x");
  expect(socketAddress("http://host/weft/sync")).toBe("ws://host/weft/sync");
  expect(socketAddress("ws://host/any/way")).toBe("ws://host/any/way");
  for (const url of [
    "host",
    "localhost:4400",
    "ftp://host",
    "http://host/abc",
    "http://host/d",
    "http://host/d/a/b",
  ])
    expect(() => socketAddress(url)).toThrow(TypeError);
});

test("a token that is too long for the protocol is refused at once", async () => {
  const opened = openReplica({
    url: "http://host",
    documentId,
    token: "x".repeat(tokenBytesMax + 1),
    store: new MemoryStore(),
  });
  await expect(opened).rejects.toBeInstanceOf(TypeError);
});
