/** Random choices about a document, and characters that nobody has typed before. */
import type { Node, ResolvedPos } from "@tiptap/pm/model";
import { Selection, TextSelection } from "@tiptap/pm/state";
import type { Random } from "@weft/base";
import { headWithin } from "@weft/tiptap";

/** CJK ideographs: twenty thousand characters of one code unit each. */
const firstCharacter = 0x4e00;

/** One seed's choices. */
export class Chance {
  private readonly random: Random;
  private nextCharacter = firstCharacter;

  constructor(random: Random) {
    this.random = random;
  }

  below(bound: number): number {
    return this.random.below(Math.max(1, bound));
  }

  /** True in `share` of all cases. */
  happens(share: number): boolean {
    return this.random.next() < share;
  }

  pick<Item>(items: readonly Item[]): Item | undefined {
    return items[this.below(items.length)];
  }

  character(): string {
    return String.fromCharCode(this.nextCharacter++);
  }

  /** One to four of them. */
  word(): string {
    return Array.from({ length: 1 + this.below(4) }, () => this.character()).join("");
  }

  /** A position in text. */
  caret(doc: Node): ResolvedPos {
    const $near = doc.resolve(this.below(doc.content.size + 1));
    const bias = this.happens(0.5) ? 1 : -1;
    const found = Selection.findFrom($near, bias, true) ?? Selection.findFrom($near, -bias, true);
    return found ? found.$head : $near;
  }

  /** A selection in text, at most `lengthMax` positions long, and within one cell, as editors of tables have it. */
  selection(doc: Node, lengthMax: number): Selection {
    const $from = this.caret(doc);
    const near = Math.min(doc.content.size, $from.pos + this.below(lengthMax + 1));
    const selection = TextSelection.between($from, doc.resolve(near), -1);
    const head = headWithin(doc, selection);
    return head === null ? selection : TextSelection.create(doc, selection.anchor, head);
  }
}
