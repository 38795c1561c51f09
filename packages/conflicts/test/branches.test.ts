import { seededRandom } from "@weft/base";
import { branchDocumentId, createRichText, type RichText } from "@weft/richtext";
import { expect, test } from "vitest";
import { type Conflict, findConflicts, mergeBranch, mergesOf, sharedVersion } from "../src/index.ts";
import { Draft, labelledMerge, labels } from "./labelled-merges.ts";
import { randomEdit } from "./random-meeting.ts";
import { type Act, paragraphs, replace, typeAfter, written } from "./two-sides.ts";

const seed = Number(process.env.WEFT_SEED ?? 1);

/** A document, a branch of it, and what was done in both. */
function parted(saved: Uint8Array, inOrigin: Act, inBranch: Act) {
  const origin = createRichText({ documentId: "case", replica: "0000000000000001", saved });
  const branch = createRichText({
    documentId: branchDocumentId("case", seededRandom(seed)),
    replica: "0000000000000002",
  });
  branch.applyUpdate(origin.updateSince(new Map()));
  const base = origin.version();
  inOrigin(origin);
  inBranch(branch);
  return { origin, branch, base };
}

/** The origin as the one who merges has it: under an id that nobody wrote under. */
function opened(origin: RichText): RichText {
  return createRichText({ documentId: "case", replica: "0000000000000003", saved: origin.save() });
}

const told = ({ kind, before, mine, theirs }: Conflict) => ({ kind, before, mine, theirs });

test(`[CF-13] a branch that was brought in crosses what offline work would have crossed (WEFT_SEED=${seed})`, () => {
  const random = seededRandom(seed + 9);
  const found = new Set<string>();
  for (let round = 0; round < 12; round++) {
    const draft = new Draft(random);
    const saved = written(draft.start);
    for (const label of labels) {
      const merge = labelledMerge(label, draft, random);
      const { origin, branch, base } = parted(saved, merge.mine, merge.theirs);
      const offline = opened(origin);
      offline.applyUpdate(branch.updateSince(base));
      const versions = { base, mine: origin.version(), theirs: branch.version() };
      const expected = findConflicts({ ...versions, document: offline }).map(told);
      const document = opened(origin);
      const before = document.text();
      const sides = mergeBranch({ document, branch, metAtMs: 1 });
      const [mine, theirs] = sides!;
      const list = findConflicts({ base: sharedVersion(sides!), mine: mine!, theirs: theirs!, document });
      expect(list.map(told), `${label}, WEFT_SEED=${seed}`).toEqual(expected);
      expect(mergesOf(document).map((record) => record.sides)).toEqual(list.length > 0 ? [sides] : []);
      for (const { kind } of list) found.add(kind);
      expect(document.undo()).toBe(true);
      expect(document.text()).toBe(before);
      expect(document.canUndo).toBe(false);
      expect(document.redo()).toBe(true);
    }
  }
  expect(found).toEqual(new Set(labels.filter((label) => label !== null)));
});

test("[CF-13] a branch is not merged under an id that wrote after they parted, nor one that did nothing", () => {
  const saved = written(paragraphs("The quick fox."));
  const { origin, branch } = parted(saved, replace("quick", "fast"), typeAfter("fox", " jumps"));
  expect(() => mergeBranch({ document: origin, branch, metAtMs: 1 })).toThrow(RangeError);
  const idle = parted(saved, replace("quick", "fast"), () => {});
  expect(mergeBranch({ document: opened(idle.origin), branch: idle.branch, metAtMs: 1 })).toBeNull();
});

test("[CF-13] what a program noted in a branch comes along", () => {
  const saved = written(paragraphs("The quick fox."));
  const { origin, branch } = parted(
    saved,
    () => {},
    (document) =>
      document.edit([
        { type: "setProperty", key: ".note", value: "x" },
        { type: "insertText", at: 1, text: "See: " },
      ]),
  );
  const document = opened(origin);
  mergeBranch({ document, branch, metAtMs: 1 });
  expect(document.text()).toBe("See: The quick fox.");
  expect(document.property(".note")).toBe("x");
  expect(document.undo()).toBe(true);
  expect(document.text()).toBe("The quick fox.");
});

test("[CF-13] a branch of a branch merges into either", () => {
  const { origin, branch } = parted(
    written(paragraphs("The quick fox.")),
    () => {},
    typeAfter("fox", " jumps"),
  );
  const second = createRichText({ documentId: branchDocumentId(branch.documentId, seededRandom(7)) });
  second.applyUpdate(branch.updateSince(new Map()));
  replace("quick", "slow")(second);
  const document = opened(origin);
  mergeBranch({ document, branch: second, metAtMs: 1 });
  expect(document.text()).toBe("The slow fox jumps.");
});

/** Brings one into the other under an id of its own, as a page that was opened for it does. */
function merge(into: RichText, from: RichText, replica: string): RichText {
  const document = createRichText({ documentId: into.documentId, replica, saved: into.save() });
  mergeBranch({ document, branch: from, metAtMs: 1 });
  return document;
}

test("[CF-13] a branch is merged again after more edits on both sides: only what is new comes, and crosses only what is new to it", () => {
  const { origin, branch } = parted(
    written(paragraphs("The quick fox. It jumps.")),
    replace("jumps", "sleeps"),
    replace("quick", "slow"),
  );
  const first = merge(origin, branch, "0000000000000003");
  expect(first.text()).toBe("The slow fox. It sleeps.");
  expect(mergeBranch({ document: reopen(first, "0000000000000004"), branch, metAtMs: 1 })).toBeNull();
  replace("slow", "lazy")(branch);
  typeAfter("jumps", " high")(branch);
  replace("slow", "sly")(first);
  const second = reopen(first, "0000000000000005");
  const sides = mergeBranch({ document: second, branch, metAtMs: 2 })!;
  expect(second.text()).toBe("The slylazy fox. It sleeps high.");
  const [mine, theirs] = sides;
  const found = findConflicts({ base: sharedVersion(sides), mine, theirs, document: second });
  expect(found.map(told)).toEqual([
    { kind: "competing-rewrite", before: "slow", mine: "sly", theirs: "lazy" },
    { kind: "near", before: "jumps", mine: "sleeps", theirs: "jumps high" },
  ]);
  expect(second.undo()).toBe(true);
  expect(second.text()).toBe("The sly fox. It sleeps.");
  expect(second.canUndo).toBe(false);
});

test("[CF-13] a merge that was undone is as none: the next one brings all", () => {
  const { origin, branch } = parted(
    written(paragraphs("The quick fox.")),
    () => {},
    replace("quick", "slow"),
  );
  const first = merge(origin, branch, "0000000000000003");
  expect(first.undo()).toBe(true);
  typeAfter("fox", " jumps")(branch);
  expect(merge(first, branch, "0000000000000004").text()).toBe("The slow fox jumps.");
});

test("[CF-13] an origin comes into its branch, and back comes only what is the branch's", () => {
  const { origin, branch } = parted(
    written(paragraphs("The quick fox. It jumps.")),
    replace("jumps", "sleeps"),
    replace("quick", "slow"),
  );
  const updated = merge(branch, origin, "0000000000000003");
  expect(updated.text()).toBe("The slow fox. It sleeps.");
  typeAfter("sleeps", " late")(updated);
  const merged = merge(origin, updated, "0000000000000004");
  expect(merged.text()).toBe("The slow fox. It sleeps late.");
  typeAfter("slow", " red")(merged);
  expect(merge(updated, merged, "0000000000000005").text()).toBe("The slow red fox. It sleeps late.");
  const undone = merge(branch, origin, "0000000000000006");
  expect(undone.undo()).toBe(true);
  typeAfter("jumps", " high")(undone);
  expect(merge(origin, undone, "0000000000000007").text()).toBe("The slow fox. It sleeps high.");
});

test(`[CF-13] a branch that is merged part by part comes to what it is (WEFT_SEED=${seed})`, () => {
  for (let round = 0; round < 40; round++) {
    const random = seededRandom(seed + round);
    const saved = written(paragraphs("One two three four.", "Five six seven eight."));
    const { origin, branch } = parted(
      saved,
      () => {},
      () => {},
    );
    let document = origin;
    for (let part = 0; part < 4; part++) {
      for (let count = 1 + random.below(6); count > 0; count--) randomEdit(branch, random);
      document = merge(document, branch, `000000000000001${part}`);
      expect(document.text(), `part ${part}, WEFT_SEED=${seed + round}`).toBe(branch.text());
    }
  }
});

function reopen(document: RichText, replica: string): RichText {
  return createRichText({ documentId: document.documentId, replica, saved: document.save() });
}
