import { seededRandom } from "@weft/base";
import { createRichText } from "@weft/richtext";
import { expect, test } from "vitest";
import { type Conflict, findConflicts } from "../src/index.ts";
import { randomMeeting } from "./random-meeting.ts";
import { slowWordConflicts } from "./slow-conflicts.ts";

const seed = Number(process.env.WEFT_SEED ?? 1);
const runs = Number(process.env.WEFT_RUNS ?? 1);

const kinds: ReadonlySet<string> = new Set([
  "competing-rewrite",
  "same-change",
  "delete-against-edit",
  "same-place",
]);

const spelled = ({ kind, id, before, mine, theirs }: Conflict): string =>
  `${kind} ${id} ${before} ${mine} ${theirs}`;

test(`[CF-4] the sweep finds what comparing everything with everything finds (WEFT_SEED=${seed})`, () => {
  const random = seededRandom(seed + 20);
  const met = new Set<string>();
  for (let round = 0; round < 120 * runs; round++) {
    const { mine, versions } = randomMeeting(random);
    const found = findConflicts({ ...versions, document: mine }).filter(({ kind }) => kinds.has(kind));
    for (const { kind } of found) met.add(kind);
    const where = `WEFT_SEED=${seed}, round ${round}`;
    expect(found.map(spelled).sort(), where).toEqual(slowWordConflicts(mine, versions));
    if (!mine.undo()) continue;
    const later = findConflicts({ ...versions, document: mine }).filter(({ kind }) => kinds.has(kind));
    expect(later.map(({ id }) => id).sort(), where).toEqual(found.map(({ id }) => id).sort());
    const saved = createRichText({ documentId: "random", replica: "00000000000000ee", saved: mine.save() });
    expect(slowWordConflicts(saved, versions), where).toEqual(later.map(spelled).sort());
  }
  // Two at random hardly ever make the same of the same words: that is what the labelled merges are for.
  expect(met.size).toBeGreaterThan(2);
});
