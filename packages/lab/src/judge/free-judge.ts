/**
 * Judges runs in which people type what they like: which of two equal characters is which is not seen, so each one is given
 * a name when it is typed, and the names are carried along with what everybody sees. What an exchange brings is matched by
 * character, first with what it took away, then with what others typed.
 */
import type { Node } from "@tiptap/pm/model";
import type { Findings, Judge } from "./judge.ts";
import { charactersOf } from "./ledger.ts";
import { type LostPlace, lostPlaces } from "./lost-places.ts";

/** One character that was typed. */
interface Typed {
  readonly character: string;
  /** What stood before it when it was typed, or first seen; null at the start. */
  readonly before: Typed | null;
  /** Who deleted it and did not take that back. */
  readonly deletedBy: Set<number>;
}

/** What a person sees, each character with its name. */
interface Sight {
  readonly characters: readonly string[];
  readonly typed: readonly Typed[];
}

/** Gives a name to a character that stands behind `before`. */
type NameGiver = (character: string, before: Typed | null) => Typed;

/** A judge for any text. */
export function freeJudge(start: Node, peopleCount: number): Judge {
  return new FreeJudge(start, peopleCount);
}

class FreeJudge implements Judge {
  private readonly all: Typed[];
  private readonly sights: Sight[];
  private kept = 0;
  private lost = "";
  private doubled = "";
  /** Those that each person did not see at the last exchange. */
  private missing: readonly (readonly Typed[])[] = [];

  constructor(start: Node, peopleCount: number) {
    const characters = charactersOf(start);
    this.all = [];
    for (const character of characters) this.all.push(typedBehind(character, this.all.at(-1) ?? null));
    this.sights = Array.from({ length: peopleCount }, () => ({ characters, typed: [...this.all] }));
  }

  edited(person: number, _before: Node, after: Node): void {
    this.see(person, after, (character, before) => {
      const typed = typedBehind(character, before);
      this.all.push(typed);
      return typed;
    }).forEach((gone) => void gone.deletedBy.add(person));
  }

  tookBack(person: number, _before: Node, after: Node): void {
    const seen = new Set(this.sights[person]?.typed);
    const gone = this.see(person, after, (character, before) => {
      // What comes back is what the same person deleted.
      const back = this.all.find(
        (typed) => typed.character === character && typed.deletedBy.has(person) && !seen.has(typed),
      );
      back?.deletedBy.delete(person);
      if (back) seen.add(back);
      return back ?? typedBehind(character, before);
    });
    for (const typed of gone) typed.deletedBy.add(person);
  }

  received(person: number, _before: Node, after: Node): void {
    const known = new Set(this.sights[person]?.typed);
    const waiting = byCharacter(this.all.filter((typed) => !known.has(typed)));
    // Those that nobody deleted come first, and of them those that somebody sees.
    const seen = new Set(this.sights.flatMap(({ typed }) => typed));
    for (const typed of waiting.values()) {
      typed.sort((a, b) => a.deletedBy.size - b.deletedBy.size || Number(seen.has(b)) - Number(seen.has(a)));
    }
    this.see(
      person,
      after,
      (character, before) => waiting.get(character)?.shift() ?? typedBehind(character, before),
    );
  }

  settled(_before: readonly Node[], after: readonly Node[]): void {
    const alive = this.all.filter(({ deletedBy }) => deletedBy.size === 0);
    const expected = countsOf(alive.map(({ character }) => character));
    let lost = "";
    let doubled = "";
    for (const doc of after) {
      const counts = countsOf(charactersOf(doc));
      const short = shortfall(expected, counts);
      const excess = shortfall(counts, expected);
      if (short.length > lost.length) lost = short;
      if (excess.length > doubled.length) doubled = excess;
    }
    this.kept = alive.length;
    this.lost = lost;
    this.doubled = doubled;
    this.agree(after);
    this.missing = this.sights.map((sight) => missingOf(alive, sight));
  }

  lostPlaces(person: number, doc: Node): readonly LostPlace[] {
    const { typed: seen = [] } = this.sights[person] ?? {};
    return lostPlaces(doc, {
      seen,
      lost: this.missing[person] ?? [],
      before: ({ before }) => before,
      signOf: ({ character }) => character,
    });
  }

  findings(): Findings {
    const { kept, lost, doubled } = this;
    return {
      kept,
      lost: lost.length,
      doubled: doubled.length,
      revived: 0,
      misplaced: 0,
      lostText: lost,
      doubledText: doubled,
    };
  }

  /** Takes in what a person sees now; `name` gives names to what is new. Returns what is gone. */
  private see(person: number, doc: Node, name: NameGiver): readonly Typed[] {
    const sight = this.sights[person];
    if (!sight) return [];
    const characters = charactersOf(doc);
    const { length: was } = sight.characters;
    const shorter = Math.min(was, characters.length);
    let head = 0;
    while (head < shorter && sight.characters[head] === characters[head]) head++;
    let tail = 0;
    while (
      tail < shorter - head &&
      sight.characters[was - 1 - tail] === characters[characters.length - 1 - tail]
    )
      tail++;
    const pool = byCharacter(sight.typed.slice(head, was - tail));
    let last = sight.typed[head - 1] ?? null;
    const middle = characters.slice(head, characters.length - tail).map((character) => {
      last = pool.get(character)?.shift() ?? name(character, last);
      return last;
    });
    const typed = [...sight.typed.slice(0, head), ...middle, ...sight.typed.slice(was - tail)];
    this.sights[person] = { characters, typed };
    return [...pool.values()].flat();
  }

  /** Where everybody sees the same, everybody's names are the same. */
  private agree(docs: readonly Node[]): void {
    const [first] = this.sights;
    const [doc] = docs;
    if (!first || !docs.every((other) => doc?.eq(other))) return;
    for (const index of this.sights.keys()) this.sights[index] = { ...first };
  }
}

function typedBehind(character: string, before: Typed | null): Typed {
  return { character, before, deletedBy: new Set() };
}

/** Of those that must be there, the ones that are not; of equal ones as many as are too few. */
function missingOf(alive: readonly Typed[], { typed, characters }: Sight): readonly Typed[] {
  const seen = new Set(typed);
  const there = countsOf(characters);
  const wanted = countsOf(alive.map(({ character }) => character));
  return alive.filter((one) => {
    const { character } = one;
    if (seen.has(one)) return false;
    const short = (wanted.get(character) ?? 0) - (there.get(character) ?? 0);
    if (short > 0) wanted.set(character, (wanted.get(character) ?? 0) - 1);
    return short > 0;
  });
}

function byCharacter(all: readonly Typed[]): Map<string, Typed[]> {
  const groups = new Map<string, Typed[]>();
  for (const typed of all) {
    const group = groups.get(typed.character);
    if (group) group.push(typed);
    else groups.set(typed.character, [typed]);
  }
  return groups;
}

function countsOf(characters: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const character of characters) counts.set(character, (counts.get(character) ?? 0) + 1);
  return counts;
}

/** The characters that are more often in `wanted` than in `there`, as often as they are missing. */
function shortfall(wanted: ReadonlyMap<string, number>, there: ReadonlyMap<string, number>): string {
  let text = "";
  for (const [character, count] of wanted)
    text += character.repeat(Math.max(0, count - (there.get(character) ?? 0)));
  return text;
}
