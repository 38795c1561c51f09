/** Everything that was done since the base, by whomever and undone or not, sorted by what it is about. */
import type { Element } from "@weft/rga";
import type { RichTextOp } from "@weft/richtext";
import type { Timeline } from "./timeline.ts";

/** Elements that came, or that a deletion covers: consecutive ids, all done at the same moments. */
export interface TextStep {
  /** `remove` takes away a marker as a whole block, `delete` joins it; of characters and atoms there is only the latter. */
  readonly role: "insert" | "delete" | "remove";
  /** The first element that it is about, */
  readonly target: Element;
  readonly length: number;
  /** and the op counter of that one: the others' run along, with `direction` -1 backwards. */
  readonly op: Element;
  readonly direction: 1 | -1;
  /** The moments at which it is in force. */
  readonly effective: number;
}

/** A mark, or its removal, over a range. */
export interface MarkStep {
  readonly op: Extract<RichTextOp, { readonly type: "mark" }>;
  readonly id: Element;
  /** The Lamport timestamp of its transaction: the newest of a type decides. */
  readonly stamp: number;
  readonly effective: number;
}

/** A register that was written, or of which a write was undone or redone. */
export interface TouchedRegister {
  readonly target: Element | null;
  readonly key: string;
}

/** All steps since the base. */
export class SinceOps {
  readonly text: TextStep[] = [];
  readonly marks: MarkStep[] = [];
  /** By name, each once. */
  readonly registers = new Map<string, TouchedRegister>();
  private readonly timeline: Timeline;

  constructor(timeline: Timeline) {
    this.timeline = timeline;
    const { history } = timeline;
    for (let replica = 0; replica < history.replicaCount; replica++) {
      const from = timeline.common(replica);
      const ranges = [...timeline.toggledBase(replica), { from, to: history.known(replica) }];
      for (const range of ranges) {
        history.visitOps(replica, range, (op, counter) => this.add(op, { replica, counter }, range));
      }
    }
  }

  private add(op: RichTextOp, id: Element, range: { readonly from: number; readonly to: number }): void {
    switch (op.type) {
      case "insert":
        this.addElements("insert", id, { target: id, length: op.text.length, direction: 1 });
        return;
      case "atom":
      case "marker":
      case "table":
        this.addElements("insert", id, { target: id, length: 1, direction: 1 });
        return;
      case "delete":
        this.addElements("delete", id, {
          target: { replica: op.replica, counter: op.counter },
          length: op.length,
          direction: op.direction,
        });
        return;
      case "removeBlocks":
        for (const [index, target] of op.markers.entries()) {
          const counter = id.counter + index;
          if (counter < range.from || counter >= range.to) continue;
          this.addElements("remove", { ...id, counter }, { target, length: 1, direction: 1 });
        }
        return;
      case "write":
        for (const { key } of op.values) this.touch(op.target, key);
        if (op.house) {
          this.touch(op.target, "container");
          this.touch(op.target, "parent");
        }
        return;
      case "slot":
        this.addElements("insert", id, { target: id, length: 1, direction: 1 });
        if (op.purpose === "block") this.touch(op.marker, "place");
        return;
      case "mark":
        this.addMark(op, id);
        return;
      default:
        // Toggles are in the timeline; containers, lines, opened cells and kept blocks cross nothing by themselves.
        return;
    }
  }

  private addElements(
    role: TextStep["role"],
    id: Element,
    what: { readonly target: Element; readonly length: number; readonly direction: 1 | -1 },
  ): void {
    const { timeline } = this;
    const { target, length, direction } = what;
    const end = id.counter + length;
    const borders = timeline.borders(id.replica, id.counter, end);
    if (borders.length === 0 && (direction === 1 || length === 1)) {
      const effective = timeline.effective(id.replica, id.counter);
      this.text.push({ role, target, length, op: id, direction, effective });
      return;
    }
    let from = id.counter;
    for (const to of [...borders, end]) {
      const offset = from - id.counter;
      // Written backwards, the lowest element is that of the last op.
      const first = direction === 1 ? target.counter + offset : target.counter - (to - 1 - id.counter);
      this.text.push({
        role,
        target: { replica: target.replica, counter: first },
        length: to - from,
        op: { replica: id.replica, counter: direction === 1 ? from : to - 1 },
        direction,
        effective: timeline.effective(id.replica, from),
      });
      from = to;
    }
  }

  private addMark(op: MarkStep["op"], id: Element): void {
    const effective = this.timeline.effective(id.replica, id.counter);
    const stamp = this.timeline.history.lamportOf(id) - op.back;
    this.marks.push({ op, id, stamp, effective });
  }

  private touch(target: Element | null, key: string): void {
    const name = `${target ? this.timeline.history.nameOf(target) : ""} ${key}`;
    if (!this.registers.has(name)) this.registers.set(name, { target, key });
  }
}
