/** Marks that a side put on words that stood there before, or took off. */
import { severityByKind } from "../conflict.ts";
import { idOf, spell } from "../id-ranges.ts";
import type { RankedConflict } from "../ranked-conflict.ts";
import { tokensBetween } from "../text/neighbourhood.ts";
import { BASE, BASE_BIT, type Timeline } from "../versions/timeline.ts";
import { placeMark, placeOf, rankIn, sideOf, textOf } from "./placed-mark.ts";
import type { Done } from "./register-conflicts.ts";
import { spellValue } from "./written-values.ts";

/** One a mark and side, those on new words left out: they belong to the words. */
export function markChanges(timeline: Timeline, { since, touched }: Done): RankedConflict[] {
  const touchedBySequence = new Map(touched.map((one) => [one.sequence, one]));
  return since.marks.flatMap((step) => {
    const { op, id, effective } = step;
    const placed = effective & BASE_BIT ? null : placeMark(timeline, step);
    if (placed === null) return [];
    const { sequence } = placed;
    const tokens = tokensBetween(
      timeline,
      touchedBySequence.get(sequence) ?? { sequence, strips: [] },
      placed,
    );
    const quote = textOf(tokens, BASE);
    if (quote === "") return [];
    const isPut = op.attributes !== null;
    const value = isPut ? spellValue(op.attributes) || "yes" : "";
    const before = isPut ? "" : "yes";
    return timeline.sidesIn(effective).map((side): RankedConflict => {
      const did = sideOf(timeline, [id], { side, text: value, value: op.attributes });
      return {
        rank: rankIn(timeline, placed, placed.from),
        conflict: {
          id: idOf([`mark ${op.markType}`, spell(did.ops)]),
          kind: "register",
          severity: severityByKind.register,
          before,
          mine: value,
          theirs: value,
          now: effective & (1 << timeline.now) ? value : before,
          sides: [did],
          place: placeOf(timeline, tokens),
          register: { target: "document", key: `mark.${op.markType}`, quote },
          block: null,
        },
      };
    });
  });
}
