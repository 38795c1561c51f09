/** What people say beside the text: records that meet, words that go, and what nobody should have written there. */
import { createRichText, type RichText } from "@weft/richtext";
import { describe, expect, test } from "vitest";
import {
  answer,
  beginThread,
  commenterOf,
  nextCommentId,
  readThreads,
  type Thread,
  turnThread,
} from "../src/comments/comment-record.ts";
import { markWords, wordsBetween } from "../src/comments/commented-words.ts";
import { knownPeople, peopleNamed } from "../src/mentions/known-people.ts";
import { noteWriter } from "../src/review/writers.ts";

const documentId = "talk";
const ada = { name: "Ada", colour: 0 };
const grace = { name: "Grace", colour: 1 };

function people(): readonly [RichText, RichText] {
  const a = createRichText({ documentId, replica: "aaaaaaaaaaaaaaaa" });
  const b = createRichText({ documentId, replica: "bbbbbbbbbbbbbbbb" });
  a.edit([
    { type: "insertText", at: 1, text: "the launch is on Monday" },
    { type: "splitBlock", at: 24 },
    { type: "insertText", at: 25, text: "or not" },
  ]);
  exchange(a, b);
  return [a, b];
}

function exchange(a: RichText, b: RichText): void {
  const [fromA, fromB] = [a.takeUpdate(), b.takeUpdate()];
  if (fromA) b.applyUpdate(fromA);
  if (fromB) a.applyUpdate(fromB);
}

/** Comments on the places `from` to `to`; gives the id. */
function say(document: RichText, from: number, to: number, words: string): string {
  const id = nextCommentId(document);
  const inHand = wordsBetween(document, { from, to }, document.text().slice(from - 1, to - 1));
  const said = beginThread(id, { face: ada, atMs: 1_000, words, quote: inHand.quote });
  document.edit([...markWords(document, inHand, id), said]);
  return id;
}

/** The text under the marks of each comment. */
function marked(document: RichText): Record<string, string> {
  const words: Record<string, string> = {};
  for (let index = 0; index < document.blockCount; index++) {
    for (const run of document.inline(document.blockAt(index).id)) {
      for (const { type, id } of run.marks) {
        if (type === "comment" && id) words[id] = (words[id] ?? "") + (run.kind === "text" ? run.text : "*");
      }
    }
  }
  return words;
}

const only = (threads: readonly Thread[]): Thread => {
  expect(threads).toHaveLength(1);
  return threads[0]!;
};

describe("comments", () => {
  test("what is said on both sides at the same time is one thread, the oldest first", () => {
    const [a, b] = people();
    const id = say(a, 5, 11, "Sure?");
    exchange(a, b);
    b.edit([answer(nextCommentId(b), only(readThreads(b)), { face: grace, atMs: 900, words: "Yes." })]);
    a.edit([answer(nextCommentId(a), only(readThreads(a)), { face: ada, atMs: 1_500, words: "I ask." })]);
    exchange(a, b);
    expect(readThreads(a)).toEqual(readThreads(b));
    const thread = only(readThreads(a));
    // Grace's clock is behind; an answer never stands before what it answers.
    expect(thread.remarks.map(({ words }) => words)).toEqual(["Sure?", "Yes.", "I ask."]);
    expect(thread).toMatchObject({ id, quote: "launch", resolved: null });
    expect(commenterOf(id)).toBe(a.replica);
    expect(marked(b)).toEqual({ [id]: "launch" });
  });

  test("a thread is resolved and opened again, whatever the clocks say", () => {
    const [a, b] = people();
    say(a, 5, 11, "Sure?");
    exchange(a, b);
    a.edit([turnThread(nextCommentId(a), only(readThreads(a)), { face: ada, atMs: 9_000 })]);
    exchange(a, b);
    expect(only(readThreads(b)).resolved).toEqual({ face: ada, atMs: 9_000 });
    b.edit([turnThread(nextCommentId(b), only(readThreads(b)), { face: grace, atMs: 2_000 })]);
    exchange(a, b);
    expect(only(readThreads(a)).resolved).toBe(null);
  });

  test("whoever may only comment can do all of it", () => {
    const [a, b] = people();
    say(a, 5, 11, "Sure?");
    exchange(a, b);
    say(b, 1, 31, "All of this");
    const [first] = readThreads(b);
    b.edit([answer(nextCommentId(b), first!, { face: grace, atMs: 1, words: "Yes." })]);
    b.edit([turnThread(nextCommentId(b), first!, { face: grace, atMs: 1 })]);
    const update = b.takeUpdate()!;
    expect(a.isOnlyComments(update)).toBe(true);
    a.applyUpdate(update);
    expect(readThreads(a)).toEqual(readThreads(b));
  });

  test("one step of undo takes a comment back, and its id is free again", () => {
    const [a] = people();
    const id = say(a, 5, 11, "Sure?");
    expect(a.undo()).toBe(true);
    expect([readThreads(a), marked(a)]).toEqual([[], {}]);
    a.redo();
    expect(only(readThreads(a)).id).toBe(id);
    expect(marked(a)).toEqual({ [id]: "launch" });
  });

  test("words are marked where they are by now, in each cell for itself, and a comment outlives them", () => {
    const [a, b] = people();
    b.edit([{ type: "insertTable", at: 24, rows: 1, columns: 2 }]);
    b.edit([{ type: "insertText", at: 26, text: "left" }]);
    exchange(a, b);
    const inHand = wordsBetween(a, { from: 18, to: a.length - 3 }, "Monday");
    b.edit([{ type: "insertText", at: 1, text: "I hope " }]);
    b.edit([{ type: "deleteRange", from: 25, to: 26 }]);
    exchange(a, b);
    a.edit(markWords(a, inHand, "x"));
    exchange(a, b);
    expect(marked(b)).toEqual(marked(a));
    expect(marked(a).x).toBe("ondayleftor ");
    const gone = wordsBetween(a, { from: 1, to: 7 }, "I hope");
    a.edit([{ type: "deleteRange", from: 1, to: 8 }]);
    expect(markWords(a, gone, "y")).toEqual([]);
  });

  test("strange records are left out, and long ones are cut", () => {
    const [a] = people();
    const write = (id: string, value: Parameters<typeof a.edit>[0][number] & { type: "setProperty" }) =>
      a.edit([{ ...value, key: `.comment:${id}` }]);
    const values = [
      null,
      1,
      "x",
      [],
      { name: "A" },
      { ...ada, atMs: "now", words: "x" },
      { ...ada, atMs: 1 },
    ];
    values.forEach((value, index) => {
      write(`s.${index}`, { type: "setProperty", key: "", value });
    });
    write("t.1", { type: "setProperty", key: "", value: { ...ada, atMs: 1, words: "  " } });
    write("t.2", { type: "setProperty", key: "", value: { ...ada, atMs: 1e300, words: "w".repeat(9_000) } });
    write("t.3", { type: "setProperty", key: "", value: { ...ada, atMs: 1, to: "nobody", resolves: true } });
    const thread = only(readThreads(a));
    expect(thread.remarks[0]?.words).toHaveLength(4_000);
    expect(() => new Date(thread.lastMs).toISOString()).not.toThrow();
  });
});

describe("whom one can mention", () => {
  test("who is here, who wrote and who said something, each once, oneself last", () => {
    const [a, b] = people();
    b.edit(noteWriter(b, [b.replica], { name: "Bea Long", colour: 3 }));
    exchange(a, b);
    say(a, 5, 11, "Sure?");
    const known = knownPeople(a, [grace, { name: "Bea Long", colour: 3 }], { name: "Me", colour: 5 });
    expect(known.map(({ face, id }) => [face.name, id])).toEqual([
      ["Grace", null],
      ["Bea Long", b.replica],
      ["Ada", a.replica],
      ["Me", null],
    ]);
    const named = (typed: string) => peopleNamed(known, typed).map(({ face }) => face.name);
    expect([named(""), named("lo"), named("GR"), named("ra"), named("bea l")]).toEqual([
      ["Grace", "Bea Long", "Ada", "Me"],
      ["Bea Long"],
      ["Grace"],
      [],
      ["Bea Long"],
    ]);
  });
});
