/**
 * What a document's ops did and where their elements stand: for readers that compare versions of a document, such as
 * whoever looks for edits that crossed each other. Only reads; nothing here is kept, and all of it is as of now.
 *
 * Replicas are the dense numbers of this document. They differ from replica to replica: what is to be the same for
 * everybody has to be made of `idOf`.
 */
import type { Element, ReplicaId, ReplicaIndex } from "@weft/rga";
import type { RichTextOp } from "../ops/op-kinds.ts";
import type { BlockId, CellId, ContainerId, Value } from "../rich-text.ts";

/** What an element is: a slot never shows, and stands where a moved block or joined text does. */
export type ElementKind = "text" | "atom" | "marker" | "slot";

/** Elements of one replica, one after another, of one kind; markers and slots come one at a time. */
export interface ElementStretch extends Element {
  readonly kind: ElementKind;
  readonly length: number;
  readonly rank: number;
  /** How many deletions and undone insertions hide text and atoms. Of markers and slots it says nothing. */
  readonly covers: number;
}

/** The cell of a table that a sequence is the content of. */
export interface CellAddress {
  readonly id: CellId;
  readonly table: Element;
  readonly row: Element;
  readonly column: Element;
}

/** One sequence: the document's own, or that of a cell. A rank counts all its elements, deleted ones included. */
export interface HistorySequence {
  readonly cell: CellAddress | null;
  readonly length: number;
  /** Whether the element stands here. */
  has(element: Element): boolean;
  /** O(log n). */
  rankOf(element: Element): number;
  /** Visits the ranks `from`..`to - 1`, in order. O(log n + stretches). */
  visit(from: number, to: number, visit: (stretch: ElementStretch) => void): void;
  /** Visits `count` ranks, or as many as there are, from an element on. False if it does not stand here. O(log n + stretches). */
  visitFrom(element: Element, count: number, visit: (stretch: ElementStretch) => void): boolean;
}

/** An element with its sequence, under the id that it has there. */
export interface ElementHome {
  readonly sequence: HistorySequence;
  readonly element: Element;
}

/** A single deletion of a marker: the op counter that did it. */
export interface MarkerDeletion extends Element {
  readonly flavour: "joined" | "deleted";
}

/** A write of a register. */
export interface RegisterWrite extends Element {
  /** For the house of a block or container the id of the container or null, for a move the id of the slot. */
  readonly value: Value;
}

/** A register: of a block, an atom, a container, or the document. */
export interface RegisterHistory {
  readonly target: BlockId | ContainerId | "document";
  readonly kind: "block" | "atom" | "container" | "document";
  /** Every write, undone ones included, from the oldest to the newest. */
  readonly writes: readonly RegisterWrite[];
}

/** The reads. */
export interface History {
  readonly replicaCount: number;
  idOf(replica: ReplicaIndex): ReplicaId;
  /** -1 for a replica that nothing is known of. */
  replicaOf(id: ReplicaId): ReplicaIndex;
  /** How many counters of a replica are known. */
  known(replica: ReplicaIndex): number;
  /** Whether everybody has the replica's ops from the beginning, so that no version names it. */
  isGiven(replica: ReplicaIndex): boolean;
  /**
   * Visits the ops that hold counters in `from`..`to - 1`, each with its first counter. Ops of text are cut to that
   * range; others are whole, so that the ends may stick out.
   */
  visitOps(
    replica: ReplicaIndex,
    range: { readonly from: number; readonly to: number },
    visit: (op: RichTextOp, counter: number) => void,
  ): void;
  /** The Lamport timestamp of a known op. */
  lamportOf(op: Element): number;
  /** The characters of an insertion, shown or not. */
  textOf(element: Element, length: number): string;
  /** The sequence in which an element stands that an op names. */
  homeOf(element: Element): ElementHome;
  /** Every deletion of a marker or a line of a table that was written, undone ones included. */
  deletionsOf(element: Element): readonly MarkerDeletion[];
  /** The name of a block's marker, row, column or container. */
  nameOf(element: Element): string;
  /** Whether a marker's block shows. */
  isShown(marker: Element): boolean;
  /** A register under the key that `losingValues` gives it; null if it was never written. */
  register(target: Element | null, key: string): RegisterHistory | null;
  /** The element or op with a name; null if it is no name or unknown. */
  elementNamed(name: string): Element | null;
}
