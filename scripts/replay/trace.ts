/**
 * Recorded editing sessions in the format of github.com/josephg/editing-traces: transactions of patches
 * `[position, deleted, inserted]`, each made by one writer after what that writer had seen.
 */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/** One patch of the recording, at most one character removed or inserted when it was typed. */
export interface Step {
  /** 0 or 1. */
  readonly writer: number;
  /** UTF-16 index in the text that the writer saw; a line feed counts as one. */
  readonly position: number;
  readonly removed: number;
  readonly inserted: string;
  /** How many steps of the other writer this one had seen. */
  readonly seenOfOther: number;
  /** How many steps of its own writer come before it. */
  readonly ownBefore: number;
}

interface RecordedTransaction {
  readonly patches: readonly (readonly [number, number, string])[];
  readonly agent?: number;
  readonly parents?: readonly number[];
}

/** Reads a recording of one or two writers. The file is trusted: it comes from the command line. */
export function readTrace(file: string): readonly Step[] {
  const bytes = readFileSync(file);
  const text = (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  const recording: {
    readonly startContent?: string;
    readonly numAgents?: number;
    readonly txns: readonly RecordedTransaction[];
  } = JSON.parse(text);
  if (recording.startContent) throw new Error("A recording that starts with text cannot be replayed.");
  if ((recording.numAgents ?? 1) > 2)
    throw new Error("Only recordings of one or two writers can be replayed.");
  const stepsBefore = [0, 0];
  /** For each transaction, how many steps of each writer are known after it. */
  const knownAfter: (readonly [number, number])[] = [];
  const steps: Step[] = [];
  recording.txns.forEach((transaction, index) => {
    const writer = transaction.agent ?? 0;
    const parents = transaction.parents ?? (index === 0 ? [] : [index - 1]);
    const known: [number, number] = [0, 0];
    for (const parent of parents) {
      const after = knownAfter[parent] ?? [0, 0];
      known[0] = Math.max(known[0], after[0]);
      known[1] = Math.max(known[1], after[1]);
    }
    const seenOfOther = known[1 - writer] ?? 0;
    for (const [position, removed, inserted] of transaction.patches) {
      steps.push({ writer, position, removed, inserted, seenOfOther, ownBefore: stepsBefore[writer] ?? 0 });
      stepsBefore[writer] = (stepsBefore[writer] ?? 0) + 1;
    }
    known[writer] = stepsBefore[writer] ?? 0;
    knownAfter.push(known);
  });
  return steps;
}

/** The steps after which the other writer looks: there the network must have delivered exactly so many. */
export function handOvers(steps: readonly Step[]): readonly [ReadonlySet<number>, ReadonlySet<number>] {
  const counts: [Set<number>, Set<number>] = [new Set(), new Set()];
  for (const { writer, seenOfOther } of steps) counts[writer === 0 ? 1 : 0].add(seenOfOther);
  return counts;
}
