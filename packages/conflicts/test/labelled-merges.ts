/** Random documents, two people's edits on them, and what those edits are: known, because each was made to be just that. */
import type { Random } from "@weft/base";
import type { ConflictKind } from "../src/index.ts";
import * as two from "./two-sides.ts";

/** A merge with what a person would say that it is; null: nothing to look at. */
export interface LabelledMerge {
  readonly label: ConflictKind | null;
  readonly mine: two.Act;
  readonly theirs: two.Act;
}

/** Every label, and how often it is drawn. */
export const labels: readonly (ConflictKind | null)[] = [
  null,
  null,
  null,
  "competing-rewrite",
  "same-change",
  "delete-against-edit",
  "block-delete-against-edit",
  "register",
  "structure",
  "same-place",
  "near",
  "orphan",
];

const LETTERS = "abcdefghijklmnopqrstuvwxyz";

/** A text of words that occur once each, so that a word names its place. */
export class Draft {
  /** Words by block, sentence and place. */
  readonly blocks: readonly (readonly (readonly string[])[])[];
  private readonly random: Random;
  /** Every three letters in a row of the words that there are, and those with which words begin. */
  private readonly threes = new Set<string>();
  private readonly beginnings = new Set<string>();

  constructor(random: Random) {
    this.random = random;
    this.blocks = this.many(2, 4, () => this.many(2, 4, () => this.many(4, 8, () => this.word())));
  }

  get start(): two.Act {
    return two.paragraphs(
      ...this.blocks.map((sentences) => sentences.map((one) => `${one.join(" ")}.`).join(" ")),
    );
  }

  /**
   * A word of five letters and more that begins with two different ones, and whose first three are in no other word: they name
   * its place, too.
   */
  word(): string {
    for (;;) {
      const letters = this.many(5, 8, () => LETTERS[this.random.below(LETTERS.length)]!).join("");
      const threes = Array.from({ length: letters.length - 2 }, (_, at) => letters.slice(at, at + 3));
      const [first, ...others] = threes;
      if (letters[0] === letters[1] || this.threes.has(first!) || others.includes(first!)) continue;
      if (others.some((three) => this.beginnings.has(three))) continue;
      this.beginnings.add(first!);
      for (const three of threes) this.threes.add(three);
      return letters;
    }
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.random.below(items.length)]!;
  }

  /** Two different items in the order in which they stand. */
  pickTwo<Item>(items: readonly Item[]): readonly [Item, Item] {
    const first = this.random.below(items.length - 1);
    return [items[first]!, items[first + 1 + this.random.below(items.length - first - 1)]!];
  }

  sentence(): readonly string[] {
    return this.pick(this.pick(this.blocks));
  }

  /** Two different sentences, of one block or of two. */
  sentences(): readonly [readonly string[], readonly string[]] {
    return this.pickTwo(this.blocks.flat());
  }

  private many<Item>(least: number, most: number, make: () => Item): Item[] {
    return Array.from({ length: least + this.random.below(most - least + 1) }, make);
  }
}

/** A merge on a draft with the label, of some shape. */
export function labelledMerge(label: ConflictKind | null, draft: Draft, random: Random): LabelledMerge {
  const [mine, theirs] = label === null ? quiet(draft, random) : acts[label](draft, random);
  const swapped = random.next() < 0.5;
  return { label, mine: swapped ? theirs : mine, theirs: swapped ? mine : theirs };
}

type Acts = readonly [mine: two.Act, theirs: two.Act];
type MakeActs = (draft: Draft, random: Random) => Acts;

const acts: Readonly<Record<ConflictKind, MakeActs>> = {
  "competing-rewrite"(draft, random) {
    const words = draft.sentence();
    const [first, second] = draft.pickTwo(words);
    if (random.next() < 0.5) return [two.replace(first, draft.word()), two.replace(first, draft.word())];
    const from = words.indexOf(first);
    const phrase = words.slice(from, words.indexOf(second) + 1).join(" ");
    return [two.replace(phrase, draft.word()), two.replace(second, draft.word())];
  },
  "same-change"(draft, random) {
    const word = draft.pick(draft.sentence());
    const mended = draft.word();
    if (random.next() < 0.3) return [two.typeAfter(word, ` ${mended}`), two.typeAfter(word, ` ${mended}`)];
    if (random.next() < 0.5) return [two.replace(word, mended), two.replace(word, mended)];
    const turned = word[1]! + word[0]! + word.slice(2);
    return [two.replace(word, turned), two.replace(word.slice(0, 3), turned.slice(0, 3))];
  },
  "delete-against-edit"(draft, random) {
    const words = draft.sentence();
    const inner = words.slice(0, -1);
    const word = draft.pick(inner);
    const sentence = `${words.join(" ")}.`;
    const edit =
      random.next() < 0.5 ? two.typeAfter(word, ` ${draft.word()}`) : two.replace(word, draft.word());
    return [two.erase(sentence), edit];
  },
  "block-delete-against-edit"(draft, random) {
    const block = draft.pick(draft.blocks.slice(1));
    const word = draft.pick(block[0]!);
    const edit =
      random.next() < 0.5 ? two.typeAfter(word, ` ${draft.word()}`) : two.replace(word, draft.word());
    return [two.deleteBlock(word), edit];
  },
  register(draft, random) {
    const word = draft.pick(draft.sentence());
    const level = 1 + random.below(3);
    if (random.next() < 0.5) {
      const [mine, theirs] = [{ level }, { level: 1 + (level % 3) }];
      return [two.retype(word, "heading", mine), two.retype(word, "heading", theirs)];
    }
    return [two.mark(word, "link", { href: "a" }), two.mark(word, "link", { href: "b" })];
  },
  structure(draft, random) {
    const [first, second] = [draft.blocks[0]![0]![0]!, draft.blocks[1]![0]![0]!];
    if (random.next() < 0.4) return [two.move(first, null), two.deleteBlock(first)];
    if (random.next() < 0.5) return [two.wrap("blockquote", first), two.wrap("callout", first)];
    const last = draft.blocks.at(-1)![0]![0]!;
    return last === second
      ? [two.move(second, first), two.deleteBlock(second)]
      : [two.move(first, null), two.move(first, last)];
  },
  "same-place"(draft, random) {
    const word = draft.pick(draft.sentence());
    const type = random.next() < 0.5 ? two.typeAfter : two.typeBefore;
    const typed = (): string => (type === two.typeAfter ? ` ${draft.word()}` : `${draft.word()} `);
    return [type(word, typed()), type(word, typed())];
  },
  near(draft, random) {
    const [first, second] = draft.pickTwo(draft.sentence());
    const change = (word: string): two.Act => {
      const dice = random.below(3);
      if (dice === 0) return two.replace(word, draft.word());
      return dice === 1 ? two.typeBefore(word, `${draft.word()} `) : two.erase(word);
    };
    return [change(first), change(second)];
  },
  orphan(draft, random) {
    const word = draft.pick(draft.sentence());
    const erase = random.next() < 0.5 ? two.erase(word) : two.replace(word, draft.word());
    return [two.mark(word, "comment", {}, draft.word()), erase];
  },
};

/** Merges of which nobody would say that anything crossed. */
function quiet(draft: Draft, random: Random): Acts {
  const change = (words: readonly string[]): two.Act => {
    const word = draft.pick(words);
    const dice = random.below(5);
    if (dice === 0) return two.replace(word, draft.word());
    if (dice === 1) return two.typeAfter(word, ` ${draft.word()}`);
    if (dice === 2) return two.erase(word);
    if (dice === 3) return two.erase(`${words.join(" ")}.`);
    return two.mark(words.slice(words.indexOf(word)).join(" "), "link", { href: "a" });
  };
  const dice = random.below(10);
  if (dice < 5) {
    const [first, second] = draft.sentences();
    return [change(first), change(second)];
  }
  const last = `${draft.blocks.at(-1)!.at(-1)!.join(" ")}.`;
  if (dice < 7) return [two.enterAfter(last, draft.word()), two.enterAfter(last, draft.word())];
  const words = draft.sentence();
  const from = random.below(words.length - 1);
  const bold = (start: number): two.Act => two.mark(words.slice(start).join(" "), "bold");
  if (dice < 9) return [bold(from), bold(from + 1)];
  return [bold(from), two.replace(words[from + 1]!, draft.word())];
}
