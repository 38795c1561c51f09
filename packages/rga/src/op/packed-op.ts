import type { ReplicaIndex } from "../space/replica.ts";

/** Elements inserted, the first a left child of `other`. */
export const INSERT_LEFT = 0;
/** Elements inserted, the first a right child of `other`, or of the start if its replica is -1. */
export const INSERT_RIGHT = 1;
/** Elements deleted, from `other` on, each next counter the next element. */
export const DELETE_FORWARD = 2;
/** Elements deleted, from `other` on, each next counter the element before. */
export const DELETE_BACKWARD = 3;
/** An op of any other kind, kept as the object that it is. */
export const OBJECT = 4;

/** How an entry of the journal is kept: one of the five forms above. */
export type PackedForm = 0 | 1 | 2 | 3 | 4;

/** An op in numbers, its elements' text apart. One such record serves for any number of ops. */
export interface PackedOp {
  form: PackedForm;
  /** The parent of the first element inserted, or the first element deleted. */
  otherReplica: ReplicaIndex;
  otherCounter: number;
}
