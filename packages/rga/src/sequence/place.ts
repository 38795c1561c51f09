import type { ReplicaIndex } from "../space/replica.ts";

/** The side of its parent on which an element stands. */
export type Side = 0 | 1;
export const LEFT: Side = 0;
export const RIGHT: Side = 1;

/** Where an element was put: to the left or the right of its parent. */
export interface Place {
  /** -1: the start of the sequence, whose only side is the right. */
  readonly parentReplica: ReplicaIndex;
  /** 0 if the parent is the start. */
  readonly parentCounter: number;
  readonly side: Side;
}

/** The start of a sequence as a parent. */
export const START: Place = { parentReplica: -1, parentCounter: 0, side: RIGHT };

/** The right side of an element: where the next one of a run stands. */
export function rightOf(replica: ReplicaIndex, counter: number): Place {
  return { parentReplica: replica, parentCounter: counter, side: RIGHT };
}

/** The element `counter` of `replica`, in the dense numbers of one document. */
export interface Element {
  readonly replica: ReplicaIndex;
  readonly counter: number;
}

/** Consecutive elements of one replica, the first at `place`, each further one the right child of the one before. */
export interface ElementRun extends Element {
  readonly length: number;
  readonly place: Place;
  /** Exactly `length` UTF-16 code units. */
  readonly text: string;
}

/**
 * Consecutive elements and the place of the first, all in one level of numbers, so that one such record serves for
 * any number of edits. The text is in the space already, or follows.
 */
export interface PlacedRun {
  replica: ReplicaIndex;
  counter: number;
  length: number;
  /** See `Place`. */
  parentReplica: ReplicaIndex;
  parentCounter: number;
  side: Side;
}

/** Consecutive elements, as a record that serves for any number of edits. */
export interface RunOfIds {
  replica: ReplicaIndex;
  counter: number;
  length: number;
}

/**
 * A stretch that appeared or vanished, told while the sequence is just past it: `length` elements from `rank` on,
 * nothing else between them, the first at `position`.
 */
export type ReportVisibility = (position: number, length: number, shown: boolean, rank: number) => void;
/** A run, in document order: how many deletions cover it, and whether its first element is a left child. */
export type VisitSlot = (
  replica: ReplicaIndex,
  counter: number,
  length: number,
  covers: number,
  isLeft: boolean,
) => void;
/** A visible run; it stands at `position`. */
export type VisitVisible = (replica: ReplicaIndex, counter: number, length: number, position: number) => void;
/** A run, visible or not; it stands at `rank`. */
export type VisitRun = (
  replica: ReplicaIndex,
  counter: number,
  length: number,
  visible: boolean,
  rank: number,
) => void;
/** Elements that equally many deletions cover; the first stands at `rank`. */
export type VisitCovered = (
  replica: ReplicaIndex,
  counter: number,
  length: number,
  covers: number,
  rank: number,
) => void;
