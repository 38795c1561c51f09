import type { KnownOps, ObjectRules } from "../log/admission.ts";
import type { AnyOp, OpContext, OpKinds } from "../op/op-kind.ts";
import { OBJECT } from "../op/packed-op.ts";
import type { Element } from "../sequence/place.ts";
import type { ReplicaIndex } from "../space/replica.ts";
import { typeOfForm } from "./packing.ts";

/** What the log asks about ops of other kinds than text, answered by their kinds. */
export class KindRules<Op extends AnyOp> implements ObjectRules<Op> {
  readonly #kinds: OpKinds<Op>;

  constructor(kinds: OpKinds<Op>) {
    this.#kinds = kinds;
  }

  isElement(op: Op): boolean {
    return this.#kinds.of(op).isElement;
  }

  fault(op: Op, at: Element, lamport: number, known: KnownOps<Op>): string | null {
    const kind = this.#kinds.ofObject(op);
    let isNewer = true;
    kind.references(op, (replica, counter, offset = 0) => {
      if (replica === at.replica) return;
      if (counter >= known.known(replica) || known.lamportOf(replica, counter) >= lamport + offset)
        isNewer = false;
    });
    if (!isNewer) return "an op that is not newer than what it refers to";
    return kind.check(op, at, new Context(known));
  }

  agree(a: Op, startA: number, b: Op, startB: number, from: number, to: number): boolean {
    if (a.type !== b.type) return false;
    return this.#kinds.ofObject(a).equal(this.part(a, startA, from, to), this.part(b, startB, from, to));
  }

  part(op: Op, start: number, from: number, to: number): Op {
    const kind = this.#kinds.ofObject(op);
    if (from === start && to - start === kind.span(op)) return op;
    return kind.slice(op, from - start, to - start, { replica: 0, counter: start });
  }

  leansUntil(op: Op, replica: ReplicaIndex, start: number, known: (replica: ReplicaIndex) => number): number {
    const kind = this.#kinds.ofObject(op);
    const isReady = (part: Op): boolean => {
      let all = true;
      kind.references(part, (other, counter) => {
        if (other !== replica && counter >= known(other)) all = false;
      });
      return all;
    };
    const span = kind.span(op);
    if (isReady(op)) return start + span;
    let low = 0;
    let high = span;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (isReady(kind.slice(op, 0, middle, { replica, counter: start }))) low = middle;
      else high = middle;
    }
    return start + low;
  }
}

/** What a check of one kind may ask about ops of all kinds. */
class Context<Op extends AnyOp> implements OpContext<Op> {
  readonly #known: KnownOps<Op>;

  constructor(known: KnownOps<Op>) {
    this.#known = known;
  }

  areElements(replica: ReplicaIndex, counter: number, length: number): boolean {
    return this.#known.areElements(replica, counter, length);
  }

  typeAt(replica: ReplicaIndex, counter: number): Op["type"] | null {
    const table = this.#known.tableWith(replica, counter);
    if (table === null) return null;
    const entry = table.indexOf(counter);
    const form = table.formAt(entry);
    return form === OBJECT ? table.objectAt(entry).type : typeOfForm(form);
  }
}
