/** The suite that every adapter of `LocalStore` passes. */

import { systemRandom } from "@weft/base";
import { parseIncarnation, randomIncarnation } from "@weft/protocol";
import { expect, test } from "vitest";
import type { KeptPiece } from "../src/store/kept-piece.ts";
import { type LocalStore, nothingStored, type StoredDocument } from "../src/store/local-store.ts";
import { batch, incarnation, own, sibling } from "./machine-fixture.ts";

const id = "0".repeat(32);
const otherId = "1".repeat(32);
const otherIncarnation = parseIncarnation("2".repeat(32)) ?? randomIncarnation(systemRandom);
const piece: KeptPiece = { id: "p", reason: "role", sentence: "No.", keptAtMs: 5, batches: [batch(1)] };
const update = (byte: number) => Uint8Array.of(byte);

async function load(store: LocalStore, documentId = id): Promise<StoredDocument> {
  const loaded = await store.load(documentId);
  if (!loaded.ok) throw new Error(loaded.error.sentence);
  return loaded.value;
}

export function localStoreContract(name: string, open: () => Promise<LocalStore>): void {
  test(`[SY-24] ${name}: a document that was never seen is empty, and documents do not mix`, async () => {
    const store = await open();
    expect(await load(store)).toEqual(nothingStored);
    await store.append(id, [batch(0)]);
    await store.addReplica(id, own);
    expect(await load(store, otherId)).toEqual(nothingStored);
    await store.close();
  });

  test(`[SY-24] ${name}: the outbox keeps its order, and a batch is in it once`, async () => {
    const store = await open();
    await store.append(id, [batch(3), batch(1, { replica: sibling })]);
    await store.append(id, [batch(3), batch(4)]);
    expect((await load(store)).outbox).toEqual([batch(3), batch(1, { replica: sibling }), batch(4)]);
    await store.close();
  });

  test(`[SY-24] ${name}: what is saved goes from the outbox to the tail, together with the place`, async () => {
    const store = await open();
    await store.append(id, [batch(0), batch(1)]);
    const place = { incarnation, seq: 2 };
    await store.receive(id, { updates: [update(9)], saved: [batch(0)], after: null, place });
    const stored = await load(store);
    expect(stored.outbox).toEqual([batch(1)]);
    expect(stored.tail).toEqual([update(9), batch(0).bytes]);
    expect(stored.place).toEqual(place);
    await store.close();
  });

  test(`[SY-24] [SY-35] ${name}: a copy of the log takes the place of all that came from it, own batches stay`, async () => {
    const store = await open();
    await store.addReplica(id, own);
    await store.append(id, [batch(0), batch(1)]);
    await store.keep(id, piece);
    await store.receive(id, { updates: [update(9)], saved: [], after: null, place: { incarnation, seq: 7 } });
    const { mark } = await load(store);
    const place = { incarnation: otherIncarnation, seq: 2 };
    expect((await store.startOver(id, { snapshot: update(5), place })).ok).toBe(true);
    // What another tab was about to compact is not there any more.
    await store.compact(id, mark, update(9));
    const stored = await load(store);
    expect(stored).toMatchObject({
      snapshot: update(5),
      tail: [],
      place,
      outbox: [batch(0)],
      replicas: [own],
    });
    expect(stored.kept).toEqual([piece]);
    await store.receive(id, { updates: [update(6)], saved: [], after: place, place: { ...place, seq: 3 } });
    expect(await load(store)).toMatchObject({ tail: [update(6)], place: { ...place, seq: 3 } });
    expect(await load(store, otherId)).toEqual(nothingStored);
    await store.close();
  });

  test(`[SY-15] [SY-24] ${name}: a place goes on from the one before, never back, and never over a gap`, async () => {
    const store = await open();
    const at = (seq: number) => ({ incarnation, seq });
    const receive = (after: number | null, seq: number) =>
      store.receive(id, { updates: [], saved: [], after: after === null ? null : at(after), place: at(seq) });
    await receive(null, 5);
    await receive(5, 8);
    expect((await load(store)).place).toEqual(at(8));
    await receive(3, 6);
    expect((await load(store)).place).toEqual(at(8));
    await receive(9, 12);
    expect((await load(store)).place).toEqual(at(8));
    await receive(6, 10);
    expect((await load(store)).place).toEqual(at(10));
    const other = { incarnation: otherIncarnation, seq: 1 };
    await store.receive(id, { updates: [], saved: [], after: null, place: other });
    expect((await load(store)).place).toEqual(other);
    await store.receive(id, { updates: [], saved: [], after: at(10), place: at(11) });
    expect((await load(store)).place).toEqual(other);
    await store.close();
  });

  test(`[SY-24] ${name}: compaction replaces what was loaded, and nothing that came after`, async () => {
    const store = await open();
    const tail = (byte: number) =>
      store.receive(id, { updates: [update(byte)], saved: [], after: null, place: null });
    await tail(1);
    await tail(2);
    const { mark } = await load(store);
    await tail(3);
    await store.compact(id, mark, update(12));
    const compacted = await load(store);
    expect([compacted.snapshot, compacted.tail]).toEqual([update(12), [update(3)]]);
    await store.compact(id, mark, update(99));
    const again = await load(store);
    expect([again.snapshot, again.tail]).toEqual([update(12), [update(3)]]);
    await store.close();
  });

  test(`[SY-28] ${name}: replica ids are in the pool until they are retired`, async () => {
    const store = await open();
    await store.addReplica(id, own);
    await store.addReplica(id, sibling);
    await store.addReplica(id, own);
    expect([...(await load(store)).replicas].sort()).toEqual([own, sibling]);
    await store.retireReplica(id, own);
    expect((await load(store)).replicas).toEqual([sibling]);
    await store.close();
  });

  test(`[SY-21] [SY-24] ${name}: a kept piece takes its batches out of the outbox, is put anew, and is thrown away`, async () => {
    const store = await open();
    await store.append(id, [batch(0), batch(1), batch(2)]);
    await store.keep(id, piece);
    await store.keep(id, { ...piece, batches: [batch(1), batch(2)] });
    const stored = await load(store);
    expect(stored.outbox).toEqual([batch(0)]);
    expect(stored.kept).toEqual([{ ...piece, batches: [batch(1), batch(2)] }]);
    await store.append(otherId, [batch(5)], [piece.id]);
    expect((await load(store)).kept).toHaveLength(1);
    await store.discard(otherId, piece.id);
    expect((await load(store)).kept).toHaveLength(1);
    await store.discard(id, piece.id);
    expect((await load(store)).kept).toEqual([]);
    await store.close();
  });

  test(`[SY-21] [SY-24] ${name}: kept pieces are told oldest first, and hold a batch once among them`, async () => {
    const store = await open();
    await store.keep(id, { ...piece, id: "z", batches: [batch(1), batch(2)] });
    await store.keep(id, { ...piece, id: "b", keptAtMs: 6, batches: [batch(2), batch(3)] });
    await store.keep(id, { ...piece, id: "a", keptAtMs: 7, batches: [batch(3)] });
    const { kept } = await load(store);
    expect(kept.map((each) => [each.id, each.batches])).toEqual([
      ["z", [batch(1), batch(2)]],
      ["b", [batch(3)]],
    ]);
    await store.close();
  });

  test(`[SY-21] [SY-24] ${name}: a kept piece goes in the commit that stores what was written again`, async () => {
    const store = await open();
    await store.keep(id, piece);
    await store.append(id, [batch(7)], [piece.id]);
    const stored = await load(store);
    expect([stored.outbox, stored.kept]).toEqual([[batch(7)], []]);
    await store.close();
  });

  test(`[SY-24] ${name}: calls that were made at once take effect in their order`, async () => {
    const store = await open();
    const calls = [
      store.append(id, [batch(0)]),
      store.append(id, [batch(1)]),
      store.receive(id, { updates: [], saved: [batch(0)], after: null, place: { incarnation, seq: 1 } }),
      store.keep(id, piece),
    ];
    expect((await Promise.all(calls)).every((result) => result.ok)).toBe(true);
    const stored = await load(store);
    expect([stored.outbox, stored.tail, stored.kept]).toEqual([[], [batch(0).bytes], [piece]]);
    await store.close();
  });

  test(`[SY-24] ${name}: after it is closed every call fails in words`, async () => {
    const store = await open();
    await store.close();
    const results = [await store.load(id), await store.append(id, [batch(0)]), await store.discard(id, "p")];
    for (const result of results) {
      expect(result.ok).toBe(false);
      if (!result.ok) expect(result.error.sentence).not.toBe("");
    }
  });
}
