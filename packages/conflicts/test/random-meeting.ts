import type { Random } from "@weft/base";
import { createRichText, type Edit, type RichText } from "@weft/richtext";
import type { Meeting } from "./two-sides.ts";

/** A meeting with the texts that there were. */
export interface RandomMeeting extends Meeting {
  readonly texts: { readonly base: string; readonly mine: string; readonly theirs: string };
}

const WORDS = ["sun", "moon", "rain", "wind", "snow", "fog.", "ice!", "sea,", "sky", "dew"];

/** Two people, each with some random edits, undo among them, on a text of some blocks that two others wrote. */
export function randomMeeting(random: Random, options = { moves: true }): RandomMeeting {
  const make = (replica: string, saved?: Uint8Array): RichText =>
    createRichText({ documentId: "random", replica, ...(saved ? { saved } : {}) });
  const author = make("00000000000000aa");
  for (let count = 0; count < 7; count++) edit(author, random, options);
  const editor = make("00000000000000bb", author.save());
  for (let count = 0; count < 3; count++) edit(editor, random, options);
  const saved = editor.save();
  const [one, two] = [make("0000000000000002", saved), make("0000000000000001", saved)];
  const base = one.version();
  const texts = { base: one.text(), mine: "", theirs: "" };
  for (let count = 1 + random.below(12); count > 0; count--) edit(one, random, options);
  for (let count = 1 + random.below(12); count > 0; count--) edit(two, random, options);
  const versions = { base, mine: one.version(), theirs: two.version() };
  texts.mine = one.text();
  texts.theirs = two.text();
  const updates = [one.updateSince(base), two.updateSince(base)] as const;
  one.applyUpdate(updates[1]);
  two.applyUpdate(updates[0]);
  return { mine: one, theirs: two, versions, texts };
}

function edit(document: RichText, random: Random, { moves }: { readonly moves: boolean }): void {
  const dice = random.below(100);
  if (dice < 8) {
    document.undo();
    return;
  }
  if (dice < 10) {
    document.redo();
    return;
  }
  const edits = someEdit(document, random, dice);
  const isMove = edits.some(({ type }) => type === "moveBlocks");
  if (moves || !isMove) document.edit(edits);
}

/** A random edit, no undo among them. */
export function randomEdit(document: RichText, random: Random): void {
  document.edit(someEdit(document, random, 10 + random.below(90)));
}

function someEdit(document: RichText, random: Random, dice: number): Edit[] {
  const { length, blockCount } = document;
  const at = 1 + random.below(length);
  const block = document.blockAt(random.below(blockCount));
  if (dice < 55) return [{ type: "insertText", at, text: `${WORDS[random.below(WORDS.length)]} ` }];
  if (dice < 75) {
    const to = Math.min(length, at + 1 + random.below(random.next() < 0.2 ? 20 : 6));
    return to > at ? [{ type: "deleteRange", from: at, to }] : [];
  }
  if (dice < 82) return [{ type: "splitBlock", at }];
  if (dice < 86) return blockCount > 1 ? [{ type: "deleteBlock", block: block.id }] : [];
  if (dice < 90)
    return [
      { type: "setBlock", block: block.id, blockType: "heading", attributes: { level: random.below(3) } },
    ];
  if (dice < 95) return markEdit(random, at, Math.min(length, at + 8));
  const to = document.placeOfBlock(block.id);
  const moved = document.blockAt(random.below(blockCount));
  const from = document.placeOfBlock(moved.id);
  return [{ type: "moveBlocks", from, to: from + moved.length + 1, at: to }];
}

function markEdit(random: Random, from: number, to: number): Edit[] {
  const type = ["bold", "link", "comment"][random.below(3)]!;
  const attributes: { readonly [name: string]: string } =
    type === "link" ? { href: `h${random.below(3)}` } : {};
  const id = type === "comment" ? { id: `c${random.below(1_000_000)}` } : {};
  return [{ type: "addMark", from, to, mark: { type, ...id, attributes }, grows: false }];
}
