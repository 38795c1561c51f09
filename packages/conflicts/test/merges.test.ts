/** Records of merges: the same sides for everybody, and nothing that is none. */
import { createRichText, type Value } from "@weft/richtext";
import { describe, expect, test } from "vitest";
import { findConflicts, findConflictsAmong, MERGES_MAX, mergesOf, recordMerge } from "../src/index.ts";
import * as two from "./two-sides.ts";

function fastAndSlow(): two.Meeting {
  return two.meet(
    two.paragraphs("The quick fox."),
    two.replace("quick", "fast"),
    two.replace("quick", "slow"),
  );
}

describe("[CF-10] a record of a merge", () => {
  test("gives everybody the same conflicts, who joins later too, and no undo takes it back", () => {
    const { mine, theirs, versions } = fastAndSlow();
    const sides = [versions.mine, versions.theirs];
    const found = findConflicts({ ...versions, document: mine });
    const known = theirs.version();
    mine.edit([recordMerge(mine, { sides, metAtMs: 5 })!]);
    theirs.applyUpdate(mine.updateSince(known));
    const later = createRichText({ documentId: "case", saved: theirs.save() });
    mine.undo();
    for (const document of [mine, theirs, later]) {
      const [record, ...others] = mergesOf(document);
      expect([record?.sides, record?.metAtMs, others]).toEqual([sides, 5, []]);
      const again = findConflictsAmong({ base: new Map(), sides: record!.sides, document });
      expect(again.map(({ id, kind }) => [id, kind])).toEqual(found.map(({ id, kind }) => [id, kind]));
    }
    expect(found.length).toBe(1);
  });

  test("makes room: the newest are kept, in order, those of several replicas together", () => {
    const { mine, theirs, versions } = fastAndSlow();
    const sides = [versions.mine, versions.theirs];
    const known = mine.version();
    for (let metAtMs = 1; metAtMs <= MERGES_MAX + 3; metAtMs++) {
      mine.edit([recordMerge(mine, { sides, metAtMs })!]);
    }
    theirs.edit([recordMerge(theirs, { sides, metAtMs: 10.5 })!]);
    mine.applyUpdate(theirs.updateSince(known));
    const times = mergesOf(mine).map(({ metAtMs }) => metAtMs);
    expect(mine.property(`.met.${mine.replica}`)).toHaveLength(MERGES_MAX);
    expect(times.length).toBe(MERGES_MAX + 1);
    expect(times).toEqual([...times].sort((a, b) => b - a));
    expect([times[0], times.at(-1), times.includes(10.5)]).toEqual([MERGES_MAX + 3, 4, true]);
  });

  test("is not written for more writers than it can name", () => {
    const { mine } = fastAndSlow();
    const many = new Map(mine.version());
    const [anybody] = many.keys();
    for (let index = 0; index < 2_001; index++) {
      const id = index.toString(16).padStart(16, "0");
      many.set(createRichText({ documentId: "case", replica: id }).replica, 1);
    }
    expect(recordMerge(mine, { sides: [many, new Map([[anybody!, 1]])], metAtMs: 1 })).toBe(null);
  });

  const nonsense: readonly Value[] = [
    7,
    "x",
    {},
    [7],
    [{ metAtMs: 1, base: {}, sides: [{}] }],
    [{ metAtMs: "1", base: {}, sides: [{}, {}] }],
    [{ metAtMs: 1, base: { nobody: 1 }, sides: [{}, {}] }],
    [{ metAtMs: 1, base: {}, sides: [{ "00000000000000aa": -1 }, {}] }],
    [{ metAtMs: 1, base: {}, sides: [{ "00000000000000aa": "1" }, {}] }],
  ];
  test.each(nonsense)("%j is none", (value) => {
    const { mine } = fastAndSlow();
    mine.edit([{ type: "setProperty", key: `.met.${mine.replica}`, value }]);
    expect(mergesOf(mine)).toEqual([]);
  });
});
