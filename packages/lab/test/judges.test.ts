/** The judges: each fault that they are to find, planted. */
import type { Node } from "@tiptap/pm/model";
import { describe, expect, test } from "vitest";
import { freeJudge, type LostPlace, labSchema, parseDocument } from "../src/index.ts";
import { countingJudge } from "../src/judge/counting-judge.ts";
import { uniqueJudge } from "../src/judge/unique-judge.ts";

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

describe("where what is lost would stand", () => {
  /** The document as text, with what is lost in brackets at its place. */
  const shownWith = (seen: Node, places: readonly LostPlace[]): string => {
    let shown = "";
    let from = 0;
    for (const { at, text } of places) {
      shown += `${seen.textBetween(from, at, "|")}[${text}]`;
      from = at;
    }
    return shown + seen.textBetween(from, seen.content.size, "|");
  };
  /** The second person wrote alone; what both see in the end is `merged`. */
  const free = (start: string, written: readonly string[], merged: string): string => {
    const judge = freeJudge(doc(start), 2);
    for (const [index, line] of written.entries())
      judge.edited(1, doc(written[index - 1] ?? start), doc(line));
    judge.received(0, doc(start), doc(merged));
    judge.received(1, doc(written.at(-1) ?? start), doc(merged));
    judge.settled([], [doc(merged), doc(merged)]);
    const [first, second] = [0, 1].map((person) =>
      shownWith(doc(merged), judge.lostPlaces(person, doc(merged))),
    );
    expect(second).toBe(first);
    return first ?? "";
  };

  test("behind what it was typed behind, whatever that has become", () => {
    expect(free("hello | world", ["hello!!! | world"], "h2: hello | world")).toBe("hello[!!!]|world");
    expect(free("hello", ["ahello", "abhello", "abcdhello"], "hello")).toBe("[abcd]hello");
    // Typed from the end to the start.
    expect(free("hello", ["hellod", "hellocd", "hellobcd"], "hello")).toBe("hello[bcd]");
  });

  test("further ahead where that is lost or deleted as well", () => {
    expect(free("one | mid | last", ["one | midway | last"], "one | last")).toBe("one[midway]|last");
    expect(free("(empty)", ["abc"], "(empty)")).toBe("[abc]");
    expect(free("xy", ["xya", "xa"], "x")).toBe("x[a]");
  });

  test("a letter that is lost stays so when an equal one is typed elsewhere", () => {
    const judge = freeJudge(doc("one | two"), 2);
    judge.edited(0, doc("one | two"), doc("one! | two"));
    judge.received(0, doc("one! | two"), doc("one | two"));
    judge.settled([], [doc("one | two"), doc("one | two")]);
    judge.edited(1, doc("one | two"), doc("one | two!"));
    judge.received(0, doc("one | two"), doc("one | two!"));
    judge.settled([], [doc("one | two!"), doc("one | two!")]);
    expect(judge.findings()).toMatchObject({ lost: 1 });
    expect(shownWith(doc("one | two!"), judge.lostPlaces(0, doc("one | two!")))).toBe("one[!]|two!");
  });

  test("what is on its way is not lost, and what comes back is not either", () => {
    const judge = freeJudge(doc("one"), 2);
    judge.edited(1, doc("one"), doc("one!"));
    expect(judge.lostPlaces(0, doc("one"))).toEqual([]);
    judge.settled([], [doc("one"), doc("one!")]);
    expect(judge.lostPlaces(0, doc("one"))).toEqual([{ at: 4, text: "!" }]);
    expect(judge.lostPlaces(1, doc("one!"))).toEqual([]);
    judge.received(0, doc("one"), doc("one!"));
    expect(judge.lostPlaces(0, doc("one!"))).toEqual([]);
  });

  test("known by name where every character is typed once", () => {
    const judge = uniqueJudge(doc("abc | def"), true);
    judge.edited(0, doc("abc | def"), doc("abxyc | def"));
    judge.settled([doc("abxyc | def")], [doc("ac | def")]);
    expect(shownWith(doc("ac | def"), judge.lostPlaces(0, doc("ac | def")))).toBe("a[bxy]c|def");
  });
});

test("counting finds what is missing and what is too much", () => {
  const judge = countingJudge(doc("one | two"));
  judge.edited(0, doc("one | two"), doc("one | twoo!"));
  judge.settled([], [doc("onee | twoo")]);
  expect(judge.findings()).toMatchObject({ kept: 8, lost: 1, lostText: "!", doubled: 1, doubledText: "e" });
});
