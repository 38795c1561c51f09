/**
 * Marks that say something (a link, a colour) and say different things on the same words, and comments and suggestions
 * whose words another side deleted. Marks that only are there or not (bold) cannot differ: the sides agree or one is silent.
 */
import type { Element } from "@weft/rga";
import { severityByKind } from "../conflict.ts";
import { idOf, spell } from "../id-ranges.ts";
import type { RankedConflict } from "../ranked-conflict.ts";
import { tokensBetween, type Unplaced } from "../text/neighbourhood.ts";
import type { TouchedSequence } from "../text/strips.ts";
import type { MarkStep } from "../versions/since-ops.ts";
import { BASE_BIT, type Timeline } from "../versions/timeline.ts";
import { mergedTextOf, type PlacedMark, placeMark, placeOf, rankIn, sideOf, textOf } from "./placed-mark.ts";
import type { Done } from "./register-conflicts.ts";
import { spellValue } from "./written-values.ts";

/** The marks of two or more sides that differ on a stretch: one each, the newest. */
interface Clash {
  readonly from: number;
  to: number;
  readonly bySide: ReadonlyMap<number, PlacedMark>;
}

/** What stands between the type and the id in the key of a mark. */
const SEPARATOR = "\u0000";

/** Finds them. */
export function markConflicts(timeline: Timeline, { since, touched }: Done): RankedConflict[] {
  const byType = new Map<string, PlacedMark[]>();
  for (const step of since.marks) {
    if (step.effective & BASE_BIT || !(step.effective & timeline.sideBits)) continue;
    const placed = placeMark(timeline, step);
    if (!placed) continue;
    const name = `${step.op.markType} ${[placed.sequence.cell?.id]}`;
    const marks = byType.get(name) ?? [];
    byType.set(name, marks);
    marks.push(placed);
  }
  const found: RankedConflict[] = [];
  const touchedBySequence = new Map(touched.map((one) => [one.sequence, one]));
  const tellings = new Map<string, number>();
  for (const marks of byType.values()) {
    for (const clash of clashes(timeline, marks)) {
      const strips = touchedBySequence.get(marks[0]!.sequence) ?? {
        sequence: marks[0]!.sequence,
        strips: [],
      };
      const conflict = describeClash(timeline, clash, strips);
      if (conflict) found.push(withOwnId(conflict, tellings));
    }
  }
  for (const mark of [...byType.values()].flat()) {
    const strips = touchedBySequence.get(mark.sequence);
    const orphan = strips && isRemark(mark) ? describeOrphan(timeline, mark, strips) : null;
    if (orphan) found.push(orphan);
  }
  return found;
}

/** The same two marks meet twice where a third one lies between: the second time has an id of its own. */
function withOwnId(found: RankedConflict, tellings: Map<string, number>): RankedConflict {
  const { id } = found.conflict;
  const before = tellings.get(id) ?? 0;
  tellings.set(id, before + 1);
  if (before === 0) return found;
  return { ...found, conflict: { ...found.conflict, id: idOf([id, `again ${before}`]) } };
}

function isRemark({ step: { op } }: PlacedMark): boolean {
  const isOne = op.markType.includes(SEPARATOR) || /^(comment|suggestion)/.test(op.markType);
  return isOne && op.attributes !== null;
}

/** The stretches on which the newest marks of several sides differ. O(m log m + how many lie over each other). */
function clashes(timeline: Timeline, marks: readonly PlacedMark[]): Clash[] {
  const sides = marks.reduce((bits, { step }) => bits | (step.effective & timeline.sideBits), 0);
  if ((sides & (sides - 1)) === 0) return [];
  const sorted = [...marks].sort((a, b) => a.from - b.from);
  const borders = [...new Set(marks.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b);
  const found: Clash[] = [];
  let active: PlacedMark[] = [];
  let next = 0;
  for (const [index, from] of borders.entries()) {
    while (next < sorted.length && sorted[next]!.from <= from) active.push(sorted[next++]!);
    active = active.filter((mark) => mark.to > from);
    const to = borders[index + 1];
    if (to === undefined || active.length < 2) continue;
    const bySide = newestBySide(timeline, active);
    if (!differ([...bySide.values()])) continue;
    const last = found.at(-1);
    if (last?.to === from && [...bySide].every(([side, mark]) => last.bySide.get(side) === mark))
      last.to = to;
    else found.push({ from, to, bySide });
  }
  return found;
}

function newestBySide(timeline: Timeline, active: readonly PlacedMark[]): Map<number, PlacedMark> {
  const bySide = new Map<number, PlacedMark>();
  for (let side = 0; side < timeline.sideCount; side++) {
    const own = active.filter(({ step }) => step.effective & (1 << (side + 1)));
    if (own.length > 0)
      bySide.set(
        side,
        own.reduce((a, b) => (isNewer(timeline, b.step, a.step) ? b : a)),
      );
  }
  return bySide;
}

function isNewer({ history }: Timeline, a: MarkStep, b: MarkStep): boolean {
  if (a.stamp !== b.stamp) return a.stamp > b.stamp;
  if (a.id.replica === b.id.replica) return a.id.counter > b.id.counter;
  return history.idOf(a.id.replica) > history.idOf(b.id.replica);
}

/** Whether marks say different things; one that only is there, and its removal, say nothing. */
function differ(marks: readonly PlacedMark[]): boolean {
  const said = new Set(marks.map(({ step }) => JSON.stringify(step.op.attributes)));
  const speaks = marks.some(({ step }) => Object.keys(step.op.attributes ?? {}).length > 0);
  return said.size > 1 && speaks;
}

function describeClash(timeline: Timeline, clash: Clash, touched: TouchedSequence): RankedConflict | null {
  const tokens = tokensBetween(timeline, touched, clash);
  const quote = mergedTextOf(timeline, tokens);
  if (quote === "") return null;
  const marks = [...clash.bySide];
  const [, first] = marks[0]!;
  const spellOf = spellingOf(marks.map(([, mark]) => mark));
  const sides = marks.map(([side, mark]) =>
    sideOf(timeline, [mark.step.id], {
      side,
      text: spellOf(mark),
      value: mark.step.op.attributes,
    }),
  );
  const inForce = marks.map(([, mark]) => mark).filter(({ step }) => step.effective & (1 << timeline.now));
  const winner =
    inForce.length > 0 ? inForce.reduce((a, b) => (isNewer(timeline, b.step, a.step) ? b : a)) : null;
  return {
    rank: rankIn(timeline, first, clash.from),
    conflict: {
      id: idOf(sides.map(({ ops }) => spell(ops))),
      kind: "register",
      severity: severityByKind.register,
      before: "",
      mine: sides.find(({ side }) => side === 0)?.text ?? "",
      theirs: sides.find(({ side }) => side === 1)?.text ?? "",
      now: winner ? spellOf(winner) : "",
      sides,
      place: placeOf(timeline, tokens),
      register: { target: "document", key: `mark.${first.step.op.markType}`, quote },
      block: null,
    },
  };
}

/** Marks in words, by the attributes in which they differ: what they have in common tells nobody which is which. */
function spellingOf(marks: readonly PlacedMark[]): (mark: PlacedMark) => string {
  const records = marks.map(({ step }) => step.op.attributes);
  const keys = [...new Set(records.flatMap((record) => Object.keys(record ?? {})))];
  const differing = keys.filter(
    (key) => new Set(records.map((record) => JSON.stringify(record?.[key]))).size > 1,
  );
  return ({ step: { op } }) => {
    const { attributes } = op;
    const told = differing.flatMap((key) => {
      const value = attributes?.[key];
      return value === undefined ? [] : [[key, value] as const];
    });
    return spellValue(Object.fromEntries(told));
  };
}

/** A remark of one side on words that another side deleted, all of them. */
function describeOrphan(
  timeline: Timeline,
  mark: PlacedMark,
  touched: TouchedSequence,
): RankedConflict | null {
  const authors = timeline.sidesIn(mark.step.effective);
  const author = authors[0];
  if (author === undefined) return null;
  const tokens = tokensBetween(timeline, touched, mark);
  const marked = tokens.filter(({ kind, visible }) => kind !== "marker" && visible & (1 << (author + 1)));
  const deleters = timeline
    .sidesIn(~mark.step.effective)
    .filter((side) => !marked.some(({ visible }) => visible & (1 << (side + 1))));
  const hadWords = marked.some(({ visible }) => visible & BASE_BIT);
  if (!hadWords || deleters.length === 0) return null;
  const quote = textOf(marked, author + 1);
  const sides = [
    ...authors.map((side) => sideOf(timeline, [mark.step.id], { side, text: quote, value: null })),
    ...deleters.map((side) => sideOf(timeline, deletionsOf(marked, side), { side, text: "", value: null })),
  ].sort((a, b) => a.side - b.side);
  const text = (side: number): string => sides.find((one) => one.side === side)?.text ?? quote;
  return {
    rank: rankIn(timeline, mark, mark.from),
    conflict: {
      id: idOf([`orphan ${mark.step.op.markType}`, ...sides.map(({ ops }) => spell(ops))]),
      kind: "orphan",
      severity: severityByKind.orphan,
      before: textOf(marked, 0),
      mine: text(0),
      theirs: text(1),
      now: textOf(tokens, timeline.now),
      sides,
      place: placeOf(timeline, tokens),
      register: { target: "document", key: `mark.${mark.step.op.markType}`, quote },
      block: null,
    },
  };
}

function deletionsOf(tokens: readonly Unplaced[], side: number): Element[] {
  const bit = 1 << (side + 1);
  const ops: Element[] = [];
  for (const { strip, counter, text } of tokens) {
    for (const { role, effective, op, direction, target } of strip?.steps ?? []) {
      if (role === "insert" || !(effective & bit)) continue;
      for (let index = 0; index < text.length; index++) {
        ops.push({
          replica: op.replica,
          counter: op.counter + direction * (counter + index - target.counter),
        });
      }
    }
  }
  return ops;
}
