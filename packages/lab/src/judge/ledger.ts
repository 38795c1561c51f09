/**
 * Who typed which character, who took it away, and what became of it. Every character of a history is typed once, so
 * that each one that is missing, or there twice, or back without leave, is known by name.
 */
import type { Node } from "@tiptap/pm/model";

/** What became of the characters of one history. */
export interface Verdict {
  /** Characters that nobody had deleted, or whose deletions were all undone, at some exchange. */
  readonly kept: number;
  /** Of these, those that somebody did not see then. */
  readonly lost: number;
  /** Of these, those that somebody saw more than once. */
  readonly doubled: number;
  /** Characters that somebody had deleted, and not taken that back, and that somebody saw. */
  readonly revived: number;
  /** Characters that stand behind one that they stood in front of when their reader last looked. */
  readonly misplaced: number;
}

/** The characters of a document in its order, atoms and line feeds aside. */
export function charactersOf(doc: Node): string[] {
  const characters: string[] = [];
  doc.descendants((node) => {
    if (node.isText) for (const character of node.text ?? "") characters.push(character);
  });
  return characters.filter((character) => character !== "\n" && character !== "\uFFFC");
}

/** The characters around the tables of a document, and those inside of them. */
function apartFromTables(doc: Node): readonly [around: readonly string[], inside: readonly string[]] {
  const inside: string[] = [];
  doc.descendants((node) => {
    if (node.type.name !== "table") return true;
    inside.push(...charactersOf(node));
    return false;
  });
  const tabled = new Set(inside);
  return [charactersOf(doc).filter((character) => !tabled.has(character)), inside];
}

/** `sure`: taken away by this person. `maybe`: taken away, and this person has undone or redone something since. */
type Hidden = "sure" | "maybe";

/** The book of one history. */
export class Ledger {
  private readonly authors = new Map<string, number>();
  private readonly hiddenBy = new Map<string, Map<number, Hidden>>();
  private readonly kept = new Set<string>();
  private readonly doubled = new Set<string>();
  private readonly lost = new Set<string>();
  private readonly revived = new Set<string>();
  private readonly misplaced = new Set<string>();

  /** The document that all start from, and that nobody of them wrote. */
  constructor(start: Node) {
    for (const character of charactersOf(start)) this.authors.set(character, nobody);
  }

  /** `person` turned `before` into `after`: what is gone was deleted, what is new was typed. */
  edited(person: number, before: Node, after: Node): void {
    const there = new Set(charactersOf(after));
    for (const character of charactersOf(before)) if (!there.has(character)) this.hide(character, person);
    for (const character of there) if (!this.authors.has(character)) this.authors.set(character, person);
  }

  /**
   * `person` undid or redid something. Undo may bring back anything that the same person deleted, and may take away
   * what the same person typed; what else it takes away is not deleted, so it will be missed.
   */
  tookBack(person: number, before: Node, after: Node, way: "undo" | "redo"): void {
    const there = new Set(charactersOf(after));
    for (const character of charactersOf(before)) {
      if (there.has(character)) continue;
      if (way === "redo" || this.authors.get(character) === person) this.hide(character, person);
    }
    for (const [character, people] of this.hiddenBy) {
      if (there.has(character)) people.delete(person);
      else if (people.has(person)) people.set(person, "maybe");
    }
  }

  /** Looks for what must be there in what somebody sees after everything was exchanged. */
  judge(doc: Node): void {
    const timesByCharacter = new Map<string, number>();
    for (const character of charactersOf(doc))
      timesByCharacter.set(character, (timesByCharacter.get(character) ?? 0) + 1);
    for (const character of this.authors.keys()) {
      const times = timesByCharacter.get(character) ?? 0;
      const hidden = this.hiddenBy.get(character);
      if (!hidden || hidden.size === 0) {
        this.kept.add(character);
        if (times === 0) this.lost.add(character);
        if (times > 1) this.doubled.add(character);
      } else if (times > 0 && [...hidden.values()].includes("sure")) this.revived.add(character);
    }
  }

  /**
   * Merging keeps the order that everybody saw: `after` holds what is left of `before` in the order of `before`. Holds
   * as long as nobody moved anything, for the text in tables and for that around them each by itself: who joins two
   * paragraphs between which another puts a table has to see their text on one side of it.
   */
  judgeOrder(before: Node, after: Node): void {
    const [aroundBefore, insideBefore] = apartFromTables(before);
    const [aroundAfter, insideAfter] = apartFromTables(after);
    this.judgeSequence(aroundBefore, aroundAfter);
    this.judgeSequence(insideBefore, insideAfter);
  }

  private judgeSequence(before: readonly string[], after: readonly string[]): void {
    const placeByCharacter = new Map<string, number>();
    for (const [place, character] of after.entries())
      if (!placeByCharacter.has(character)) placeByCharacter.set(character, place);
    let furthest = -1;
    for (const character of before) {
      const place = placeByCharacter.get(character);
      if (place === undefined) continue;
      if (place < furthest) this.misplaced.add(character);
      furthest = Math.max(furthest, place);
    }
  }

  /** What was found so far. */
  verdict(): Verdict {
    return {
      kept: this.kept.size,
      lost: this.lost.size,
      doubled: this.doubled.size,
      revived: this.revived.size,
      misplaced: this.misplaced.size,
    };
  }

  /** The characters that somebody did not see. */
  lostText(): string {
    return [...this.lost].join("");
  }

  /** The characters that somebody saw more than once. */
  doubledText(): string {
    return [...this.doubled].join("");
  }

  /** Every character that something happened to, for the story of a failure. */
  suspects(): string {
    const list = (name: string, characters: ReadonlySet<string>): string =>
      characters.size === 0 ? "" : `${name} ${[...characters].join("")}`;
    return [
      list("lost", this.lost),
      list("doubled", this.doubled),
      list("revived", this.revived),
      list("misplaced", this.misplaced),
    ]
      .filter((part) => part !== "")
      .join(", ");
  }

  private hide(character: string, person: number): void {
    const people = this.hiddenBy.get(character);
    if (people) people.set(person, "sure");
    else this.hiddenBy.set(character, new Map([[person, "sure"]]));
  }
}

const nobody = -1;
