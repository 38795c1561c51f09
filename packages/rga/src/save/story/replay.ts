/**
 * The document as it was at each step of its story, while the story is written: ops go in by the rules of order, and
 * their places come out. Cancellations are not part of it: here an element shows while nothing has deleted it. The
 * reader has the same list by simpler means (`told-runs.ts`), so that the writer may leave out what it guesses.
 */

import type { PlacedRun, RunOfIds } from "../../sequence/place.ts";
import { RunEditor } from "../../sequence/run-editor.ts";
import { COVERS, FLAG_BITS, firstSlot, LENGTH, OWNER, type RunTree } from "../../sequence/run-tree.ts";
import { atRank } from "../../sequence/tree-search.ts";
import type { OpSpace } from "../../space/op-space.ts";
import type { ReplicaIndex } from "../../space/replica.ts";

export class Replay {
  readonly tree: RunTree;
  private readonly space: OpSpace;
  private readonly editor: RunEditor;
  /** The element before the gap that was found last, `offset` in the run at `slot`; -1: the gap is the very start. */
  private slot = -1;
  private offset = 0;
  /** The elements on both sides of the gap; -1 as a replica: there is none. */
  private leftReplica = -1;
  private leftCounter = 0;
  private rightReplica = -1;
  private rightCounter = 0;

  constructor(space: OpSpace) {
    this.space = space;
    this.editor = new RunEditor(space);
    this.tree = this.editor.finder.tree;
  }

  private goToRank(rank: number): void {
    this.slot = -1;
    if (rank > 0) {
      const { slot, offset } = atRank(this.tree, rank - 1);
      this.slot = slot;
      this.offset = offset;
    }
    this.lookAround();
  }

  /**
   * Puts a run where it says, by the rules of order; gives its rank. Afterwards the replay is at the gap as it was
   * before, as far as `guessesLeft` and `isPlainGap` are concerned.
   */
  insert(run: PlacedRun): number {
    const { finder } = this.editor;
    const parent = run.parentReplica < 0 ? -1 : finder.locate(run.parentReplica, run.parentCounter);
    this.editor.insert(run, parent, finder.offset);
    const slot = finder.locate(run.replica, run.counter);
    const rank = finder.rankOf(slot) + finder.offset;
    this.goToRank(rank);
    if (rank + run.length === this.tree.totalLength) this.rightReplica = -1;
    else this.lookRight(rank + run.length);
    return rank;
  }

  /** Whether what `writer` puts into the gap is most likely a left child: the rule of typing, with ages in the place of children. */
  guessesLeft(writer: ReplicaIndex): boolean {
    const { leftReplica, rightReplica, space } = this;
    if (rightReplica < 0) return false;
    if (leftReplica < 0 || (rightReplica === writer && leftReplica !== writer)) return true;
    const left = space.lamportOf(leftReplica, this.leftCounter);
    return space.lamportOf(rightReplica, this.rightCounter) > left;
  }

  /** Whether the gap is the one to which `goTo` its position goes. */
  isPlainGap(): boolean {
    return this.slot < 0 || this.tree.slots[this.slot + COVERS] === 0;
  }

  /** The visible position of an element that is inserted, or would be if it showed. */
  positionOf(replica: ReplicaIndex, counter: number): number {
    const { finder } = this.editor;
    const slot = finder.locate(replica, counter);
    const { offset } = finder;
    return finder.positionOf(slot) + (this.tree.slots[slot + COVERS] === 0 ? offset : 0);
  }

  /**
   * Covers up to `count` elements from one on, or back from it, as far as they are together and covered alike; writes
   * into `run` which they were, and gives how often they were covered before.
   */
  cover(replica: ReplicaIndex, counter: number, count: number, direction: 1 | -1, run: RunOfIds): number {
    const { finder } = this.editor;
    const slot = finder.locate(replica, counter);
    const { offset } = finder;
    const room = direction > 0 ? this.tree.slots[slot + LENGTH]! - offset : offset + 1;
    const length = Math.min(count, room);
    const first = direction > 0 ? offset : offset - length + 1;
    return this.coverRun(slot, first, length, run);
  }

  /** The rank of an element, tombstones included. */
  rankOf(replica: ReplicaIndex, counter: number): number {
    const slot = this.editor.finder.locate(replica, counter);
    return this.editor.finder.rankOf(slot) + this.editor.finder.offset;
  }

  private lookAround(): void {
    const { tree, slot, offset } = this;
    const { slots } = tree;
    this.leftReplica = slot < 0 ? -1 : slots[slot + OWNER]! >> FLAG_BITS;
    this.leftCounter = slot < 0 ? 0 : slots[slot]! + offset;
    this.rightReplica = -1;
    if (tree.totalLength === 0) return;
    if (slot >= 0 && offset < slots[slot + LENGTH]! - 1) this.noteRight(slot, offset + 1);
    else this.noteRight(slot < 0 ? firstSlot(tree.firstLeaf()) : tree.after(slot), 0);
  }

  private lookRight(rank: number): void {
    const { slot, offset } = atRank(this.tree, rank);
    this.noteRight(slot, offset);
  }

  private noteRight(slot: number, offset: number): void {
    this.rightReplica = slot < 0 ? -1 : this.tree.slots[slot + OWNER]! >> FLAG_BITS;
    this.rightCounter = slot < 0 ? 0 : this.tree.slots[slot]! + offset;
  }

  private coverRun(slot: number, offset: number, length: number, run: RunOfIds): number {
    const { slots } = this.tree;
    run.replica = slots[slot + OWNER]! >> FLAG_BITS;
    run.counter = slots[slot]! + offset;
    run.length = length;
    const covers = slots[slot + COVERS]!;
    this.editor.setCovers(slot, offset, length, covers + 1);
    return covers;
  }
}
