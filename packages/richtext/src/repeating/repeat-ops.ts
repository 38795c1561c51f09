/**
 * Old ops written down again as own ones: each does to the document of now what it did to that of then. Nobody is to
 * know the old ones: they were refused, their replica id turned out to be somebody else's too, or they are a branch's.
 */
import { unreachable } from "@weft/base";
import type { Batch, Element } from "@weft/rga";
import type { DocumentState } from "../document/document-state.ts";
import type { MarkEdge, MarkOp } from "../ops/mark-op.ts";
import type { RichTextOp } from "../ops/op-kinds.ts";
import type { SlotOp } from "../ops/slot-op.ts";
import type { LineOp } from "../ops/table-ops.ts";
import type { WriteOp } from "../ops/write-op.ts";
import { locate } from "../reading/display.ts";
import { type OldOp, opsInOrder } from "./ops-in-order.ts";
import { Renaming } from "./renaming.ts";
import { type DeletionsOfGone, RepeatedDeletions } from "./repeated-deletions.ts";
import type { Brought, StandIn } from "./stand-ins.ts";

/** How it is done. */
export interface RepeatOptions {
  readonly ofGone?: DeletionsOfGone;
  /** What others, or this replica, repeated here before. */
  readonly brought?: readonly Brought[];
}

/**
 * Repeats the ops of `batches`, oldest first, but for what was brought before, and gives what stands for them. What leans on something that is not here any more is left out, but for
 * content, which then goes to the end. Throws a `RangeError`, nothing changed, if the replica has no counters left.
 *
 * Law: in a document that nobody has changed meanwhile it comes to what the old ops came to.
 */
export function repeatOps(
  state: DocumentState,
  batches: readonly Batch<RichTextOp>[],
  { ofGone = "left out", brought = [] }: RepeatOptions = {},
): StandIn[] {
  state.parts.space.checkRoom(batches.reduce((sum, batch) => sum + batch.count, 0));
  const renaming = new Renaming(state.parts, batches, brought);
  const repetition = new Repetition(state, renaming, ofGone);
  for (const old of opsInOrder(batches, state.parts.space)) {
    for (const part of renaming.missing(old)) repetition.repeat(part);
  }
  return renaming.repeated();
}

class Repetition {
  private readonly state: DocumentState;
  private readonly renaming: Renaming;
  private readonly deletions: RepeatedDeletions;

  constructor(state: DocumentState, renaming: Renaming, ofGone: DeletionsOfGone) {
    this.state = state;
    this.renaming = renaming;
    this.deletions = new RepeatedDeletions(state, renaming, ofGone);
  }

  repeat(old: OldOp): void {
    const { renaming } = this;
    const { op } = old;
    switch (op.type) {
      case "insert":
        this.perform(old, { ...op, place: renaming.place(op.place) }, op.text.length);
        return;
      case "atom":
        this.perform(old, { ...op, place: renaming.place(op.place), back: renaming.back(old, op.back) });
        return;
      case "marker": {
        const container = renaming.container(op.container);
        const back = renaming.back(old, op.back);
        this.perform(old, { ...op, place: renaming.place(op.place), container, back });
        return;
      }
      case "table": {
        const container = renaming.container(op.container);
        const back = renaming.back(old, op.back);
        this.perform(old, { ...op, place: renaming.place(op.place), container, back });
        return;
      }
      case "line":
        this.line(old, op);
        return;
      case "cell": {
        const [row, column] = [renaming.line(op.row), renaming.line(op.column)];
        if (row && column) this.perform(old, { type: "cell", row, column });
        return;
      }
      case "container": {
        const parent = renaming.container(op.parent);
        this.perform(old, { ...op, parent, back: renaming.back(old, op.back) });
        return;
      }
      case "write":
        this.write(old, op);
        return;
      case "mark":
        this.mark(old, op);
        return;
      case "slot":
        this.slot(old, op);
        return;
      case "keep": {
        const marker = renaming.id(op.marker);
        const deletions = renaming.ids(op.deletions);
        if (marker && deletions.length > 0) this.perform(old, { type: "keep", marker, deletions });
        return;
      }
      case "delete":
        this.deletions.repeatDelete({ ...old, op });
        return;
      case "removeBlocks":
        this.deletions.repeatRemoveBlocks({ ...old, op });
        return;
      case "cancel":
      case "restore":
        this.deletions.repeatToggle({ ...old, op });
        return;
      default:
        unreachable(op);
    }
  }

  private line(old: OldOp, op: LineOp): void {
    const { renaming } = this;
    const { parentReplica, parentCounter } = op.place;
    const table = op.first && renaming.segment(op.first.table);
    const parent = op.first ? null : renaming.line({ replica: parentReplica, counter: parentCounter });
    if (op.first ? !table?.segment.isTable : !parent) return;
    const back = renaming.back(old, op.back);
    const place = parent
      ? { ...op.place, parentReplica: parent.replica, parentCounter: parent.counter }
      : op.place;
    this.perform(old, { ...op, first: op.first && table && { ...op.first, table: table.id }, place, back });
  }

  private write(old: OldOp, op: WriteOp): void {
    const { renaming } = this;
    const target = op.target && renaming.id(op.target);
    if (op.target && !(target && this.hasRegisters(target))) return;
    const values = op.values.map((write) => ({ ...write, seen: renaming.ids(write.seen) }));
    const house = op.house && {
      container: renaming.container(op.house.container),
      seen: renaming.ids(op.house.seen),
    };
    const isLost = op.house !== null && op.house.container !== null && house?.container === null;
    if (isLost && values.length === 0) return;
    const back = renaming.back(old, op.back);
    this.perform(old, { type: "write", target, values, house: isLost ? null : house, back });
  }

  private hasRegisters(id: Element): boolean {
    const { containers, atoms } = this.state.parts;
    const { parts, element } = locate(this.state.parts, id);
    if (parts.segments.get(element.replica, element.counter)) return true;
    return [containers, atoms].some((table) => table.get(id.replica, id.counter) !== undefined);
  }

  private mark(old: OldOp, op: MarkOp): void {
    const from = this.edge(op.from);
    const to = op.to && this.edge(op.to);
    if (!from || (op.to && !to)) return;
    this.perform(old, { ...op, from, to, back: this.renaming.back(old, op.back) });
  }

  private slot(old: OldOp, op: SlotOp): void {
    const { renaming } = this;
    const found = renaming.segment(op.marker);
    if (!found) return;
    const { id: marker, segment, parts } = found;
    const end = op.end && (renaming.element(op.end) ?? parts.blocks.endOf(segment)?.marker ?? null);
    const [place, seen] = [renaming.place(op.place), renaming.ids(op.seen)];
    this.perform(old, { ...op, place, marker, end, seen, back: renaming.back(old, op.back) });
  }

  private edge({ element, side }: MarkEdge): MarkEdge | null {
    const renamed = this.renaming.element(element);
    return renamed && { element: renamed, side };
  }

  private perform(old: OldOp, op: RichTextOp, length = 1): void {
    const { counter } = this.state.perform(op);
    this.renaming.add(old, length, counter);
  }
}
