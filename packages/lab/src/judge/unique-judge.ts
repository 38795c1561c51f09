/** Judges runs in which every character is typed once, so that each one is known by name: the book of the loss test. */
import type { Node } from "@tiptap/pm/model";
import type { Findings, Judge } from "./judge.ts";
import { charactersOf, Ledger } from "./ledger.ts";
import { lostPlaces } from "./lost-places.ts";

/** `keepsOrder`: nobody moves anything, so that the order is judged too. */
export function uniqueJudge(start: Node, keepsOrder: boolean): Judge {
  const ledger = new Ledger(start);
  /** What stood before each character when it was typed. */
  const neighbours = new Map<string, string | null>();
  const meet = (doc: Node): void => {
    let last: string | null = null;
    for (const character of charactersOf(doc)) {
      if (!neighbours.has(character)) neighbours.set(character, last);
      last = character;
    }
  };
  meet(start);
  return {
    edited(person, before, after) {
      ledger.edited(person, before, after);
      meet(after);
    },
    tookBack: (person, before, after, way) => ledger.tookBack(person, before, after, way),
    received() {},
    settled(before, after) {
      for (const [person, doc] of after.entries()) {
        const own = before[person];
        if (own && keepsOrder) ledger.judgeOrder(own, doc);
        ledger.judge(doc);
      }
    },
    findings: (): Findings => ({
      ...ledger.verdict(),
      lostText: ledger.lostText(),
      doubledText: ledger.doubledText(),
    }),
    lostPlaces(_person, doc) {
      const seen = charactersOf(doc);
      const lost = new Set(ledger.lostText());
      return lostPlaces(doc, {
        seen,
        lost: [...neighbours.keys()].filter((character) => lost.has(character)),
        before: (character) => neighbours.get(character) ?? null,
        signOf: (character) => character,
      });
    },
  };
}
