import { assert, equalBytes } from "@weft/base";
import type { Edit } from "@weft/richtext";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createMemoryStorage } from "../src/storage/memory-storage.ts";
import type { Storage } from "../src/storage/storage.ts";
import { ensureBuilt } from "./built.ts";
import { newTestDocument, RawClient, type TestDocument, Typist } from "./raw-client.ts";
import { startTestRelay, type TestRelay } from "./relay-fixture.ts";

let relay: TestRelay;
let storage: Storage;
let document: TestDocument;
let owner: RawClient;
let author: Typist;

beforeAll(ensureBuilt);
beforeEach(async () => {
  storage = createMemoryStorage();
  relay = await startTestRelay({ storage });
  document = newTestDocument();
  owner = await RawClient.join(relay, document);
  author = new Typist(document);
  owner.sendBatches(author.type("the text of the owner"));
  await owner.untilSettled(1);
});
afterEach(() => relay.close());

const mark = (id: string): Edit => ({
  type: "addMark",
  from: 1,
  to: 4,
  mark: { type: "comment", id, attributes: {} },
  grows: false,
});
const said = (id: string): Edit => ({ type: "setProperty", key: `.comment:${id}`, value: { text: "Why?" } });

async function linkFor(role: string): Promise<{ readonly token: string; readonly id: string }> {
  const response = await fetch(`${relay.http}/api/documents/${document.documentId}/tokens`, {
    method: "POST",
    headers: { authorization: `Bearer ${document.token}` },
    body: JSON.stringify({ role }),
  });
  return await response.json();
}

/** Somebody who has the document open through a link, and their copy of it. */
async function enter(token: string): Promise<{ readonly guest: RawClient; readonly typist: Typist }> {
  const guest = await RawClient.join(relay, { ...document, token });
  await guest.until(() => guest.all("entries").some(({ entries }) => entries.length > 0));
  const typist = new Typist(document);
  typist.read(guest);
  return { guest, typist };
}

const lastSeq = async (): Promise<number> => (await storage.readHead(document.documentId))?.lastSeq ?? -1;

describe("a commenter", () => {
  test("[SV-81] comments, and takes that back: everybody hears of it", async () => {
    const { guest, typist } = await enter((await linkFor("commenter")).token);
    typist.richText.edit([mark("one"), said("one")]);
    guest.sendBatches(typist.take());
    await guest.untilSettled(1);
    await owner.until(() => owner.all("entries").some(({ entries }) => entries.length > 0));
    author.read(owner);
    const [run] = author.richText.inline(author.richText.blockAt(0).id);
    expect(run).toMatchObject({ text: "the", marks: [{ type: "comment", id: "one" }] });
    expect(author.richText.property(".comment:one")).toEqual({ text: "Why?" });
    typist.richText.undo();
    guest.sendBatches(typist.take());
    await guest.untilSettled(2);
    expect(guest.all("refused")).toEqual([]);
    expect(await lastSeq()).toBe(3);
  });

  test.each<[string, Edit[]]>([
    ["types", [{ type: "insertText", at: 1, text: "x" }]],
    ["deletes", [{ type: "deleteRange", from: 1, to: 4 }]],
    ["makes a block", [{ type: "splitBlock", at: 3 }]],
    [
      "makes the text bold",
      [{ type: "addMark", from: 1, to: 4, mark: { type: "bold", attributes: {} }, grows: true }],
    ],
    ["writes the title", [{ type: "setProperty", key: "title", value: "Mine" }]],
    ["hides a letter behind comments", [mark("one"), said("one"), { type: "insertText", at: 1, text: "x" }]],
  ])("[SV-81] who %s is refused, and nothing of it is in the log", async (_, edits) => {
    const { guest, typist } = await enter((await linkFor("commenter")).token);
    typist.richText.edit(edits);
    guest.sendBatches(typist.take());
    expect(await guest.next("refused")).toMatchObject({ reason: "role" });
    await guest.untilSettled(1);
    expect(await lastSeq()).toBe(1);
    typist.richText.edit([mark("later")]);
    guest.sendBatches(typist.take());
    expect(await guest.next("refused")).toMatchObject({ reason: "after-refusal" });
  });

  test("[SV-81] leaves other people's comments as they are", async () => {
    author.richText.edit([mark("owners"), said("owners")]);
    owner.sendBatches(author.take());
    await owner.untilSettled(2);
    const { token } = await linkFor("commenter");
    const away: Edit = {
      type: "removeMark",
      from: 1,
      to: 4,
      markType: "comment",
      id: "owners",
      grows: false,
    };
    for (const edit of [said("owners"), away]) {
      const { guest, typist } = await enter(token);
      typist.richText.edit([edit]);
      guest.sendBatches(typist.take());
      expect(await guest.next("refused")).toMatchObject({ reason: "role" });
    }
    expect(await lastSeq()).toBe(2);
  });

  test("[SV-81] [SV-50] who could write before does not take that back, and offers it again without harm", async () => {
    const link = await linkFor("editor");
    const { guest, typist } = await enter(link.token);
    const [mine] = typist.type(" and mine");
    assert(mine !== undefined, "a batch");
    guest.sendBatches([mine]);
    await guest.untilSettled(1);
    await fetch(`${relay.http}/api/documents/${document.documentId}/tokens/${link.id}`, {
      method: "PATCH",
      headers: { authorization: `Bearer ${document.token}` },
      body: JSON.stringify({ role: "commenter" }),
    });
    await guest.next("roleChanged");
    guest.sendBatches([mine]);
    await guest.untilSettled(2);
    expect(guest.all("refused")).toEqual([]);
    typist.richText.undo();
    guest.sendBatches(typist.take());
    expect(await guest.next("refused")).toMatchObject({ reason: "role" });
    expect(await lastSeq()).toBe(2);
  });

  test("[SV-81] the same text from two sockets at once enters by neither", async () => {
    const { token } = await linkFor("commenter");
    const [one, two] = [await enter(token), await enter(token)];
    const [batch] = one.typist.type(" forbidden");
    assert(batch !== undefined, "a batch");
    owner.sendBatches(author.typeNoise(100_000));
    for (const { guest } of [one, two]) guest.sendBatches([batch]);
    for (const { guest } of [one, two]) await guest.untilSettled(1);
    await owner.untilSettled(2);
    const { entries } = await storage.readEntries({
      documentId: document.documentId,
      afterSeq: 0,
      lastSeq: await lastSeq(),
      bytesMax: 1e9,
    });
    expect(entries.some(({ bytes }) => equalBytes(bytes, batch))).toBe(false);
    expect([one, two].map(({ guest }) => guest.all("refused").length)).toEqual([1, 1]);
  });
});
