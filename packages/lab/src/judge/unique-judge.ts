/** Judges runs in which every character is typed once, so that each one is known by name: the book of the loss test. */
import type { Node } from "@tiptap/pm/model";
import type { Findings, Judge } from "./judge.ts";
import { Ledger } from "./ledger.ts";

/** `keepsOrder`: nobody moves anything, so that the order is judged too. */
export function uniqueJudge(start: Node, keepsOrder: boolean): Judge {
  const ledger = new Ledger(start);
  return {
    edited: (person, before, after) => ledger.edited(person, before, after),
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
  };
}
