/**
 * Which ops were known, and which of them in force, at each moment that is compared: the common base, each side's version,
 * and now. A moment is a number: 0 the base, 1 + i the side i, and the last one now. Sets of moments are bit masks.
 */
import { Cancellations, type ReplicaIndex, type Version } from "@weft/rga";
import type { History } from "@weft/richtext";

/** The moment before the sides parted, and its bit. */
export const BASE = 0;
export const BASE_BIT = 1;

/** More sides than a mask of 31 bits can tell apart, base and now counted, are refused. */
export const MAX_SIDES = 29;

const NO_BORDERS: readonly number[] = [];

/** Ops of one replica that were undone or redone, in the order in which that happened. */
interface Toggle {
  readonly at: number;
  readonly from: number;
  readonly to: number;
  readonly isCancelled: boolean;
}

/** Known and effective ops, moment by moment. */
export class Timeline {
  readonly history: History;
  readonly sideCount: number;
  /** The moment of the document as it is, and the masks of all moments and of all sides. */
  readonly now: number;
  readonly everBits: number;
  readonly sideBits: number;
  /** Counters known at each moment, by replica. */
  private readonly knownAt: readonly (readonly number[])[];
  private readonly cancelledAt: readonly Cancellations[];
  private readonly togglesByReplica = new Map<ReplicaIndex, readonly Toggle[]>();
  private readonly bordersByReplica: (readonly number[])[] = [];

  constructor(history: History, base: Version, sides: readonly Version[]) {
    if (sides.length > MAX_SIDES) throw new RangeError(`more than ${MAX_SIDES} sides`);
    this.history = history;
    this.sideCount = sides.length;
    this.now = sides.length + 1;
    this.everBits = 2 ** (sides.length + 2) - 1;
    this.sideBits = this.everBits & ~BASE_BIT & ~(1 << this.now);
    this.knownAt = knownAtMoments(history, base, sides);
    this.cancelledAt = this.knownAt.map(() => new Cancellations());
    for (let replica = 0; replica < history.replicaCount; replica++) this.readToggles(replica);
  }

  /** Counters of a replica that all sides share. */
  common(replica: ReplicaIndex): number {
    return this.knownAt[BASE]![replica]!;
  }

  /** Own ops from before the base that were toggled after it: ranges of counters. */
  toggledBase(replica: ReplicaIndex): readonly { readonly from: number; readonly to: number }[] {
    const common = this.common(replica);
    const toggles = this.togglesByReplica.get(replica) ?? [];
    const ranges = toggles.filter(({ at, from }) => at >= common && from < common);
    const cut = ranges.map(({ from, to }) => ({ from, to: Math.min(to, common) }));
    return mergeRanges(cut);
  }

  /**
   * The counters between `from` and `to` at which something changes in who knows an op or whether it is in force: within
   * what is between two of them all ops share one `effective`.
   */
  borders(replica: ReplicaIndex, from: number, to: number): readonly number[] {
    const all = this.bordersByReplica[replica]!;
    let index = firstAbove(all, from);
    if (index === all.length || all[index]! >= to) return NO_BORDERS;
    const found: number[] = [];
    for (; index < all.length && all[index]! < to; index++) found.push(all[index]!);
    return found;
  }

  /** The moments at which an op was known and not undone, as a mask. */
  effective(replica: ReplicaIndex, counter: number): number {
    let bits = 0;
    const hasToggles = this.togglesByReplica.has(replica);
    for (let moment = BASE; moment <= this.now; moment++) {
      if (counter >= this.knownAt[moment]![replica]!) continue;
      if (hasToggles && this.cancelledAt[moment]!.isCancelled(replica, counter)) continue;
      bits |= 1 << moment;
    }
    return bits;
  }

  /** The sides that are among some moments, rising. */
  sidesIn(moments: number): number[] {
    return Array.from({ length: this.sideCount }, (_, side) => side).filter(
      (side) => moments & (1 << (side + 1)),
    );
  }

  private readToggles(replica: ReplicaIndex): void {
    const common = this.common(replica);
    const known = this.history.known(replica);
    let toggles = this.togglesIn(replica, common, known);
    const first = Math.min(common, ...toggles.map(({ from }) => from));
    // What was undone before the base matters only for what is toggled after it.
    if (first < common) toggles = [...this.togglesIn(replica, first, common), ...toggles];
    const borders = new Set(this.knownAt.map((known) => known[replica]!));
    if (toggles.length > 0) {
      this.togglesByReplica.set(replica, toggles);
      for (const { at, from, to, isCancelled } of toggles) {
        borders.add(from).add(to);
        for (let moment = BASE; moment <= this.now; moment++) {
          if (at < this.knownAt[moment]![replica]!) {
            this.cancelledAt[moment]!.set(replica, from, to, isCancelled);
          }
        }
      }
    }
    this.bordersByReplica[replica] = [...borders].sort((a, b) => a - b);
  }

  private togglesIn(replica: ReplicaIndex, from: number, to: number): Toggle[] {
    const toggles: Toggle[] = [];
    this.history.visitOps(replica, { from, to }, (op, at) => {
      if (op.type !== "cancel" && op.type !== "restore") return;
      toggles.push({ at, from: op.counter, to: op.counter + op.length, isCancelled: op.type === "cancel" });
    });
    return toggles;
  }
}

/** Rows by moment. The base is what all sides share, and what the caller says that they share. */
function knownAtMoments(history: History, base: Version, sides: readonly Version[]): number[][] {
  const rows: number[][] = Array.from({ length: sides.length + 2 }, () => []);
  for (let replica = 0; replica < history.replicaCount; replica++) {
    const id = history.idOf(replica);
    const known = history.known(replica);
    const isGiven = history.isGiven(replica);
    const ofSides = sides.map((version) => (isGiven ? known : Math.min(known, version.get(id) ?? 0)));
    const shared = ofSides.length > 0 ? Math.min(...ofSides) : 0;
    rows[BASE]!.push(isGiven ? known : Math.min(known, Math.max(shared, base.get(id) ?? 0)));
    for (const [side, count] of ofSides.entries())
      rows[side + 1]!.push(Math.max(count, rows[BASE]![replica]!));
    rows[sides.length + 1]!.push(known);
  }
  return rows;
}

function mergeRanges(ranges: readonly { readonly from: number; readonly to: number }[]) {
  const merged: { from: number; to: number }[] = [];
  for (const { from, to } of [...ranges].sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else merged.push({ from, to });
  }
  return merged;
}

function firstAbove(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
