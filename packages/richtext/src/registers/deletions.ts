import type { Element, OpSpace } from "@weft/rga";
import { compareWrites } from "./register.ts";

/** One deletion of a marker, a row or a column. */
export interface Deletion {
  readonly id: Element;
  /** Lamport timestamp of the deletion. */
  readonly stamp: number;
  readonly flavour: "joined" | "deleted";
  active: boolean;
  /** How many active `keep` ops have overruled it. */
  keeps: number;
}

/** What was done to take a marker, a row or a column away, and what overrules it. */
export class Deletions {
  private readonly space: OpSpace;
  private readonly target: Element;
  /** Null as long as there was none, which is so for most. */
  private deletions: Deletion[] | null = null;
  /** Whether the insertion of the target is undone. */
  insertionUndone = false;
  /** How many active `keep` ops have overruled that. */
  insertionKeeps = 0;

  constructor(space: OpSpace, target: Element) {
    this.space = space;
    this.target = target;
  }

  /** Whether the insertion is undone and nothing overrules that. */
  get isInsertionUndone(): boolean {
    return this.insertionUndone && this.insertionKeeps === 0;
  }

  /** The newest deletion in force, if there is one. */
  get newest(): Deletion | null {
    if (this.deletions === null) return null;
    let newest: Deletion | null = null;
    for (const one of this.deletions) {
      if (!one.active || one.keeps > 0) continue;
      if (!newest || compareWrites(this.space, newest, one) < 0) newest = one;
    }
    return newest;
  }

  /** Every deletion that was written, undone and overruled ones included. */
  get all(): readonly Deletion[] {
    return this.deletions ?? [];
  }

  /** All that is in force, as ids: what a `keep` has to name. The target's own id is its undone insertion. */
  get inForce(): readonly Element[] {
    const inForce = (this.deletions ?? [])
      .filter((one) => one.active && one.keeps === 0)
      .map((one) => one.id);
    return this.isInsertionUndone ? [...inForce, this.target] : inForce;
  }

  /** Notes a deletion by the op counter `by`, or that it is undone or redone. */
  set(by: Element, flavour: Deletion["flavour"], active: boolean): void {
    const known = this.by(by);
    if (known) {
      known.active = active;
      return;
    }
    const stamp = this.space.lamportOf(by.replica, by.counter);
    this.deletions ??= [];
    this.deletions.push({ id: by, stamp, flavour, active, keeps: 0 });
  }

  /** Overrules the deletions named, as far as they are of this target, or no longer. `own` is the target's id in ops. */
  keep(named: readonly Element[], own: Element, delta: 1 | -1): void {
    for (const id of named) {
      if (id.replica === own.replica && id.counter === own.counter) this.insertionKeeps += delta;
      const deletion = this.by(id);
      if (deletion) deletion.keeps += delta;
    }
  }

  private by(id: Element): Deletion | undefined {
    return this.deletions?.find((one) => one.id.replica === id.replica && one.id.counter === id.counter);
  }
}
