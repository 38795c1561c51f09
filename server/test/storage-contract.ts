/** What every adapter of the storage port must do, in one place. Each adapter's test file runs this suite. */
import { seededRandom } from "@weft/base";
import { randomDocumentId, randomIncarnation } from "@weft/protocol";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { NewEntry, Storage, StoredDocument, StoredToken } from "../src/storage/storage.ts";

const random = seededRandom(7);
const a = "aaaaaaaaaaaaaaaa";
const b = "bbbbbbbbbbbbbbbb";

/** A document row with fresh ids. */
export function newDocument(): StoredDocument {
  const incarnation = randomIncarnation(random);
  return { id: randomDocumentId(random), engine: "weft", title: null, incarnation, createdAtMs: 1000 };
}

/** A token row. */
export function newToken(id: string, role: StoredToken["role"] = "owner"): StoredToken {
  const until = { expiresAtMs: null, revokedAtMs: null };
  return { id, hash: random.bytes(32), role, kind: "link", createdAtMs: 1000, ...until };
}

/** A batch for the log: `counter` to `counter + count - 1` of a replica. */
export function newEntry(replica: string, counter: number, count: number, size = 8): NewEntry {
  const lamport = counter;
  const bytes = random.bytes(size);
  return { replica, counter, count, lamport, wallTimeMs: 5, author: "someone", binds: null, bytes };
}

/** Runs the suite against what `open` opens. */
export function describeStorage(name: string, open: () => Promise<Storage>): void {
  describe(`storage contract: ${name}`, () => {
    let storage: Storage;
    let document: StoredDocument;

    beforeEach(async () => {
      storage = await open();
      document = newDocument();
      await storage.createDocument(document, newToken("owner"));
    });
    afterEach(() => storage.close());

    const whole = (lastSeq: number) => ({ documentId: document.id, afterSeq: 0, lastSeq, bytesMax: 1e9 });
    const append = (firstSeq: number, ...entries: NewEntry[]) =>
      storage.append([{ documentId: document.id, firstSeq, entries }]);

    test("C1 a document is found as it was made, and an id is taken once", async () => {
      expect(await storage.findDocument(document.id)).toEqual(document);
      expect(await storage.createDocument({ ...document, title: "other" }, newToken("thief"))).toBe("exists");
      expect(await storage.findDocument(document.id)).toEqual(document);
      expect((await storage.listTokens(document.id)).map(({ id }) => id)).toEqual(["owner"]);
      expect(await storage.findDocument(newDocument().id)).toBeNull();
    });

    test("C1 a document's engine is kept with it and stands at the head of its log", async () => {
      const yjs: StoredDocument = { ...newDocument(), engine: "yjs" };
      await storage.createDocument(yjs, newToken("owner"));
      expect(await storage.findDocument(yjs.id)).toEqual(yjs);
      expect((await storage.readHead(yjs.id))?.engine).toBe("yjs");
      expect((await storage.readHead(document.id))?.engine).toBe("weft");
    });

    test("C2 tokens are listed oldest first and revoked once", async () => {
      const editor = newToken("editor", "editor");
      await storage.addToken(document.id, editor, { atMs: 70, actor: "owner" });
      expect(await storage.revokeToken(document.id, "editor", { atMs: 77, actor: "owner" })).toBe(true);
      expect(await storage.revokeToken(document.id, "editor", { atMs: 78, actor: "owner" })).toBe(false);
      expect(await storage.revokeToken(document.id, "nobody", { atMs: 78, actor: "owner" })).toBe(false);
      const [owner, revoked] = await storage.listTokens(document.id);
      expect(owner?.revokedAtMs).toBeNull();
      expect(revoked).toEqual({ ...editor, revokedAtMs: 77 });
    });

    test("C15 a role is changed while the token is good, and every deed about people is noted with it", async () => {
      const act = (atMs: number) => ({ atMs, actor: "owner" });
      await storage.addToken(document.id, newToken("guest", "editor"), act(70));
      expect(await storage.changeRole(document.id, "guest", { ...act(71), role: "viewer" })).toBe(true);
      expect(await storage.changeRole(document.id, "guest", { ...act(72), role: "viewer" })).toBe(false);
      expect(await storage.changeRole(document.id, "nobody", { ...act(73), role: "viewer" })).toBe(false);
      expect((await storage.listTokens(document.id))[1]?.role).toBe("viewer");
      await storage.revokeToken(document.id, "guest", act(74));
      expect(await storage.changeRole(document.id, "guest", { ...act(75), role: "editor" })).toBe(false);
      expect(await storage.listAudit(document.id)).toEqual([
        { ...act(1000), action: "created", tokenId: "owner", role: "owner" },
        { ...act(70), action: "added", tokenId: "guest", role: "editor" },
        { ...act(71), action: "changed", tokenId: "guest", role: "viewer" },
        { ...act(74), action: "revoked", tokenId: "guest", role: "viewer" },
      ]);
      expect(await storage.listAudit(newDocument().id)).toEqual([]);
    });

    test("C16 a deleted document leaves its id and its audit, and nothing else", async () => {
      await append(1, newEntry(a, 0, 3), newEntry(b, 0, 2));
      await storage.saveSnapshot(document.id, { seq: 1, logBytes: 8, bytes: random.bytes(10) });
      const other = newDocument();
      await storage.createDocument(other, newToken("owner"));
      expect(await storage.deleteDocument(document.id, { atMs: 90, actor: "owner" })).toBe(true);
      expect(await storage.deleteDocument(newDocument().id, { atMs: 90, actor: "owner" })).toBe(false);
      expect(await storage.listTokens(document.id)).toEqual([]);
      expect(await storage.findSnapshot(document.id)).toBeNull();
      expect(await storage.readHead(document.id)).toMatchObject({ lastSeq: 0, totalBytes: 0, writers: [] });
      expect((await storage.readEntries(whole(0))).entries).toEqual([]);
      expect((await storage.findDocument(document.id))?.title).toBeNull();
      expect(await storage.createDocument(document, newToken("thief"))).toBe("exists");
      expect((await storage.listAudit(document.id)).at(-1)).toMatchObject({
        action: "deleted",
        actor: "owner",
      });
      expect(await storage.listTokens(other.id)).toHaveLength(1);
    });

    test("C3 a new log is empty; an unknown document has none", async () => {
      const { engine, incarnation } = document;
      const empty = {
        engine,
        incarnation,
        lastSeq: 0,
        nextLamport: 0,
        totalBytes: 0,
        snapshot: null,
        writers: [],
      };
      expect(await storage.readHead(document.id)).toEqual(empty);
      expect(await storage.readHead(newDocument().id)).toBeNull();
      expect(await storage.findSnapshot(document.id)).toBeNull();
    });

    test("C4 entries come back as they were appended, in order, without gaps", async () => {
      const entries = [newEntry(a, 0, 3), newEntry(b, 0, 2), newEntry(a, 3, 1)];
      await append(1, ...entries.slice(0, 2));
      await append(3, ...entries.slice(2));
      const page = await storage.readEntries(whole(3));
      expect(page.damagedSeq).toBeNull();
      expect(page.entries).toEqual(
        entries.map(({ binds: _, ...entry }, index) => ({ ...entry, seq: index + 1 })),
      );
    });

    test("C5 the head follows the log", async () => {
      await append(1, { ...newEntry(a, 0, 3), binds: "one" }, newEntry(b, 0, 2), {
        ...newEntry(a, 3, 4),
        binds: null,
      });
      const head = await storage.readHead(document.id);
      expect(head).toMatchObject({ lastSeq: 3, nextLamport: 7, totalBytes: 24 });
      expect(head?.writers.toSorted((left, right) => (left.replica < right.replica ? -1 : 1))).toEqual([
        { replica: a, known: 7, identity: "one" },
        { replica: b, known: 2, identity: "" },
      ]);
    });

    test("C6 an append that does not continue the log fails, and nothing of its group is there", async () => {
      await append(1, newEntry(a, 0, 1));
      const other = newDocument();
      await storage.createDocument(other, newToken("owner"));
      const group = [
        { documentId: other.id, firstSeq: 1, entries: [newEntry(a, 0, 1)] },
        { documentId: document.id, firstSeq: 1, entries: [newEntry(a, 1, 1)] },
      ];
      await expect(storage.append(group)).rejects.toMatchObject({ failure: "broken" });
      expect((await storage.readHead(other.id))?.lastSeq).toBe(0);
      expect((await storage.readHead(document.id))?.lastSeq).toBe(1);
    });

    test("C7 pages keep their size, and hold at least one entry", async () => {
      await append(1, newEntry(a, 0, 1, 100), newEntry(a, 1, 1, 100), newEntry(a, 2, 1, 100));
      const read = async (afterSeq: number, lastSeq: number, bytesMax: number) =>
        (await storage.readEntries({ documentId: document.id, afterSeq, lastSeq, bytesMax })).entries.map(
          ({ seq }) => seq,
        );
      expect(await read(0, 3, 250)).toEqual([1, 2]);
      expect(await read(0, 3, 10)).toEqual([1]);
      expect(await read(1, 2, 1000)).toEqual([2]);
      expect(await read(3, 3, 1000)).toEqual([]);
    });

    test("C8 many small entries are read across rows and pages", async () => {
      const entries = Array.from({ length: 1300 }, (_, counter) => newEntry(a, counter, 1, 2));
      await append(1, ...entries);
      const { entries: read } = await storage.readEntries(whole(1300));
      expect(read.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index + 1));
    });

    test("C9 an entry is found by where it starts", async () => {
      const entry = newEntry(a, 3, 2);
      await append(1, newEntry(a, 0, 3), entry);
      expect((await storage.findEntry(document.id, a, 3))?.bytes).toEqual(entry.bytes);
      expect(await storage.findEntry(document.id, a, 4)).toBeNull();
      expect(await storage.findEntry(document.id, b, 3)).toBeNull();
    });

    test("C10 the shortest tail that holds what a version lacks", async () => {
      await append(
        1,
        newEntry(a, 0, 3, 10),
        newEntry(b, 0, 2, 20),
        newEntry(a, 3, 4, 30),
        newEntry(a, 7, 1, 40),
      );
      const find = (...gaps: [string, number][]) =>
        storage.findTail({
          documentId: document.id,
          gaps: gaps.map(([replica, fromCounter]) => ({ replica, fromCounter })),
        });
      expect(await find([a, 0])).toEqual({
        afterSeq: 0,
        bytes: 100,
      });
      expect(await find([a, 2])).toEqual({ afterSeq: 0, bytes: 100 });
      expect(await find([a, 5], [b, 0])).toEqual({ afterSeq: 1, bytes: 90 });
      expect(await find([a, 5])).toEqual({ afterSeq: 2, bytes: 70 });
      expect(await find([a, 7])).toEqual({ afterSeq: 3, bytes: 40 });
      expect(await find([a, 8], [b, 2])).toBeNull();
      expect(await find()).toBeNull();
    });

    test("C11 a log that was cut goes on from the cut", async () => {
      await append(1, { ...newEntry(a, 0, 3), binds: "one" }, newEntry(b, 0, 2), newEntry(a, 3, 4));
      await storage.saveSnapshot(document.id, { seq: 3, logBytes: 24, bytes: random.bytes(9) });
      await storage.setAside(document.id, 2);
      const head = await storage.readHead(document.id);
      expect(head).toMatchObject({ lastSeq: 1, nextLamport: 3, totalBytes: 8 });
      expect(head?.writers.find(({ replica }) => replica === a)).toEqual({
        replica: a,
        known: 3,
        identity: "one",
      });
      expect(head?.writers.find(({ replica }) => replica === b)?.known).toBe(0);
      expect(await storage.findSnapshot(document.id)).toBeNull();
      await append(2, newEntry(b, 0, 2), newEntry(a, 3, 9));
      expect((await storage.readHead(document.id))?.lastSeq).toBe(3);
    });

    test("C12 there is one snapshot, the newest", async () => {
      await append(1, newEntry(a, 0, 3), newEntry(a, 3, 1));
      const bytes = random.bytes(300_000);
      await storage.saveSnapshot(document.id, { seq: 1, logBytes: 8, bytes: random.bytes(10) });
      await storage.saveSnapshot(document.id, { seq: 2, logBytes: 16, bytes });
      const snapshot = await storage.findSnapshot(document.id);
      expect(snapshot).toMatchObject({ seq: 2, logBytes: 16 });
      const place = (await storage.readHead(document.id))?.snapshot;
      expect(place).toEqual({ seq: 2, logBytes: 16, size: 300_000 });
      expect(Buffer.compare(snapshot?.bytes ?? new Uint8Array(), bytes)).toBe(0);
    });

    test("C16 a log is written anew under another incarnation, with its writers and its clock", async () => {
      await append(1, { ...newEntry(a, 0, 5), binds: "one" }, newEntry(b, 0, 2), newEntry(a, 5, 1));
      await storage.saveSnapshot(document.id, { seq: 2, logBytes: 16, bytes: random.bytes(10) });
      const before = await storage.readHead(document.id);
      const entries = [newEntry(b, 0, 2, 4), newEntry(a, 0, 6, 5)];
      const incarnation = randomIncarnation(random);
      const act = { atMs: 9, actor: "owner" };
      await storage.eraseHistory(document.id, { incarnation, entries, act });
      const head = await storage.readHead(document.id);
      const { writers, nextLamport } = before ?? {};
      expect(head).toMatchObject({ incarnation, lastSeq: 2, totalBytes: 9, nextLamport, snapshot: null });
      expect(new Set(head?.writers)).toEqual(new Set(writers));
      expect((await storage.readEntries(whole(2))).entries.map(({ seq, replica }) => [seq, replica])).toEqual(
        [
          [1, b],
          [2, a],
        ],
      );
      expect((await storage.listAudit(document.id)).at(-1)).toMatchObject({ ...act, action: "erased" });
      await append(3, newEntry(a, 6, 1));
      expect(
        await storage.findTail({ documentId: document.id, gaps: [{ replica: a, fromCounter: 6 }] }),
      ).toEqual({
        afterSeq: 2,
        bytes: 8,
      });
    });

    test("C13 one group may hold several documents", async () => {
      const other = newDocument();
      await storage.createDocument(other, newToken("owner"));
      await storage.append([
        { documentId: document.id, firstSeq: 1, entries: [newEntry(a, 0, 1)] },
        { documentId: other.id, firstSeq: 1, entries: [newEntry(a, 0, 1), newEntry(a, 1, 1)] },
        { documentId: document.id, firstSeq: 2, entries: [newEntry(a, 1, 1)] },
      ]);
      expect((await storage.readHead(document.id))?.lastSeq).toBe(2);
      expect((await storage.readHead(other.id))?.lastSeq).toBe(2);
    });

    test("C14 a probe leaves nothing behind", async () => {
      await storage.probe(100_000);
      expect((await storage.readHead(document.id))?.lastSeq).toBe(0);
    });
  });
}
