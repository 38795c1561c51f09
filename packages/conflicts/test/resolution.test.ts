/** Choices as edits: what is kept shows, for everybody, and one undo takes it back. */
import { seededRandom } from "@weft/base";
import type { RichText } from "@weft/richtext";
import { describe, expect, test } from "vitest";
import { type Conflict, findConflicts, reopen, resolutionOf, resolveConflict } from "../src/index.ts";
import { Draft, labelledMerge } from "./labelled-merges.ts";
import { randomMeeting } from "./random-meeting.ts";
import * as two from "./two-sides.ts";

const { paragraphs, replace, erase, typeAfter } = two;
const fox = paragraphs("The quick brown fox jumps.", "It is late.");

/** Decides the only conflict of a meeting; both sides have the decision then. */
function decided(meeting: two.Meeting, choice: number | "all"): Conflict {
  const { mine, theirs } = meeting;
  const [conflict, ...others] = two.conflictsOf(meeting);
  expect(others).toEqual([]);
  const edits = resolveConflict({ document: mine, conflict: conflict!, choice, person: "Ada" });
  expect(edits).not.toBe(null);
  const known = theirs.version();
  mine.edit(edits!);
  theirs.applyUpdate(mine.updateSince(known));
  expect(theirs.text()).toBe(mine.text());
  return conflict!;
}

type Row = readonly [
  name: string,
  start: two.Act,
  mine: two.Act,
  theirs: two.Act,
  kept: readonly [string, string],
];

const rows: readonly Row[] = [
  [
    "a rewritten word",
    paragraphs("The quick fox."),
    replace("quick", "fast"),
    replace("quick", "slow"),
    ["The fast fox.", "The slow fox."],
  ],
  [
    "a letter each",
    paragraphs("A quick one."),
    replace("i", "a"),
    replace("ck", "te"),
    ["A quack one.", "A quite one."],
  ],
  [
    "the same change",
    paragraphs("Read teh book."),
    replace("eh", "he"),
    replace("eh", "he"),
    ["Read the book.", "Read the book."],
  ],
  [
    "a deleted sentence",
    paragraphs("One is. Two is. Three."),
    erase("Two is. "),
    typeAfter("Two is", " not"),
    ["One is. Three.", "One is. Two is not. Three."],
  ],
  [
    "a deleted block",
    paragraphs("one", "two", "three"),
    two.deleteBlock("two"),
    typeAfter("two", "!!!"),
    ["one\nthree", "one\ntwo!!!\nthree"],
  ],
  [
    "two endings",
    paragraphs("The end"),
    typeAfter("end", " of A"),
    typeAfter("end", " of B"),
    ["The end of A", "The end of B"],
  ],
  [
    "over the border of blocks",
    paragraphs("It jumps", "It is late"),
    replace("jumps\nIt is", "sleeps"),
    replace("jumps", "leaps"),
    ["It sleeps late", "It leaps\nIt is late"],
  ],
];

describe("[CF-9] a choice of words", () => {
  test.each(rows)("%s", (_name, start, mine, theirs, kept) => {
    for (const side of [0, 1] as const) {
      const meeting = two.meet(start, mine, theirs);
      const merged = meeting.mine.text();
      const { id } = decided(meeting, side);
      expect(meeting.mine.text()).toBe(kept[side]);
      expect(resolutionOf(meeting.theirs, id)).toMatchObject({ person: "Ada" });
      expect(meeting.mine.undo()).toBe(true);
      expect(meeting.mine.text()).toBe(merged);
      expect(resolutionOf(meeting.mine, id)).toBe(null);
    }
  });

  test("of all leaves what the merge made, and can be reopened", () => {
    const meeting = two.meet(fox, replace("quick", "fast"), replace("quick", "slow"));
    const merged = meeting.mine.text();
    const { id } = decided(meeting, "all");
    expect(meeting.mine.text()).toBe(merged);
    expect(resolutionOf(meeting.mine, id)).toEqual({ person: "Ada", decidedAtMs: null, kept: null });
    meeting.theirs.edit([reopen(id)]);
    expect(resolutionOf(meeting.theirs, id)).toBe(null);
  });

  test("names writers, not numbers that are others' for others", () => {
    const meeting = two.meet(fox, replace("quick", "fast"), replace("quick", "slow"));
    const { id } = decided(meeting, 1);
    expect(resolutionOf(meeting.theirs, id)?.kept).toEqual([meeting.theirs.replica]);
  });

  test("of a side that took no part is refused", () => {
    const meeting = two.meet(fox, replace("quick", "fast"), replace("quick", "slow"));
    const [conflict] = two.conflictsOf(meeting);
    const decision = { document: meeting.mine, conflict: conflict!, person: "Ada" };
    expect(() => resolveConflict({ ...decision, choice: 2 })).toThrow(RangeError);
  });

  test("leaves what others write meanwhile", () => {
    const meeting = two.meet(fox, replace("quick", "fast"), replace("quick", "slow"));
    const [conflict] = two.conflictsOf(meeting);
    typeAfter("jumps", " high")(meeting.mine);
    meeting.mine.edit(
      resolveConflict({ document: meeting.mine, conflict: conflict!, choice: 0, person: "A" })!,
    );
    expect(meeting.mine.text()).toBe("The fast brown fox jumps high.\nIt is late.");
  });
});

describe("[CF-9] a choice where blocks were joined", () => {
  test("what was joined across a deleted block comes back behind what is kept in that", () => {
    const mine = two.inTurn(two.enterAfter("ab"), two.erase("\ncd\ntail"));
    const theirs = two.inTurn(two.typeAfter("c", "U"), two.typeAfter("U", "V"), two.joinBefore("tail"));
    const meeting = two.meet(paragraphs("abcd", "tail"), mine, theirs);
    expect(meeting.mine.text()).toBe("ab\nUV");
    decided(meeting, 1);
    expect(meeting.mine.text()).toBe("ab\ncUVdtail");
  });

  test("who joined a block to one that another deleted, and wrote behind it, keeps that one", () => {
    const mine = two.inTurn(two.joinBefore("three"), two.typeAfter("three", " more"));
    const meeting = two.meet(paragraphs("one", "two", "three"), mine, two.deleteBlock("two"));
    const [conflict] = two.conflictsOf(meeting);
    expect(conflict).toMatchObject({ kind: "block-delete-against-edit", sides: [{ inserted: [] }, {}] });
    decided(meeting, 0);
    expect(meeting.mine.text()).toBe("one\ntwothree more");
  });
});

describe("[CF-9] a choice of values", () => {
  const block = (document: RichText, index = 0) => document.blockAt(index);

  test("heading levels, types, containers, links, titles", () => {
    for (const side of [0, 1] as const) {
      const level = two.meet(
        fox,
        two.retype("fox", "heading", { level: 1 }),
        two.retype("fox", "heading", { level: 2 }),
      );
      decided(level, side);
      expect(block(level.mine)).toMatchObject({ type: "heading", attributes: { level: side + 1 } });
      const type = two.meet(fox, two.retype("fox", "heading", { level: 1 }), two.retype("fox", "codeBlock"));
      decided(type, side);
      expect(block(type.theirs)).toMatchObject(
        [{ type: "heading", attributes: { level: 1 } }, { type: "codeBlock" }][side]!,
      );
      const wrapped = two.meet(fox, two.wrap("blockquote", "fox"), two.wrap("callout", "fox"));
      decided(wrapped, side);
      expect(block(wrapped.mine).containers.map((one) => one.type)).toEqual([
        ["blockquote", "callout"][side],
      ]);
      const link = two.meet(
        fox,
        two.mark("The quick", "link", { href: "A" }),
        two.mark("quick brown", "link", { href: "B" }),
      );
      decided(link, side);
      const runs = link.mine.inline(block(link.mine).id);
      const quick = runs.find((run) => run.kind === "text" && run.text.includes("quick"));
      expect(quick?.marks[0]?.attributes).toEqual({ href: "AB"[side] });
    }
  });

  test("moves, and a block that one moved and the other deleted", () => {
    for (const side of [0, 1] as const) {
      const moved = two.meet(
        paragraphs("one", "two", "three", "four"),
        two.move("one", null),
        two.move("one", "three"),
      );
      decided(moved, side);
      expect(moved.mine.text()).toBe(["two\nthree\nfour\none", "two\none\nthree\nfour"][side]);
    }
    const gone = two.meet(paragraphs("one", "two", "three"), two.move("one", null), two.deleteBlock("one"));
    const [conflict] = two.conflictsOf(gone);
    expect(resolveConflict({ document: gone.mine, conflict: conflict!, choice: 0, person: "A" })).toBe(null);
    // Who deleted it has what they wanted: that is only to be said.
    gone.mine.edit(resolveConflict({ document: gone.mine, conflict: conflict!, choice: 1, person: "A" })!);
    expect(gone.mine.text()).toBe("two\nthree");
    expect(resolutionOf(gone.mine, conflict!.id)?.kept).toEqual([gone.theirs.replica]);
  });
});

const seed = Number(process.env.WEFT_SEED ?? 1);
test(`[CF-9] of random merges, the words of the side that is kept show, every one (WEFT_SEED=${seed})`, () => {
  const random = seededRandom(seed);
  const kinds = ["competing-rewrite", "same-change", "delete-against-edit", "same-place", "near"] as const;
  for (let round = 0; round < 20; round++) {
    const draft = new Draft(random);
    const saved = two.written(draft.start);
    for (const kind of kinds) {
      const merge = labelledMerge(kind, draft, random);
      for (const choice of [0, 1]) {
        const { mine, versions } = two.meetOn(saved, merge.mine, merge.theirs);
        const alone = two.meetOn(
          saved,
          choice === 0 ? merge.mine : two.nothing,
          choice === 0 ? two.nothing : merge.theirs,
        );
        const [conflict] = findConflicts({ ...versions, document: mine });
        mine.edit(resolveConflict({ document: mine, conflict: conflict!, choice, person: "A" })!);
        expect(mine.text()).toBe(alone.mine.text());
      }
    }
  }
});

function sorted(text: string): string {
  return [...text].sort().join("");
}

/** The letters of what a side had at a place, in order. */
function holds(text: string, wanted: string): boolean {
  let at = 0;
  for (const letter of text) if (letter === wanted[at]) at++;
  return at === wanted.length;
}

test(`[CF-9] whatever met, and whatever is decided in whatever order: what was kept is there, and undo brings back the merge (WEFT_SEED=${seed})`, () => {
  const random = seededRandom(seed + 5);
  const decidedKinds = new Map<string, number>();
  const tried = new Map<string, number>();
  for (let round = 0; round < 200; round++) {
    // What a move put elsewhere, and a block that came back, shows in another order than it stands.
    const moves = round % 2 === 1;
    const { mine, versions } = randomMeeting(random, { moves });
    const list = findConflicts({ ...versions, document: mine });
    if (list.length === 0) continue;
    // Of the kinds that were tried least.
    const least = Math.min(...list.map(({ kind }) => tried.get(kind) ?? 0));
    const rare = list.filter(({ kind }) => (tried.get(kind) ?? 0) === least);
    const conflict = rare[random.below(rare.length)]!;
    tried.set(conflict.kind, least + 1);
    const kept = conflict.sides[random.below(conflict.sides.length)]!;
    const before = mine.text();
    mine.endUndoGroup();
    const edits = resolveConflict({ document: mine, conflict, choice: kept.side, person: "A" });
    if (edits === null) continue;
    mine.edit(edits);
    decidedKinds.set(conflict.kind, (decidedKinds.get(conflict.kind) ?? 0) + 1);
    const why = `${conflict.kind} ${JSON.stringify(kept.text)}, round ${round}, WEFT_SEED=${seed}`;
    const letters = kept.text.replaceAll("\n", "");
    if (conflict.register === null)
      expect(
        moves || conflict.block ? holds(sorted(mine.text()), sorted(letters)) : holds(mine.text(), letters),
        why,
      ).toBe(true);
    expect(resolutionOf(mine, conflict.id), why).not.toBe(null);
    expect(mine.undo(), why).toBe(true);
    expect(mine.text(), why).toBe(before);
    expect(resolutionOf(mine, conflict.id), why).toBe(null);
  }
  process.stdout.write(`decided of random merges: ${JSON.stringify(Object.fromEntries(decidedKinds))}\n`);
  expect(decidedKinds.size).toBeGreaterThanOrEqual(6);
});
