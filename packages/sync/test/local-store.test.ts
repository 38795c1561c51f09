import "fake-indexeddb/auto";
import { openDB } from "idb";
import { expect, test } from "vitest";
import { openIndexedDbStore } from "../src/store/indexed-db-store.ts";
import type { LocalStore } from "../src/store/local-store.ts";
import { MemoryStore } from "../src/store/memory-store.ts";
import { localStoreContract } from "./local-store-contract.ts";
import { batch } from "./machine-fixture.ts";

let databases = 0;

async function openFresh(name = `test-${databases++}`): Promise<LocalStore> {
  const opened = await openIndexedDbStore(name);
  if (!opened.ok) throw new Error(opened.error.sentence);
  return opened.value;
}

localStoreContract("memory", async () => new MemoryStore());
localStoreContract("IndexedDB", () => openFresh());

const id = "0".repeat(32);

test("[SY-24] what is in IndexedDB is there when it is opened again", async () => {
  const first = await openFresh("reopened");
  await first.append(id, [batch(0)]);
  await first.close();
  const second = await openFresh("reopened");
  expect(await second.load(id)).toMatchObject({ ok: true, value: { outbox: [batch(0)] } });
});

test("[SY-25] a database of a newer format is refused in words and left as it is", async () => {
  const newer = await openDB("newer", 2, {
    upgrade: (database) => void database.createObjectStore("future"),
  });
  await newer.put("future", "kept", "key");
  newer.close();
  const opened = await openIndexedDbStore("newer");
  expect(opened).toMatchObject({ ok: false, error: { kind: "version" } });
  const still = await openDB("newer", 2);
  expect(await still.get("future", "key")).toBe("kept");
});

test("[SY-26] a browser without IndexedDB, or one that forbids it, is told apart from a broken one", async () => {
  const { indexedDB } = globalThis;
  Reflect.deleteProperty(globalThis, "indexedDB");
  expect(await openIndexedDbStore("none")).toMatchObject({ ok: false, error: { kind: "unavailable" } });
  Reflect.set(globalThis, "indexedDB", {
    open: () => {
      throw new DOMException("private mode", "SecurityError");
    },
  });
  expect(await openIndexedDbStore("none")).toMatchObject({ ok: false, error: { kind: "unavailable" } });
  Reflect.set(globalThis, "indexedDB", indexedDB);
});

test("[SY-27] a full disk is reported as such, and nothing of the call has happened", async () => {
  const store = await openFresh("full");
  const { add } = IDBObjectStore.prototype;
  let calls = 0;
  IDBObjectStore.prototype.add = function (this: IDBObjectStore, ...values: Parameters<typeof add>) {
    if (++calls === 2) throw new DOMException("no room", "QuotaExceededError");
    return add.apply(this, values);
  };
  const result = await store.append(id, [batch(0), batch(1)]);
  IDBObjectStore.prototype.add = add;
  expect(result).toMatchObject({ ok: false, error: { kind: "quota" } });
  expect(await store.load(id)).toMatchObject({ ok: true, value: { outbox: [] } });
  expect(await store.append(id, [batch(0), batch(1)])).toMatchObject({ ok: true });
});
