/** Who says what became of the characters of a run. */
import type { Node } from "@tiptap/pm/model";
import type { LostPlace } from "./lost-places.ts";

/** What became of them. */
export interface Findings {
  /** Characters that must be there. */
  readonly kept: number;
  /** Of these, those that somebody did not see after an exchange. */
  readonly lost: number;
  /** Of these, those that somebody saw more than once. */
  readonly doubled: number;
  /** Characters that somebody had deleted, and not taken that back, and that somebody saw. */
  readonly revived: number;
  /** Characters that changed their order although nobody moved anything. */
  readonly misplaced: number;
  /** The characters themselves. */
  readonly lostText: string;
  readonly doubledText: string;
}

/** Is told all that happens, in its order. */
export interface Judge {
  /** A person turned `before` into `after`: what is gone was deleted, what is new was typed. */
  edited(person: number, before: Node, after: Node): void;
  /** The same by undo or redo. */
  tookBack(person: number, before: Node, after: Node, way: "undo" | "redo"): void;
  /** What a person sees changed because of what others did. */
  received(person: number, before: Node, after: Node): void;
  /** Everybody has everything. `before`: what each saw before the exchange. */
  settled(before: readonly Node[], after: readonly Node[]): void;
  findings(): Findings;
  /** Where in `doc`, which `person` sees, what was lost would stand; none where a judge does not know. */
  lostPlaces(person: number, doc: Node): readonly LostPlace[];
}
