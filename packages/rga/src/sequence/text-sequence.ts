/**
 * The order and the visibility of the elements of one text: RGA with a side (DESIGN §4). No bytes, no network, no op kinds.
 * The simple version of the same is `test/slow-sequence.ts`, which every random history is compared with.
 *
 * Everything is O(log runs) plus what it gives out. Elements that are asked for and are not there are a
 * RangeError.
 */
import { assert } from "@weft/base";
import { textOfUnits } from "../space/unit-text.ts";
import type { ReportVisibility, VisitSlot } from "./place.ts";
import { RunEditor } from "./run-editor.ts";
import { RunFinder } from "./run-finder.ts";
import { COVERS, FLAG_BITS, firstSlot, IS_LEFT, LENGTH, OWNER } from "./run-tree.ts";

/** A stretch that became visible or invisible and is not reported yet. */
interface Change {
  readonly position: number;
  readonly rank: number;
  length: number;
}

/** What a document of text alone needs of a sequence. */
export class TextSequence extends RunEditor {
  /**
   * Makes it a sequence of `runs` in document order, four numbers each as the tree keeps them (`run-tree.ts`), every
   * flag right; the space knows all of them.
   */
  build(runs: Int32Array): void {
    this.finder = new RunFinder(this.space);
    this.tree = this.finder.tree;
    this.tree.build(runs);
    this.lastCovered = 0;
    this.newestLamport = this.space.maxLamport;
  }

  /** Elements that show. */
  get visibleLength(): number {
    return this.tree.visibleLength;
  }

  /** Elements, tombstones included. */
  get totalLength(): number {
    return this.tree.totalLength;
  }

  /**
   * Covers elements once more (+1) or once less (-1); they show while nothing covers them. Reports each stretch
   * of neighbours whose visibility changed, in order of application, when the sequence is just past that change.
   */
  cover(replica: number, counter: number, length: number, delta: 1 | -1, report?: ReportVisibility): void {
    const { finder, tree } = this;
    let pending: Change | null = null;
    for (let next = counter; next < counter + length; ) {
      const slot = finder.locate(replica, next);
      const { offset } = finder;
      const size = Math.min(counter + length - next, tree.slots[slot + LENGTH]! - offset);
      const covers = tree.slots[slot + COVERS]! + delta;
      assert(covers >= 0, "uncovered more often than covered");
      if (report && (covers === 0 || (covers === 1 && delta === 1))) {
        const position = finder.positionOf(slot) + (delta === 1 ? offset : 0);
        const rank = finder.rankOf(slot) + offset;
        if (pending && pending.rank + pending.length === rank) pending.length += size;
        else {
          if (pending) report(pending.position, pending.length, delta === -1, pending.rank);
          pending = { position, rank, length: size };
        }
      }
      this.setCovers(slot, offset, size, covers);
      next += size;
    }
    if (pending && report) report(pending.position, pending.length, delta === -1, pending.rank);
  }

  /** Visible elements before an element. */
  positionOf(replica: number, counter: number): number {
    const slot = this.finder.locate(replica, counter);
    const { offset } = this.finder;
    return this.finder.positionOf(slot) + (this.tree.slots[slot + COVERS] === 0 ? offset : 0);
  }

  /** Visits all runs in document order, each as long as it can be: equal sequences are visited equally. */
  visitRuns(visit: VisitSlot): void {
    const { tree } = this;
    let start = tree.totalLength === 0 ? -1 : firstSlot(tree.firstLeaf());
    while (start >= 0) {
      let length = tree.slots[start + LENGTH]!;
      const covers = tree.slots[start + COVERS]!;
      let last = start;
      let next = tree.after(last);
      while (next >= 0 && tree.slots[next + COVERS] === covers && tree.runsOn(last, next)) {
        length += tree.slots[next + LENGTH]!;
        last = next;
        next = tree.after(last);
      }
      const owner = tree.slots[start + OWNER]!;
      visit(owner >> FLAG_BITS, tree.slots[start]!, length, covers, (owner & IS_LEFT) !== 0);
      start = next;
    }
  }

  /** The content of consecutive elements, whether they show or not. */
  textOf(replica: number, counter: number, length: number): string {
    return this.space.textOf(replica).read(counter, length);
  }

  /** The code unit that shows at a position, 0 ≤ position < visibleLength. */
  unitAt(position: number): number {
    const { tree, finder } = this;
    const slot = finder.slotAt(position);
    return this.space
      .textOf(tree.slots[slot + OWNER]! >> FLAG_BITS)
      .unitAt(tree.slots[slot]! + finder.offset);
  }

  /** The visible text, or the part of it between two positions. */
  text(from = 0, to = this.visibleLength): string {
    if (from >= to) return "";
    const { tree, finder, space } = this;
    let slot = finder.slotAt(from);
    let { offset } = finder;
    const first = Math.min(to - from, tree.slots[slot + LENGTH]! - offset);
    if (first === to - from) {
      return this.textOf(tree.slots[slot + OWNER]! >> FLAG_BITS, tree.slots[slot]! + offset, first);
    }
    const units = new Uint16Array(to - from);
    let bits = 0;
    for (let at = 0; ; slot = finder.nextVisible(slot)) {
      const length = Math.min(units.length - at, tree.slots[slot + LENGTH]! - offset);
      const arena = space.textOf(tree.slots[slot + OWNER]! >> FLAG_BITS);
      bits |= arena.copyTo(units, at, tree.slots[slot]! + offset, length);
      at += length;
      offset = 0;
      if (at === units.length) return textOfUnits(units, at, bits);
    }
  }
}
