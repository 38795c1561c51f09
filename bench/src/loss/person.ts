/** The face that every engine shows to the loss test: one person's editor, without a screen. */
import type { Node, Schema } from "@tiptap/pm/model";
import type { Transaction } from "@tiptap/pm/state";

/** One of the people who write in a document. */
export interface Person {
  /** What this person's editor shows. */
  readonly doc: Node;
  /** Takes a transaction made on `doc`, as an editor's view would dispatch it. */
  edit(transaction: Transaction): void;
  /** Takes back, or does again, what this person did last. Nothing happens if there is nothing. */
  undo(): void;
  redo(): void;
  /** The person rests: what comes next is another thing to undo. */
  pause(): void;
  /** Own changes since the last call as one message; null if there are none. */
  takeUpdate(): Uint8Array | null;
  applyUpdate(update: Uint8Array): void;
  /** What somebody sees who opens this person's document afresh. */
  reopened(): Node;
  /** How often the editor had to be corrected after an own edit; null where nobody counts that. */
  readonly fixUps: number | null;
  /** How many blocks were rendered or compared; null where nobody counts that. */
  readonly blocksVisited: number | null;
}

/** What a person begins with. */
export interface PersonOptions {
  readonly schema: Schema;
  /** The document that everybody knows already: one update that made it. */
  readonly start: Uint8Array;
  /** 0, 1, …: the same numbers get the same ids in every run. */
  readonly index: number;
}

/** A binding of an editor to something that merges. */
export interface Engine {
  readonly name: string;
  readonly title: string;
  /** The npm packages whose versions are reported. */
  readonly packages: readonly string[];
  /** The update that turns an empty document into `doc`. */
  start(schema: Schema, doc: Node): Uint8Array;
  open(options: PersonOptions): Person;
}
