/** What came of many histories of one engine with one K: sums, and the seeds of those that went wrong. */
import type { HistoryOutcome } from "./history.ts";

/** How many seeds of each fault are kept. */
const seedsMax = 10;

/** What can be wrong with a history. */
export const faults = ["lost", "doubled", "revived", "misplaced", "diverged", "invalid", "thrown"] as const;

/** One of them. */
export type Fault = (typeof faults)[number];

/** Plain data, which passes from one process to another as JSON. */
export class Summary {
  runs = 0;
  edits = 0;
  /** Characters that nobody deleted. */
  kept = 0;
  /** Characters that are missing, there twice, or back although they were deleted. */
  lost = 0;
  doubled = 0;
  revived = 0;
  /** Characters that changed their order although nobody moved anything. */
  misplaced = 0;
  /** Histories. */
  diverged = 0;
  invalid = 0;
  thrown = 0;
  fixUps: number | null = null;
  readonly kinds: Record<string, number> = {};
  readonly seeds: Record<Fault, number[]> = {
    lost: [],
    doubled: [],
    revived: [],
    misplaced: [],
    diverged: [],
    invalid: [],
    thrown: [],
  };
  /** The messages of what was thrown, and how often. */
  readonly messages: Record<string, number> = {};

  add(seed: number, outcome: HistoryOutcome): void {
    this.runs++;
    this.edits += outcome.edits;
    for (const [name, count] of Object.entries(outcome.kinds))
      this.kinds[name] = (this.kinds[name] ?? 0) + count;
    if (outcome.fixUps !== null) this.fixUps = (this.fixUps ?? 0) + outcome.fixUps;
    if (outcome.thrown === null) {
      this.kept += outcome.kept;
      this.lost += outcome.lost;
      this.doubled += outcome.doubled;
      this.revived += outcome.revived;
      this.misplaced += outcome.misplaced;
    } else {
      const message = outcome.thrown.slice(0, 120);
      this.messages[message] = (this.messages[message] ?? 0) + 1;
    }
    if (outcome.diverged) this.diverged++;
    if (outcome.invalid) this.invalid++;
    if (outcome.thrown !== null) this.thrown++;
    for (const fault of faults) if (outcome[fault]) this.note(fault, seed);
  }

  private note(fault: Fault, seed: number): void {
    const seeds = this.seeds[fault];
    if (seeds.length < seedsMax) seeds.push(seed);
  }
}
