import type { ReplicaIndex } from "../space/replica.ts";

/** Elements inserted, the first a left child of `other`. */
export const INSERT_LEFT = 0;
/** Elements inserted, the first a right child of `other`, or of the start if its replica is -1. */
export const INSERT_RIGHT = 1;
/** Elements deleted, from `other` on, each next counter the next element. */
export const DELETE_FORWARD = 2;
/** Elements deleted, from `other` on, each next counter the element before. */
export const DELETE_BACKWARD = 3;
/** Own counters made ineffective, from `other` on. */
export const CANCEL = 4;
/** Own counters made effective again, from `other` on. */
export const RESTORE = 5;
/** An op of any other kind, kept as the object that it is. */
export const OBJECT = 6;

/** How an op is kept: one of the seven forms above. The ops of text are numbers and never objects. */
export type PackedForm = 0 | 1 | 2 | 3 | 4 | 5 | 6;

/** Nobody's units: of what inserts nothing. */
export const NO_UNITS = new Uint8Array(0);

/** An op, or a part of one, in numbers. One such record serves for any number of ops. */
export class PackedOp<Op = unknown> {
  form: PackedForm = OBJECT;
  /** The first counter that it takes, and how many. */
  counter = 0;
  length = 0;
  /** Whose the parent is, -1 for the start; or the targets. */
  otherReplica: ReplicaIndex = -1;
  /** The parent of the first element inserted; the first element deleted; the first own counter toggled. */
  otherCounter = 0;
  /** How many own counters a toggle means. */
  toggled = 0;
  /** Where the text of an insertion is, `length` units from `textStart` on. */
  units: Uint8Array | Uint16Array = NO_UNITS;
  textStart = 0;
  /** The op itself in the form OBJECT. */
  object: Op | null = null;
}

/** Makes an op of `replica` what it is without its first counters, fewer than it has or all; an object stays as it is. */
export function skipCounters(op: PackedOp, count: number, replica: ReplicaIndex): void {
  const { form } = op;
  op.counter += count;
  op.length -= count;
  if (form === DELETE_FORWARD) op.otherCounter += count;
  else if (form === DELETE_BACKWARD) op.otherCounter -= count;
  else if (form <= INSERT_RIGHT) {
    op.form = INSERT_RIGHT;
    op.otherReplica = replica;
    op.otherCounter = op.counter - 1;
    op.textStart += count;
  }
}
