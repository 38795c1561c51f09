/** The judges: each fault that they are to find, planted. */
import type { Node } from "@tiptap/pm/model";
import { describe, expect, test } from "vitest";
import { estimateMemory, freeJudge, labSchema, parseDocument } from "../src/index.ts";
import { countingJudge } from "../src/judge/counting-judge.ts";

const doc = (line: string): Node => parseDocument(labSchema, line);

describe("free typing", () => {
  const typedByBoth = (merged: string, other = merged) => {
    const judge = freeJudge(doc("hello"), 2);
    judge.edited(0, doc("hello"), doc("hello ll"));
    judge.edited(1, doc("hello"), doc("jello"));
    judge.received(0, doc("hello ll"), doc(merged));
    judge.received(1, doc("jello"), doc(other));
    judge.settled([doc("hello ll"), doc("jello")], [doc(merged), doc(other)]);
    return judge.findings();
  };

  test("all that nobody deleted, once", () => {
    expect(typedByBoth("jello ll")).toMatchObject({ kept: 8, lost: 0, doubled: 0 });
  });

  test("what is missing in what anybody sees, and what is there twice", () => {
    expect(typedByBoth("jello")).toMatchObject({ lost: 3, doubled: 0 });
    expect(typedByBoth("jello ll", "jello l")).toMatchObject({ lost: 1, lostText: "l" });
    expect(typedByBoth("jello ll ll")).toMatchObject({ doubled: 3 });
  });

  test("a character that two people delete is deleted once, and comes back when both take it back", () => {
    const judge = freeJudge(doc("aba"), 2);
    for (const person of [0, 1]) judge.edited(person, doc("aba"), doc("ab"));
    judge.settled([doc("ab"), doc("ab")], [doc("ab"), doc("ab")]);
    expect(judge.findings()).toMatchObject({ kept: 2, lost: 0, doubled: 0 });
    for (const person of [0, 1]) judge.tookBack(person, doc("ab"), doc("aba"), "undo");
    judge.settled([doc("aba"), doc("aba")], [doc("aba"), doc("aba")]);
    expect(judge.findings()).toMatchObject({ kept: 3, lost: 0, doubled: 0 });
  });
});

test("counting finds what is missing and what is too much", () => {
  const judge = countingJudge(doc("one | two"));
  judge.edited(0, doc("one | two"), doc("one | twoo!"));
  judge.settled([], [doc("onee | twoo")]);
  expect(judge.findings()).toMatchObject({ kept: 8, lost: 1, lostText: "!", doubled: 1, doubledText: "e" });
});

test("memory is what can be reached, each thing once", () => {
  const held = { bytes: new Uint8Array(1_000) };
  const once = estimateMemory([held]);
  expect(once).toBeGreaterThan(1_000);
  expect(estimateMemory([held, held])).toBe(once);
  expect(estimateMemory([new Map([["a", "b"]])])).toBeGreaterThan(estimateMemory([new Map()]));
});
