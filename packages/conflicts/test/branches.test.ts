import { seededRandom } from "@weft/base";
import { branchDocumentId, createRichText, type RichText } from "@weft/richtext";
import { expect, test } from "vitest";
import { type Conflict, findConflicts, mergeBranch, mergesOf, sharedVersion } from "../src/index.ts";
import { Draft, labelledMerge, labels } from "./labelled-merges.ts";
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
