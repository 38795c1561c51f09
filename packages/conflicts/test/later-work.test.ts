/** What people do after sides met: it changes what stands there now, and nothing else that is told. */
import type { RichText } from "@weft/richtext";
import { describe, expect, test } from "vitest";
import { findConflicts } from "../src/index.ts";
import {
  type Act,
  deleteBlock,
  erase,
  inTurn,
  type Meeting,
  mark,
  meet,
  move,
  paragraphs,
  placeOf,
  replace,
  typeAfter,
  typeBefore,
  undo,
} from "./two-sides.ts";

const fox = paragraphs("The quick brown fox jumps.", "It is late.");
const numbers = paragraphs("one", "two", "three", "four");
const links = [mark("The quick", "link", { href: "A" }), mark("quick brown", "link", { href: "B" })] as const;
const moves = [move("one", null), move("one", "three")] as const;

type Row = readonly [name: string, start: Act, mine: Act, theirs: Act, later: Act];

const rows: readonly Row[] = [
  ["words of a mark that are written anew", fox, ...links, replace("quick", "slow")],
  ["words of a mark that go", fox, ...links, erase("quick")],
  ["words before which a block was moved", numbers, ...moves, typeBefore("three", "twenty-")],
  ["a block before which one was moved and that goes", numbers, ...moves, erase("three")],
  [
    "a block that comes back between the places of two moves",
    numbers,
    inTurn(move("one", "four"), deleteBlock("three")),
    move("one", "three"),
    undo,
  ],
  [
    "words at the end of marks that grow",
    fox,
    colour("The quick", "red"),
    colour("quick", "blue"),
    typeAfter("quick", "er"),
  ],
];

describe("[CF-4] what comes later", () => {
  test.each(rows)("%s", (_name, start, mine, theirs, later) => {
    const meeting = meet(start, mine, theirs);
    const before = told(meeting.mine, meeting);
    later(meeting.mine);
    expect(told(meeting.mine, meeting)).toEqual(before);
  });

  test("a mark and a move tell the words that there were", () => {
    const linked = meet(fox, ...links);
    erase("quick")(linked.mine);
    expect(told(linked.mine, linked)).toMatchObject([{ register: { quote: "quick" } }]);
    const moved = meet(numbers, ...moves);
    typeBefore("three", "twenty-")(moved.mine);
    expect(told(moved.mine, moved)).toMatchObject([{ before: "", mine: "", theirs: "three" }]);
  });
});

/** Marks a text, and what is typed at its end. */
function colour(text: string, color: string): Act {
  return (document) => {
    const from = placeOf(document, text);
    const value = { type: "highlight", attributes: { color } };
    document.edit([{ type: "addMark", from, to: from + text.length, mark: value, grows: true }]);
  };
}

function told(document: RichText, { versions }: Meeting) {
  return findConflicts({ ...versions, document }).map(({ now: _, ...rest }) => rest);
}
