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
 * One kind of op: how it looks in bytes, how it is cut, what it leans on. The log knows ops only through this.
 *
 * An op takes `span` consecutive counters of its replica. `at` is always the op's own first element.
 * Laws: decoding what `encode` wrote gives an `equal` op; for 0 < k < span, extending `slice(op, 0, k)` by
 * `slice(op, k, span)` is `equal` to the op, and applying the two slices in order is applying the op.
 */
export interface OpKind<Op extends AnyOp> {
  readonly type: Op["type"];
  /** On the wire. 0..15 belong to this package, 16 and above to upper layers. */
  readonly code: number;
  /** Whether its counters are elements of a sequence, so that others may be placed beside them and delete them. */
  readonly isElement: boolean;
  /** How many counters it takes, at least 1. */
  span(op: Op): number;
  /** Writes its parts. Kinds of text have none: the ops of text are written as numbers. */
  encode?(op: Op, writer: OpWriter): void;
  /** Reads `encode`. Throws a `DecodeError`. */
  decode?(reader: OpReader): Op;
  /**
   * Every other op's counters that must be known first; the highest of each run is enough. `offset` says which of
   * the op's own counters, from its first, leans on it and so must be newer: 0 if it is left out.
   */
  references(op: Op, visit: (replica: ReplicaIndex, counter: number, offset?: number) => void): void;
  /** The part that takes the counters `from`..`to - 1` of the op, counted from its first; 0 ≤ from < to ≤ span. */
  slice(op: Op, from: number, to: number, at: Element): Op;
  /** `previous` and `next` as one op if `next`, which begins at `at`, runs straight on; else null. */
  extend(previous: Op, next: Op, at: Element): Op | null;
  equal(a: Op, b: Op): boolean;
  /** For insertions of text (code 0), which are read as numbers: what is wrong about one wherever it stands, or null. */
  fault?(op: Op): string | null;
  /** What is impossible about the op where it stands, or null. Its references are known and older. */
  check(op: Op, at: Element, context: OpContext<Op>): string | null;
}

/** The kinds that one document understands. */
export class OpKinds<Op extends AnyOp> {
  private readonly byType = new Map<string, OpKind<Op>>();
  private readonly byCode: (OpKind<Op> | undefined)[] = [];
  private last: OpKind<Op> | null = null;

  constructor(kinds: readonly OpKind<Op>[]) {
    for (const kind of kinds) {
      assert(
        !this.byType.has(kind.type) && !this.byCode[kind.code],
        `two kinds for ${kind.type} ${kind.code}`,
      );
      this.byType.set(kind.type, kind);
      this.byCode[kind.code] = kind;
    }
  }

  /** The kind of `op`. Asked many times for each op, mostly of the kind that was asked for last. */
  of(op: Op): OpKind<Op> {
    if (this.last?.type === op.type) return this.last;
    const kind = this.byType.get(op.type);
    assert(kind !== undefined, `no kind of op is called ${op.type}`);
    this.last = kind;
    return kind;
  }

  /** Whether an op is of one of the kinds. */
  includes(op: AnyOp): op is Op {
    return this.byType.has(op.type);
  }

  /** The kind with this code; throws `UnknownOpKindError`. */
  withCode(code: number): OpKind<Op> {
    const kind = this.byCode[code];
    if (!kind) throw new UnknownOpKindError(code);
    return kind;
  }
}
