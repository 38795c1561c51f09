import { seededRandom } from "@weft/base";
import { createRichText, type RichText } from "@weft/richtext";
import { describe, expect, test } from "vitest";
import { type ConflictKind, findConflicts } from "../src/index.ts";
import { Draft, labelledMerge, labels } from "./labelled-merges.ts";
import { randomMeeting } from "./random-meeting.ts";
import { conflictsOf, type Meeting, mergeOn, written } from "./two-sides.ts";

/** Many merges on a machine that does much else. */
const patience = { timeout: 300_000 };

/** `WEFT_SEED` pins the seed, `WEFT_RUNS` makes the runs longer. */
const seed = Number(process.env.WEFT_SEED ?? 1);
const runs = Number(process.env.WEFT_RUNS ?? 1);

describe("labelled merges", () => {
  test(`[CF-3] precision and recall (WEFT_SEED=${seed})`, patience, () => {
    const random = seededRandom(seed);
    const tallies = new Map<ConflictKind, { right: number; missed: number; wrong: number }>();
    const tallyOf = (kind: ConflictKind) => {
      const tally = tallies.get(kind) ?? { right: 0, missed: 0, wrong: 0 };
      tallies.set(kind, tally);
      return tally;
    };
    const astray: string[] = [];
    let cases = 0;
    for (let round = 0; round < 170 * runs; round++) {
      const draft = new Draft(random);
      const saved = written(draft.start);
      for (const label of labels) {
        const merge = labelledMerge(label, draft, random);
        const meeting = mergeOn(saved, merge.mine, merge.theirs);
        const kinds = findConflicts({ ...meeting.versions, document: meeting.mine }).map(({ kind }) => kind);
        cases++;
        if (label !== null) tallyOf(label)[kinds.includes(label) ? "right" : "missed"]++;
        for (const kind of kinds.filter((one) => one !== label)) tallyOf(kind).wrong++;
        if (kinds.join() !== (label ?? "")) astray.push(`${label}: ${kinds} in ${meeting.mine.text()}`);
      }
    }
    const lines = [...tallies].map(([kind, { right, missed, wrong }]) => {
      const precision = right / (right + wrong);
      return `${kind}: precision ${precision.toFixed(3)}, recall ${(right / (right + missed)).toFixed(3)}`;
    });
    process.stdout.write(`${cases} labelled merges, seed ${seed}\n${lines.join("\n")}\n`);
    expect(cases).toBeGreaterThanOrEqual(2_000 * Math.min(1, runs));
    expect(new Set(tallies.keys())).toEqual(new Set(labels.filter((label) => label !== null)));
    expect(astray).toEqual([]);
  });

  test(`[CF-2] nothing is reported in 10,000 merges that have nothing (WEFT_SEED=${seed})`, patience, () => {
    const random = seededRandom(seed + 1);
    const astray: string[] = [];
    for (let round = 0; round < 200 * runs; round++) {
      const draft = new Draft(random);
      const saved = written(draft.start);
      for (let count = 0; count < 50; count++) {
        const merge = labelledMerge(null, draft, random);
        const { mine, versions } = mergeOn(saved, merge.mine, merge.theirs);
        const found = findConflicts({ ...versions, document: mine });
        const told = found.map(({ kind, before }) => `${kind} ${before}`);
        if (found.length > 0) astray.push(`${told}: ${mine.text()}`);
      }
    }
    const count = 10_000 * runs;
    process.stdout.write(`${count} merges that have nothing, seed ${seed + 1}: ${astray.length} reported\n`);
    expect(astray).toEqual([]);
  });
});

describe("any merges", () => {
  test(
    `[CF-4] the same list on every replica, after save and load, and after undo (WEFT_SEED=${seed})`,
    patience,
    () => {
      const random = seededRandom(seed + 2);
      let found = 0;
      for (let round = 0; round < 100 * runs; round++) {
        const meeting = randomMeeting(random);
        const list = conflictsOf(meeting);
        found += list.length;
        const { mine, versions } = meeting;
        expect(listOf(reopened(mine), versions)).toEqual(list);
        expect(listOf(inAnotherOrder(mine), versions)).toEqual(list);
        const ids = list.map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        // What comes later changes what stands there now, and nothing else.
        if (mine.undo()) {
          expect(withoutNow(listOf(mine, versions))).toEqual(withoutNow(list));
          expect(listOf(reopened(mine), versions)).toEqual(listOf(mine, versions));
          mine.redo();
          expect(listOf(mine, versions)).toEqual(list);
        }
      }
      expect(found).toBeGreaterThan(50 * Math.min(1, runs));
    },
  );

  test(
    `[CF-5] the texts of both sides stand in the documents of both sides (WEFT_SEED=${seed})`,
    patience,
    () => {
      const random = seededRandom(seed + 3);
      const moved = /structure|register|orphan/;
      let found = 0;
      // So long that enough was met, whatever the seed.
      for (let round = 0; round < 60 * runs || (found <= 50 && round < 200); round++) {
        const { mine, theirs, versions, texts } = randomMeeting(random, { moves: false });
        expect(mine.text()).toBe(theirs.text());
        for (const conflict of findConflicts({ ...versions, document: mine })) {
          if (moved.test(conflict.kind)) continue;
          found++;
          expect(flat(texts.base)).toContain(flat(conflict.before));
          expect(flat(texts.mine)).toContain(flat(conflict.mine));
          expect(flat(texts.theirs)).toContain(flat(conflict.theirs));
          expect(flat(mine.text())).toContain(flat(conflict.now));
        }
      }
      expect(found).toBeGreaterThan(50 * Math.min(1, runs));
    },
  );
});

/** Without line feeds: a block that was deleted and shows for new text stands alone in the view, not in the sequence. */
function flat(text: string): string {
  return text.replaceAll("\n", "");
}

function listOf(document: RichText, versions: Meeting["versions"]) {
  return findConflicts({ ...versions, document });
}

function withoutNow(list: ReturnType<typeof findConflicts>) {
  return list.map(({ now: _, ...rest }) => rest);
}

function reopened(document: RichText): RichText {
  return createRichText({
    documentId: document.documentId,
    replica: "00000000000000ff",
    saved: document.save(),
  });
}

/** A replica that met the writers in the opposite order. */
function inAnotherOrder(document: RichText): RichText {
  const late = createRichText({ documentId: document.documentId, replica: "0000000000000000" });
  for (const replica of [...document.version().keys()].sort().reverse()) {
    const known = new Map(document.version());
    known.delete(replica);
    late.applyUpdate(document.updateSince(known));
  }
  expect(late.missing()).toEqual([]);
  return late;
}
