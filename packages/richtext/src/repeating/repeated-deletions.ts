/**
 * Deletions and undo, repeated. What is gone already, by whomever, is not deleted once more, so that it can come back
 * when that deletion is undone. Undo of what stayed as it is, an op before the first repeated one, cannot be written
 * by another replica as undo: taking back an insertion becomes a deletion, and that can be taken back in its turn.
 */
import type { DeleteOp, Element, ToggleOp } from "@weft/rga";
import type { DocumentState } from "../document/document-state.ts";
import type { RemoveBlocksOp } from "../ops/block-ops.ts";
import type { RichTextOp } from "../ops/op-kinds.ts";
import { locate } from "../reading/display.ts";
import { IdMap } from "./id-map.ts";
import type { OldOp } from "./ops-in-order.ts";
import type { Renaming } from "./renaming.ts";

/**
 * What becomes of a deletion of something that is gone already: nothing, so that it comes back when the other deletion is
 * undone; or it is deleted once more, as it would be by somebody who merged the old ops as they are.
 */
export type DeletionsOfGone = "left out" | "repeated";

type Old<Op extends RichTextOp> = OldOp & { readonly op: Op };

/** The kinds of op that insert something which can be deleted. */
const INSERTIONS: ReadonlySet<RichTextOp["type"]> = new Set(["insert", "atom", "marker", "table", "line"]);

/** Something to delete, and the old counter that deletes it. */
interface Deletion {
  readonly target: Element;
  readonly by: number;
}

/** Repeats ops that take something away. */
export class RepeatedDeletions {
  private readonly state: DocumentState;
  private readonly renaming: Renaming;
  private readonly ofGone: DeletionsOfGone;
  /** What the old ops have deleted: that they may delete again. */
  private readonly deleted = new Set<string>();
  /** The own deletions that stand for undone insertions, by what they delete. */
  private readonly undoing = new IdMap();

  constructor(state: DocumentState, renaming: Renaming, ofGone: DeletionsOfGone) {
    this.state = state;
    this.renaming = renaming;
    this.ofGone = ofGone;
  }

  /** Deletes what the op deleted, as far as that is wanted. */
  repeatDelete({ op, replica, counter }: Old<DeleteOp>): void {
    const deletions: Deletion[] = [];
    for (let offset = 0; offset < op.length; offset++) {
      const old = { replica: op.replica, counter: op.counter + offset * op.direction };
      const target = this.renaming.element(old);
      if (target && this.isWanted(old, target)) deletions.push({ target, by: counter + offset });
    }
    this.perform(deletions, op.direction, (by, length, renamed) => {
      this.renaming.add({ replica, counter: by }, length, renamed);
    });
  }

  /** Deletes the op's blocks as far as that is wanted, with what was joined into them. */
  repeatRemoveBlocks({ op, replica, counter }: Old<RemoveBlocksOp>): void {
    const markers: Element[] = [];
    const by: number[] = [];
    for (const [offset, old] of op.markers.entries()) {
      const found = this.renaming.segment(old);
      const target = found?.id ?? this.renaming.line(old);
      if (!target || !this.isWanted(old, target)) continue;
      if (found?.segment.shown) {
        for (const joined of found.parts.blocks.joinedInto(found.segment)) this.note(joined.marker);
      }
      this.note(target);
      markers.push(target);
      by.push(counter + offset);
    }
    if (markers.length === 0) return;
    const id = this.state.perform({ type: "removeBlocks", markers });
    for (const [index, old] of by.entries()) {
      this.renaming.add({ replica, counter: old }, 1, id.counter + index);
    }
  }

  /** Takes back what the op took back, or gives it back. */
  repeatToggle({ op }: Old<ToggleOp>): void {
    const { type, replica, counter, length } = op;
    const end = counter + length;
    const first = Math.max(counter, Math.min(end, this.renaming.firstOf(replica)));
    this.toggleOfOthers(type, { replica, counter }, first - counter);
    this.renaming.visitStandIns(replica, first, end, (as, count) => this.toggleOfOthers(type, as, count));
    this.renaming.visit(replica, first, end, (from, count) => this.toggle(type, from, count));
  }

  /** The same for ops that are not of this replica, and so cannot be undone by it. */
  private toggleOfOthers(type: ToggleOp["type"], { replica, counter }: Element, length: number): void {
    if (length <= 0) return;
    if (type === "cancel") this.deleteInserted(replica, counter, counter + length);
    this.toggleUndoing(type === "cancel" ? "restore" : "cancel", replica, counter, counter + length);
  }

  /** Deletes what the ops `from`..`to - 1` of `replica` inserted, as far as it shows. */
  private deleteInserted(replica: number, from: number, to: number): void {
    const shown: Deletion[] = [];
    this.state.log.journal.visit(replica, from, to, (op, first) => {
      if (!INSERTIONS.has(op.type)) return;
      const end = op.type === "insert" ? first + op.text.length : first + 1;
      for (let at = Math.max(from, first); at < Math.min(to, end); at++) {
        const target = { replica, counter: at };
        if (!this.isThere(target)) continue;
        const { parts } = locate(this.state.parts, target);
        const segment = parts.segments.get(replica, at);
        if (op.type === "line" || segment?.madeEmpty) this.remove(target);
        else shown.push({ target, by: at });
      }
    });
    this.perform(shown, 1, (by, length, renamed) => this.undoing.add(replica, by, length, renamed));
  }

  /** Deletes an empty block, a table, a row or a column. */
  private remove(target: Element): void {
    const id = this.state.perform({ type: "removeBlocks", markers: [target] });
    this.undoing.add(target.replica, target.counter, 1, id.counter);
  }

  private toggleUndoing(type: ToggleOp["type"], replica: number, from: number, to: number): void {
    this.undoing.visit(replica, from, to, (counter, length) => this.toggle(type, counter, length));
  }

  private toggle(type: ToggleOp["type"], counter: number, length: number): void {
    this.state.perform({ type, replica: this.state.parts.space.own, counter, length });
  }

  /** Writes deletions as few ops as their targets allow; tells of each run the old counters and the first own one. */
  private perform(
    deletions: readonly Deletion[],
    direction: DeleteOp["direction"],
    tell: (by: number, length: number, renamed: number) => void,
  ): void {
    for (let start = 0; start < deletions.length; ) {
      const { target, by } = deletions[start]!;
      let length = 1;
      for (let next = deletions[start + length]; next; next = deletions[start + length]) {
        const runsOn =
          next.target.replica === target.replica &&
          next.target.counter === target.counter + length * direction &&
          next.by === by + length;
        if (!runsOn) break;
        length++;
      }
      for (const deletion of deletions.slice(start, start + length)) this.note(deletion.target);
      tell(by, length, this.state.perform({ type: "delete", ...target, length, direction }).counter);
      start += length;
    }
  }

  private isWanted(old: Element, target: Element): boolean {
    return (
      this.ofGone === "repeated" ||
      this.renaming.isOld(old) ||
      this.isThere(target) ||
      this.deleted.has(keyOf(target))
    );
  }

  private isThere(target: Element): boolean {
    const line = this.state.parts.tables.line(target);
    if (line) return line.isWanted;
    const { parts, element } = locate(this.state.parts, target);
    const { replica, counter } = element;
    const segment = parts.segments.get(replica, counter);
    return segment ? segment.shown !== null : parts.sequence.isVisible(replica, counter);
  }

  private note(target: Element): void {
    this.deleted.add(keyOf(target));
  }
}

function keyOf({ replica, counter }: Element): string {
  return `${replica}/${counter}`;
}
