import { assert } from "@weft/base";
import { BatchWriter } from "../batch/batch-writer.ts";
import { Log } from "../log/log.ts";
import type { AnyOp, OpKinds } from "../op/op-kind.ts";
import { CANCEL, INSERT_RIGHT, PackedOp, RESTORE } from "../op/packed-op.ts";
import type { Element } from "../sequence/place.ts";
import type { CounterRun, OpSpace } from "../space/op-space.ts";
import type { ReplicaId, ReplicaIndex } from "../space/replica.ts";
import { KindColumns } from "./kind-columns.ts";
import { KindReader } from "./kind-reader.ts";
import { KindRules } from "./kind-rules.ts";
import { OpJournal } from "./op-journal.ts";
import { packOp, unpackOp } from "./packing.ts";

/** Does what a foreign op says. `counter` and `lamport` are those of its first counter. It cannot fail. */
export type ApplyOp<Op> = (op: Op, replica: ReplicaIndex, counter: number, lamport: number) => void;

/** A log of ops of whatever kinds, as objects. */
export class OpLog<Op extends AnyOp> extends Log<Op, OpJournal<Op>> {
  readonly #kinds: OpKinds<Op>;
  readonly #everybodys: ReplicaIndex[];

  constructor(options: {
    readonly space: OpSpace;
    readonly kinds: OpKinds<Op>;
    readonly apply: ApplyOp<Op>;
  }) {
    const { space, kinds, apply } = options;
    const given: ReplicaIndex[] = [];
    const writer = new BatchWriter<Op>(space, given, new KindColumns(given, kinds));
    super({
      space,
      given,
      writer,
      newSource: () => new KindReader(space.replicas, given, kinds),
      journal: new OpJournal(space, kinds),
      rules: new KindRules(kinds),
      carryOut: (op, replica, lamport) => apply(unpackOp(op, kinds), replica, op.counter, lamport),
    });
    this.#kinds = kinds;
    this.#everybodys = given;
  }

  /**
   * Writes down an op of this replica and gives it its counters. Doing what it says is the caller's part.
   * Throws a RangeError, nothing changed, when the replica has used all its counters.
   */
  record(op: Op): CounterRun {
    const { space } = this;
    const run = space.allocate(this.#kinds.of(op).span(op));
    this.#note(op, space.own, run.counter);
    return run;
  }

  /**
   * Makes `op` the first one of `replica`, which everybody has from the beginning: it is in no version, update or
   * save, and nobody may write as that replica. To be called before anything else, in the same order and with the
   * same ops for every replica of the document; doing what the op says is the caller's part.
   */
  give(replica: ReplicaId, op: Op): ReplicaIndex {
    const index = this.space.replicas.indexOf(replica);
    this.space.accept(index, 0, this.#kinds.of(op).span(op), 0);
    this.#note(op, index, 0);
    this.#everybodys.push(index);
    return index;
  }

  /** Like `updateSince` of nothing, with each insertion as `rewrite` gives it: for saves that leave something out. */
  history(rewrite?: (op: Op, at: Element) => Op): Uint8Array<ArrayBuffer> {
    if (!rewrite) return this.updateSince(new Map());
    const { writer } = this;
    const kinds = this.#kinds;
    return this.writtenSince(new Map(), {
      maxUnits: writer.maxUnits,
      add(op, replica) {
        const { counter } = op;
        if (op.form <= INSERT_RIGHT)
          packOp(rewrite(unpackOp(op, kinds), { replica, counter }), counter, kinds, op);
        writer.add(op, replica);
      },
      take: () => writer.take(),
    });
  }

  #note(op: Op, replica: ReplicaIndex, counter: number): void {
    const packed = new PackedOp<Op>();
    packOp(op, counter, this.#kinds, packed);
    const isToggle = packed.form === CANCEL || packed.form === RESTORE;
    assert(!isToggle || packed.otherReplica === replica, "toggles are of own ops");
    this.journal.add(replica, packed);
  }
}
