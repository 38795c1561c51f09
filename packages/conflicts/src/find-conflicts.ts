/**
 * Finds the places where work that did not see each other crossed. A pure function of the document's ops and the versions
 * that are compared: whoever has the same ops finds the same, whichever side is called mine.
 */
import type { Version } from "@weft/rga";
import { type History, historyOf, type RichText } from "@weft/richtext";
import type { Conflict } from "./conflict.ts";
import type { RankedConflict } from "./ranked-conflict.ts";
import { markConflicts } from "./registers/mark-conflicts.ts";
import { registerConflicts } from "./registers/register-conflicts.ts";
import { nameTextConflict } from "./text/named-conflict.ts";
import { touchedSequences } from "./text/strips.ts";
import { textConflicts } from "./text/text-conflicts.ts";
import { SinceOps } from "./versions/since-ops.ts";
import { Timeline } from "./versions/timeline.ts";

/** What two sides did apart from each other. */
export interface TwoSides {
  /** What both had seen; what both have seen besides is taken as seen, too. */
  readonly base: Version;
  readonly mine: Version;
  readonly theirs: Version;
  /** A document that has all of it, and maybe more. */
  readonly document: RichText;
}

/** What any number of sides did apart from each other. */
export interface ManySides {
  readonly base: Version;
  readonly sides: readonly Version[];
  readonly document: RichText;
  /** Where the reads go; the document's own unless somebody counts them. */
  readonly history?: History;
}

/**
 * The conflicts of two sides in the order of the document. O((a + b + c) log n) for the ops of the sides and those since the
 * base that are of neither. Throws a `TypeError` for a document that `createRichText` did not make.
 */
export function findConflicts({ base, mine, theirs, document }: TwoSides): Conflict[] {
  return findConflictsAmong({ base, sides: [mine, theirs], document });
}

/** The same for more sides at once: a conflict has an entry for each that took part. Throws a `RangeError` for over 29. */
export function findConflictsAmong({ base, sides, document, history }: ManySides): Conflict[] {
  const timeline = new Timeline(history ?? historyOf(document), base, sides);
  const since = new SinceOps(timeline);
  const touched = touchedSequences(timeline, since.text);
  const deletedLines = new Map<string, number>();
  for (const { role, target, effective } of since.text) {
    if (role !== "remove") continue;
    const key = `${target.replica}:${target.counter}`;
    deletedLines.set(key, (deletedLines.get(key) ?? 0) | effective);
  }
  const words: RankedConflict[] = [];
  for (const one of touched) {
    for (const conflict of textConflicts(timeline, one, deletedLines))
      words.push(nameTextConflict(timeline, conflict));
  }
  const found = [
    ...words,
    ...registerConflicts(timeline, { since, touched }),
    ...markConflicts(timeline, { since, touched }),
  ];
  found.sort((a, b) => a.rank - b.rank || (a.conflict.id < b.conflict.id ? -1 : 1));
  return found.map(({ conflict }) => conflict);
}
