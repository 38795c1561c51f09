/** What crossed what: the plain values that a review rail shows and that a resolution is made of. */
import type { ReplicaId } from "@weft/rga";
import type { Value } from "@weft/richtext";

/** What happened; `docs/CONFLICTS.md` says which edits are which kind. */
export type ConflictKind =
  | "competing-rewrite"
  | "same-change"
  | "delete-against-edit"
  | "block-delete-against-edit"
  | "register"
  | "structure"
  | "same-place"
  | "near"
  | "orphan";

/** How much it matters: high wants a decision, medium is listed, low is a stain in the margin. */
export type Severity = "high" | "medium" | "low";

/** The severity of each kind. */
export const severityByKind: Readonly<Record<ConflictKind, Severity>> = {
  "competing-rewrite": "high",
  "same-change": "high",
  "delete-against-edit": "high",
  "block-delete-against-edit": "high",
  register: "medium",
  structure: "medium",
  orphan: "medium",
  "same-place": "low",
  near: "low",
};

/** Consecutive ids of one replica, counters `from` ≤ counter < `to`: elements that were touched, or ops. */
export interface IdRange {
  readonly replica: ReplicaId;
  readonly from: number;
  readonly to: number;
}

/** What one side did. */
export interface ConflictSide {
  /** Its index among the sides: with `findConflicts` 0 is mine and 1 theirs. */
  readonly side: number;
  /** What stood there in that side's version: words, or a register's value. */
  readonly text: string;
  /** The value itself, of a register or a mark; null for words, and for who deleted. */
  readonly value: Value | null;
  /** The elements that it inserted, */
  readonly inserted: readonly IdRange[];
  /** and those that it deleted; of a register both are empty. */
  readonly deleted: readonly IdRange[];
  /** The ops that did it: whoever keeps a log finds people and times by them. */
  readonly ops: readonly IdRange[];
  /** Who wrote those ops, in the order of the ids. */
  readonly replicas: readonly ReplicaId[];
}

/** Where a conflict stands: anchors for `RichText.placeOfAnchor`, null at the end of a sequence and for what stands nowhere. */
export interface ConflictPlace {
  readonly start: string | null;
  readonly end: string | null;
}

/** The register that several sides wrote. */
export interface ConflictRegister {
  /** A block, container or atom, or "document", also for a mark. */
  readonly target: string;
  /** As `losingValues` has it; `mark.<type>` for a mark. */
  readonly key: string;
  /** The words on which a mark lies: as the sides together left them, those of a remark as its author had them. Empty otherwise. */
  readonly quote: string;
}

/** One place where work that did not see each other met. */
export interface Conflict {
  /** Derived from the ids of what was touched alone, and so the same on every replica and for every order of sides. */
  readonly id: string;
  readonly kind: ConflictKind;
  readonly severity: Severity;
  readonly before: string;
  /** The text of side 0; if that took no part it is as in `before`. So with `theirs` and side 1. */
  readonly mine: string;
  readonly theirs: string;
  /** As of the document that was asked. */
  readonly now: string;
  /** Those who took part, in the order of the sides. */
  readonly sides: readonly ConflictSide[];
  /** Where it is: of text, marks and blocks. */
  readonly place: ConflictPlace;
  /** Of kinds `register`, `structure` and `orphan`. */
  readonly register: ConflictRegister | null;
  /** What one side deleted, of kinds `block-delete-against-edit` and `structure`: a block's id, or that of a row or column. */
  readonly block: string | null;
}
