/**
 * Judges long runs at the cost of the change: how often each character must be there. Right as long as no two people delete
 * the same character at once, which is for the scene to see to.
 */
import type { Node } from "@tiptap/pm/model";
import type { Findings, Judge } from "./judge.ts";
import { charactersOf } from "./ledger.ts";

/** A judge that counts. */
export function countingJudge(start: Node): Judge {
  const expected = new Map<string, number>();
  const count = (character: string, by: number): void =>
    void expected.set(character, (expected.get(character) ?? 0) + by);
  for (const character of charactersOf(start)) count(character, 1);
  let lostText = "";
  let doubledText = "";
  const change = (before: Node, after: Node): void => {
    const start = before.content.findDiffStart(after.content);
    const end = before.content.findDiffEnd(after.content);
    if (start === null || !end) return;
    const overlap = Math.max(0, start - Math.min(end.a, end.b));
    for (const character of charactersOf(before.cut(start, end.a + overlap))) count(character, -1);
    for (const character of charactersOf(after.cut(start, end.b + overlap))) count(character, 1);
  };
  return {
    edited: (_person, before, after) => change(before, after),
    tookBack: (_person, before, after) => change(before, after),
    received() {},
    settled(_before, docs) {
      for (const doc of docs) {
        const there = new Map<string, number>();
        for (const character of charactersOf(doc)) there.set(character, (there.get(character) ?? 0) + 1);
        const lost = excess(expected, there);
        const doubled = excess(there, expected);
        if (lost.length > lostText.length) lostText = lost;
        if (doubled.length > doubledText.length) doubledText = doubled;
      }
    },
    findings: (): Findings => ({
      kept: [...expected.values()].reduce((sum, times) => sum + times, 0),
      lost: lostText.length,
      doubled: doubledText.length,
      revived: 0,
      misplaced: 0,
      lostText,
      doubledText,
    }),
    // Which of many equal characters is missing is what counting does not know.
    lostPlaces: () => [],
  };
}

/** What is more often in the one than in the other, as often as it is. */
function excess(one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): string {
  return [...one]
    .map(([character, times]) => character.repeat(Math.max(0, times - (other.get(character) ?? 0))))
    .join("");
}
