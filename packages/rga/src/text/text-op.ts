import type { Place } from "../sequence/place.ts";
import type { ReplicaIndex } from "../space/replica.ts";

/** Characters typed or pasted: element by element, each the right child of the one before. */
export interface InsertOp {
  readonly type: "insert";
  /** Where the first one stands. */
  readonly place: Place;
  /** UTF-16 code units, at least one; each is an element and takes a counter. */
  readonly text: string;
}

/**
 * Elements deleted, a counter for each: the k-th covers `counter + k`, or `counter - k` if they went backwards.
 * Elements that another has deleted are covered once more; each deletion can be cancelled by itself.
 */
export interface DeleteOp {
  readonly type: "delete";
  readonly replica: ReplicaIndex;
  readonly counter: number;
  readonly length: number;
  readonly direction: 1 | -1;
}

/**
 * Own earlier ops made ineffective, or effective again: undo and redo. What is in that state already, and
 * toggles among the ops, are passed over.
 */
export interface ToggleOp {
  readonly type: "cancel" | "restore";
  /** Whose ops: so far always the writer's own. */
  readonly replica: ReplicaIndex;
  readonly counter: number;
  readonly length: number;
}

/** An op on plain text. */
export type TextOp = InsertOp | DeleteOp | ToggleOp;
