/** More than two sides, the base, and what the search costs. */
import { createRichText, type History, type HistorySequence, historyOf, type RichText } from "@weft/richtext";
import { describe, expect, test } from "vitest";
import { findConflicts, findConflictsAmong, resolveConflict } from "../src/index.ts";
import {
  type Act,
  deleteBlock,
  inTurn,
  paragraphs,
  placeOf,
  replace,
  typeAfter,
  written,
} from "./two-sides.ts";

const saved = written(paragraphs("The quick brown fox jumps.", "It is late."));

function replica(name: string, bytes = saved): RichText {
  return createRichText({ documentId: "case", replica: name.padStart(16, "0"), saved: bytes });
}

/** What several people did apart, all of it in one document, and their versions. */
function apart(...acts: readonly Act[]) {
  const people = acts.map((act, index) => {
    const document = replica(`${index + 1}`);
    act(document);
    return document;
  });
  const document = replica("f");
  const base = document.version();
  for (const person of people) document.applyUpdate(person.updateSince(base));
  return { document, base, sides: people.map((person) => person.version()) };
}

describe("several sides", () => {
  test("[CF-6] three words for one are one conflict of three", () => {
    const meeting = apart(replace("quick", "fast"), replace("quick", "slow"), replace("quick", "lazy"));
    const found = findConflictsAmong(meeting);
    expect(found.map(({ kind }) => kind)).toEqual(["competing-rewrite"]);
    expect(found[0]?.sides.map(({ text }) => text)).toEqual(["fast", "slow", "lazy"]);
    const turned = findConflictsAmong({ ...meeting, sides: [...meeting.sides].reverse() });
    expect(turned[0]?.id).toBe(found[0]?.id);
  });

  test("[CF-9] what several others deleted comes again once, and what several have goes once", () => {
    const acts = [
      replace("quick brown", "slow"),
      replace("brown fox", "red hen"),
      replace("fox jumps", "cat sleeps"),
    ];
    const texts = ["The slow fox jumps.", "The quick red hen jumps.", "The quick brown cat sleeps."];
    for (const [choice, text] of texts.entries()) {
      const meeting = apart(...acts);
      const found = findConflictsAmong(meeting);
      expect(found.map(({ kind }) => kind)).toEqual(["competing-rewrite"]);
      meeting.document.edit(resolveConflict({ ...meeting, conflict: found[0]!, choice, person: "A" })!);
      expect(meeting.document.text()).toBe(`${text}\nIt is late.`);
    }
  });

  test("[CF-4] what is written later at the end of a block that was deleted moves no anchor of it", () => {
    const meeting = apart(deleteBlock("late"), typeAfter("late.", " X"));
    const [before] = findConflictsAmong(meeting);
    expect(before?.kind).toBe("block-delete-against-edit");
    typeAfter("X", " later")(meeting.document);
    const [after] = findConflictsAmong(meeting);
    expect(after).toEqual({ ...before, now: `${before?.now} later` });
  });

  test("[CF-6] who took no part is not named", () => {
    const found = findConflictsAmong(
      apart(replace("late", "early"), replace("quick", "slow"), replace("quick", "fast")),
    );
    expect(found.map(({ sides }) => sides.map(({ side }) => side))).toEqual([[1, 2]]);
    expect(found[0]?.mine).toBe("quick");
  });

  test("[CF-6] what two sides have in common is no conflict between them", () => {
    const [one, two] = [replica("1"), replica("2")];
    const base = one.version();
    replace("quick", "fast")(one);
    two.applyUpdate(one.updateSince(base));
    typeAfter("It is", " not")(two);
    const document = replica("f");
    document.applyUpdate(two.updateSince(base));
    const sides = [one.version(), two.version()];
    expect(findConflictsAmong({ document, base, sides })).toEqual([]);
    const elsewhere = replica("4");
    replace("late", "early")(elsewhere);
    document.applyUpdate(elsewhere.updateSince(base));
    const found3 = findConflictsAmong({ document, base, sides: [...sides, elsewhere.version()] });
    expect(found3.map(({ kind, sides: took }) => [kind, took.map(({ side }) => side)])).toEqual([
      ["near", [1, 2]],
    ]);
    const three = replica("3");
    replace("quick", "slow")(three);
    document.applyUpdate(three.updateSince(base));
    const found = findConflictsAmong({ document, base, sides: [...sides, three.version()] });
    expect(found.map(({ kind, sides: took }) => [kind, took.length])).toEqual([["competing-rewrite", 3]]);
  });

  test("[CF-6] more sides than can be told apart are refused", () => {
    const sides = Array.from({ length: 30 }, () => new Map());
    expect(() => findConflictsAmong({ document: replica("1"), base: new Map(), sides })).toThrow(RangeError);
  });

  test("[CF-8] what both sides have seen is the base, whatever the caller says", () => {
    const one = replica("1");
    const base = one.version();
    replace("quick", "fast")(one);
    const two = replica("2");
    two.applyUpdate(one.updateSince(base));
    replace("fast", "slow")(two);
    replace("fast", "rapid")(one);
    const [mine, theirs] = [one.version(), two.version()];
    one.applyUpdate(two.updateSince(base));
    const [found, ...others] = findConflicts({ base, mine, theirs, document: one });
    expect(others).toEqual([]);
    expect(found).toMatchObject({ kind: "competing-rewrite", before: "fast", mine: "rapid", theirs: "slow" });
  });
});

/** Counts what is read of a history. */
function counted(history: History): { readonly history: History; readonly reads: () => number } {
  let reads = 0;
  const wrapped = new Map<HistorySequence, HistorySequence>();
  const count = (sequence: HistorySequence): HistorySequence => {
    const known = wrapped.get(sequence) ?? {
      cell: sequence.cell,
      length: sequence.length,
      has: (element) => sequence.has(element),
      rankOf(element) {
        reads++;
        return sequence.rankOf(element);
      },
      visit(from, to, visit) {
        reads++;
        sequence.visit(from, to, (stretch) => {
          reads++;
          visit(stretch);
        });
      },
      visitFrom(element, count, visit) {
        reads += 2;
        return sequence.visitFrom(element, count, (stretch) => {
          reads++;
          visit(stretch);
        });
      },
    };
    wrapped.set(sequence, known);
    return known;
  };
  const counting: History = new Proxy(history, {
    get(target, name) {
      if (name === "homeOf") {
        return (element: Parameters<History["homeOf"]>[0]) => {
          const home = target.homeOf(element);
          return { ...home, sequence: count(home.sequence) };
        };
      }
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
  return { history: counting, reads: () => reads };
}

/** How much is read to compare two sides with `edits` changes each, all over a text of so many sentences. */
function readsOf(sentences: number, edits: number): number {
  const words = Array.from({ length: sentences }, (_, index) => `Word${index}x goes on and on.`);
  const bytes = written(paragraphs(words.join(" ")));
  const [one, two] = [replica("1", bytes), replica("2", bytes)];
  const base = one.version();
  for (const [document, typed] of [
    [one, " up"],
    [two, " down"],
  ] as const) {
    for (let index = 0; index < edits; index++) {
      const word = `Word${Math.floor((index * sentences) / edits)}x`;
      document.edit([{ type: "insertText", at: placeOf(document, word) + word.length, text: typed }]);
    }
  }
  const sides = [one.version(), two.version()];
  one.applyUpdate(two.updateSince(base));
  const { history, reads } = counted(historyOf(one));
  expect(findConflictsAmong({ document: one, base, sides, history })).toHaveLength(edits);
  return reads();
}

test("[CF-7] what is read grows with the edits, not with the document", () => {
  const few = readsOf(400, 50);
  expect(readsOf(4_000, 50)).toBeLessThan(1.5 * few);
  expect(readsOf(4_000, 200)).toBeLessThan(1.2 * 4 * readsOf(4_000, 50));
  expect(few).toBeLessThan(50 * 2 * 40);
});

test("[CF-7] a text of which all is deleted is read once", () => {
  const typed = inTurn(...Array.from({ length: 40 }, (_, index) => typeAfter("Start", ` ${index}`)));
  const bytes = written(inTurn(paragraphs("Start here."), typed));
  const [one, two] = [replica("1", bytes), replica("2", bytes)];
  const base = one.version();
  one.edit([{ type: "deleteRange", from: 1, to: one.length }]);
  typeAfter("Start", " again")(two);
  const sides = [one.version(), two.version()];
  one.applyUpdate(two.updateSince(base));
  const { history, reads } = counted(historyOf(one));
  const found = findConflictsAmong({ document: one, base, sides, history });
  expect(found.map(({ kind }) => kind)).toEqual(["delete-against-edit"]);
  expect(reads()).toBeLessThan(40 * 12);
});
