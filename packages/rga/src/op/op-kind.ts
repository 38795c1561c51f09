import { assert } from "@weft/base";
import type { OpReader } from "../kinds/op-reader.ts";
import type { OpWriter } from "../kinds/op-writer.ts";
import type { Element } from "../sequence/place.ts";
import type { ReplicaIndex } from "../space/replica.ts";
import { UnknownOpKindError } from "./update-errors.ts";

/** What every op has: the name of its kind. */
export interface AnyOp {
  readonly type: string;
}

/** What a check may ask about the ops that are known, those earlier in the same update included. */
export interface OpContext<Op extends AnyOp> {
  /** Whether all `length` counters from `counter` on are known and are elements of a sequence. */
  areElements(replica: ReplicaIndex, counter: number, length: number): boolean;
  /** The name of the kind of the known op that holds this counter; null if it is not known. */
  typeAt(replica: ReplicaIndex, counter: number): Op["type"] | null;
}

/**
 * What every kind of op tells. Those of text tell no more: the log has their ops as numbers.
 *
 * An op takes `span` consecutive counters of its replica. `at` is always the op's own first element.
 * Law: for 0 < k < span, applying `slice(op, 0, k)` and `slice(op, k, span)` in order is applying the op.
 */
export interface AnyKind<Op extends AnyOp> {
  readonly type: Op["type"];
  /** On the wire. 0..15 belong to this package, 16 and above to upper layers. */
  readonly code: number;
  /** Whether its counters are elements of a sequence, so that others may be placed beside them and delete them. */
  readonly isElement: boolean;
  /** How many counters it takes, at least 1. */
  span(op: Op): number;
  /** The part that takes the counters `from`..`to - 1` of the op, counted from its first; 0 ≤ from < to ≤ span. */
  slice(op: Op, from: number, to: number, at: Element): Op;
  /** For insertions of text (code 0), which are read as numbers: what is wrong about one wherever it stands, or null. */
  fault?(op: Op): string | null;
}

/**
 * One kind of op that is kept as an object: how it looks in bytes as well, and what it leans on. The log knows such ops
 * only through this. Law: decoding what `encode` wrote gives an `equal` op.
 */
export interface OpKind<Op extends AnyOp> extends AnyKind<Op> {
  /** Writes its parts. */
  encode(op: Op, writer: OpWriter): void;
  /** Reads `encode`. Throws a `DecodeError`. */
  decode(reader: OpReader): Op;
  /**
   * Every other op's counters that must be known first; the highest of each run is enough. `offset` says which of
   * the op's own counters, from its first, leans on it and so must be newer: 0 if it is left out.
   */
  references(op: Op, visit: (replica: ReplicaIndex, counter: number, offset?: number) => void): void;
  equal(a: Op, b: Op): boolean;
  /** What is impossible about the op where it stands, or null. Its references are known and older. */
  check(op: Op, at: Element, context: OpContext<Op>): string | null;
}

/** The kinds that one document understands. */
export class OpKinds<Op extends AnyOp> {
  readonly #byType = new Map<string, AnyKind<Op>>();
  readonly #byCode: (AnyKind<Op> | undefined)[] = [];
  #last: AnyKind<Op> | null = null;

  constructor(kinds: readonly AnyKind<Op>[]) {
    for (const kind of kinds) {
      assert(
        !this.#byType.has(kind.type) && !this.#byCode[kind.code],
        `two kinds for ${kind.type} ${kind.code}`,
      );
      this.#byType.set(kind.type, kind);
      this.#byCode[kind.code] = kind;
    }
  }

  /** The kind of `op`. Asked many times for each op, mostly of the kind that was asked for last. */
  of(op: Op): AnyKind<Op> {
    if (this.#last?.type === op.type) return this.#last;
    const kind = this.#byType.get(op.type);
    assert(kind !== undefined, `no kind of op is called ${op.type}`);
    this.#last = kind;
    return kind;
  }

  /** The kind of an op that is kept as an object. */
  ofObject(op: Op): OpKind<Op> {
    const kind = this.of(op);
    assert(isOfObjects(kind), "the ops of text are numbers");
    return kind;
  }

  /** Whether an op is of one of the kinds. */
  includes(op: AnyOp): op is Op {
    return this.#byType.has(op.type);
  }

  /** The kind of objects with this code; throws `UnknownOpKindError`. */
  withCode(code: number): OpKind<Op> {
    const kind = this.#byCode[code];
    if (!kind || !isOfObjects(kind)) throw new UnknownOpKindError(code);
    return kind;
  }
}

function isOfObjects<Op extends AnyOp>(kind: AnyKind<Op>): kind is OpKind<Op> {
  return "encode" in kind;
}
