/**
 * Registers to which several sides gave different values, and structure: blocks that were put into different containers,
 * moved to different places, or changed by one side and deleted by another.
 */
import type { Element } from "@weft/rga";
import type { RegisterHistory, RegisterWrite, Value } from "@weft/richtext";
import { type ConflictKind, type ConflictSide, severityByKind } from "../conflict.ts";
import { IdRanges, idOf, replicasOf, spell } from "../id-ranges.ts";
import type { RankedConflict } from "../ranked-conflict.ts";
import type { TouchedSequence } from "../text/strips.ts";
import type { SinceOps } from "../versions/since-ops.ts";
import { BASE, BASE_BIT, type Timeline } from "../versions/timeline.ts";
import { Slots } from "./slots.ts";
import { containerPath, equalValues, spellValue, writeAt } from "./written-values.ts";

/** What was done since the base. */
export interface Done {
  readonly since: SinceOps;
  readonly touched: readonly TouchedSequence[];
}

/** What a side made of a register: it wrote something else than was there, or deleted the block. */
interface Stake {
  readonly side: number;
  readonly write: RegisterWrite | null;
  /** The ops of a deletion, as ids of elements and of counters. */
  readonly deletion: readonly Element[];
}

/** A register with who has a stake in it. */
interface Contested {
  readonly target: Element | null;
  readonly key: string;
  readonly register: RegisterHistory;
  readonly base: RegisterWrite | null;
  readonly writers: readonly Stake[];
}

/** The versions that are compared, and what stands at the slots in them. */
interface Compared {
  readonly timeline: Timeline;
  readonly slots: Slots;
}

const STRUCTURE_KEYS: readonly string[] = ["container", "parent", "place"];

/** Finds them all. O(writes of the registers touched). */
export function registerConflicts(timeline: Timeline, { since, touched }: Done): RankedConflict[] {
  const deletersByBlock = deletions(timeline, touched);
  const contested = writtenRegisters(timeline, since);
  const houses = new Houses(timeline, contested);
  const compared = { timeline, slots: new Slots(timeline, touched) };
  const found: RankedConflict[] = [];
  const told = new Set<string>();
  for (const one of contested) {
    const { target } = one.register;
    const deleters = (deletersByBlock.get(target) ?? []).filter(
      ({ side }) => !one.writers.some((writer) => writer.side === side),
    );
    const differs = isContest(compared, one, houses);
    // A block that was retyped differently is one conflict, whatever attributes came with the types.
    const isSubsumed = one.key.startsWith("attributes.") && told.has(`${target} type`);
    if (differs && !isSubsumed) {
      told.add(`${target} ${one.key}`);
      found.push(describe(compared, one, one.writers));
    } else if (deleters.length > 0 && !told.has(target)) {
      told.add(target);
      found.push(describe(compared, one, [...one.writers, ...deleters]));
    }
  }
  return found;
}

/** What each side made of every register that was there before, one value each: of a block that is new there is nothing to tell. */
export function registerChanges(timeline: Timeline, { since, touched }: Done): RankedConflict[] {
  const compared = { timeline, slots: new Slots(timeline, touched) };
  const told = new Set<string>();
  return writtenRegisters(timeline, since).flatMap((one) => {
    const { target, key, register, base, writers } = one;
    const isNew =
      base === null && register.kind !== "document" && target !== null && !wasThere(timeline, target);
    const name = (side: number, its: string): string => `${side} ${register.target} ${its}`;
    return writers.flatMap((stake) => {
      const isSubsumed = key.startsWith("attributes.") && told.has(name(stake.side, "type"));
      if (isNew || isSubsumed) return [];
      told.add(name(stake.side, key));
      return [describe(compared, one, [stake])];
    });
  });
}

function wasThere(timeline: Timeline, { replica, counter }: Element): boolean {
  return (timeline.effective(replica, counter) & BASE_BIT) !== 0;
}

/** The registers to which a side gave another value than they had. O(writes of the registers touched). */
function writtenRegisters(timeline: Timeline, since: SinceOps): Contested[] {
  const contested: Contested[] = [];
  for (const { target, key } of since.registers.values()) {
    const register = timeline.history.register(target, key);
    if (!register) continue;
    const base = writeAt(timeline, register, BASE);
    const writers: Stake[] = [];
    for (let side = 0; side < timeline.sideCount; side++) {
      const write = writeAt(timeline, register, side + 1);
      if (!equalValues(write?.value, base?.value)) writers.push({ side, write, deletion: [] });
    }
    if (writers.length > 0) contested.push({ target, key, register, base, writers });
  }
  return contested.sort(inOneOrder);
}

/** The same order on every replica, of a block the type first: what is told of it speaks for its attributes. */
function inOneOrder(a: Contested, b: Contested): number {
  if (a.register.target !== b.register.target) return a.register.target < b.register.target ? -1 : 1;
  if (a.key === "type" || b.key === "type") return a.key === "type" ? -1 : 1;
  return a.key < b.key ? -1 : 1;
}

function isContest({ slots }: Compared, { key, writers }: Contested, houses: Houses): boolean {
  const [first, ...others] = writers;
  if (!first || others.every((one) => equalValues(one.write?.value, first.write?.value))) return false;
  if (key === "place") {
    return others.some((one) => !slots.meet(first.write?.value, one.write?.value));
  }
  return STRUCTURE_KEYS.includes(key) ? houses.isContest(writers) : true;
}

/** Which blocks several sides put into which containers. What is contested comes in the order of the targets. */
class Houses {
  private readonly timeline: Timeline;
  /** A number for what a side put into a container: those that hold the same have the same. By side and container. */
  private readonly ranges = new Map<string, number>();
  private readonly told = new Set<string>();

  constructor(timeline: Timeline, contested: readonly Contested[]) {
    this.timeline = timeline;
    const membersByName = new Map<string, string[]>();
    for (const { key, register, writers } of contested) {
      if (key !== "container" && key !== "parent") continue;
      for (const { side, write } of writers) {
        const name = `${side} ${spellValue(write?.value)}`;
        const members = membersByName.get(name) ?? [];
        membersByName.set(name, members);
        members.push(register.target);
      }
    }
    const known = new Map<string, number>();
    for (const [name, members] of membersByName) {
      const spelled = members.join(",");
      const range = known.get(spelled) ?? known.size;
      known.set(spelled, range);
      this.ranges.set(name, range);
    }
  }

  /**
   * Whether sides want a block in different surroundings. Two who wrap the same blocks in the same kind of container want the
   * same, though they made two containers; who wrap different ranges are told once for all blocks that both ranges hold.
   */
  isContest(writers: readonly Stake[]): boolean {
    const wishes = new Set(writers.map((one) => this.wish(one)));
    if (wishes.size < 2) return false;
    const name = [...wishes].sort().join(";");
    const isNew = !this.told.has(name);
    this.told.add(name);
    return isNew;
  }

  private wish({ side, write }: Stake): string {
    const path = containerPath(this.timeline, write?.value, side + 1);
    const range = this.ranges.get(`${side} ${spellValue(write?.value)}`);
    return `${path} ${write?.value === null ? "" : range}`;
  }
}

/** Who deleted or joined which block that was there. */
function deletions(timeline: Timeline, touched: readonly TouchedSequence[]): Map<string, Stake[]> {
  const byBlock = new Map<string, Stake[]>();
  for (const strip of touched.flatMap(({ strips }) => strips)) {
    if (strip.kind !== "marker" || !(strip.visible & BASE_BIT)) continue;
    for (let side = 0; side < timeline.sideCount; side++) {
      if (strip.visible & (1 << (side + 1))) continue;
      const steps = strip.steps.filter(({ effective }) => effective & (1 << (side + 1)));
      const name = timeline.history.nameOf(strip);
      const stakes = byBlock.get(name) ?? [];
      byBlock.set(name, stakes);
      stakes.push({ side, write: null, deletion: steps.map(({ op }) => op) });
    }
  }
  return byBlock;
}

function describe(compared: Compared, one: Contested, stakes: readonly Stake[]): RankedConflict {
  const { timeline } = compared;
  const { history, now } = timeline;
  const { target, key, register } = one;
  const hasDeletion = stakes.some(({ deletion }) => deletion.length > 0);
  const kind: ConflictKind = hasDeletion || STRUCTURE_KEYS.includes(key) ? "structure" : "register";
  const sides = [...stakes]
    .sort((a, b) => a.side - b.side)
    .map((stake) => describeSide(compared, one, stake));
  const before = spellAt(compared, key, { write: one.base, moment: BASE });
  const textOf = (side: number): string => sides.find((entry) => entry.side === side)?.text ?? before;
  const home = register.kind === "block" && target ? history.homeOf(target) : null;
  const block = home?.sequence.cell ? history.homeOf(home.sequence.cell.table) : home;
  return {
    rank: block ? block.sequence.rankOf(block.element) : 0,
    conflict: {
      id: idOf([`${register.target} ${key}`, ...sides.map(({ ops }) => spell(ops))]),
      kind,
      severity: severityByKind[kind],
      before,
      mine: textOf(0),
      theirs: textOf(1),
      now: spellAt(compared, key, { write: writeAt(timeline, register, now), moment: now }),
      sides,
      place: home
        ? { start: `${register.target}:b`, end: `${register.target}:a` }
        : { start: null, end: null },
      register: { target: register.target, key, quote: "" },
      block: hasDeletion ? register.target : null,
    },
  };
}

function describeSide(compared: Compared, { key }: Contested, stake: Stake): ConflictSide {
  const { side, write, deletion } = stake;
  const ops = new IdRanges(compared.timeline.history);
  for (const { replica, counter } of write ? [write, ...deletion] : deletion)
    ops.add(replica, counter, counter + 1);
  const ranges = ops.list();
  const text = deletion.length > 0 ? "" : spellAt(compared, key, { write, moment: side + 1 });
  return {
    side,
    text,
    value: write?.value ?? null,
    inserted: [],
    deleted: [],
    ops: ranges,
    replicas: replicasOf(ranges),
  };
}

function spellAt(
  { timeline, slots }: Compared,
  key: string,
  { write, moment }: { readonly write: RegisterWrite | null; readonly moment: number },
): string {
  const value: Value | undefined = write?.value;
  if (key === "container" || key === "parent") return containerPath(timeline, value, moment);
  return key === "place" ? slots.wordsAfter(value, moment) : spellValue(value);
}
