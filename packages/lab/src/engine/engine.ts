/**
 * The face that every technique shows to the lab: people's replicas around one relay. Transactions of ProseMirror go in,
 * messages go from a replica to the relay and from there to the others, documents of ProseMirror come out.
 */
import type { Node, Schema } from "@tiptap/pm/model";
import type { Transaction } from "@tiptap/pm/state";
import type { Clock } from "@weft/base";

/** One person's copy of the document. */
export interface Replica {
  /** What this person's editor shows. */
  readonly doc: Node;
  /** Takes a transaction made on `doc`, as an editor's view would dispatch it. */
  edit(transaction: Transaction): void;
  /** Takes back, or does again, what this person did last. Nothing happens if there is nothing. */
  undo(): void;
  redo(): void;
  /** The person rests: what comes next is another thing to undo. */
  pause(): void;
  /** What has to be sent to the relay now; asked only while the line is up. */
  takeMessages(): readonly Uint8Array[];
  /** Takes a message of the relay. Throws what the technique's own software throws. */
  receive(message: Uint8Array): void;
  /** All that has to be stored for this replica to be opened again, history included. */
  save(): Uint8Array;
  /** What somebody sees who opens `save()`. */
  reopened(): Node;
  /** The objects that hold this replica's state, for an estimate of its memory; the editor's own are no part of them. */
  memoryRoots(): readonly unknown[];
}

/** What stands between the people: it may only pass messages on, or decide. */
export interface Relay {
  receive(from: number, message: Uint8Array): void;
  /** What has to be sent to a person now; asked only while that person's line is up. */
  takeMessagesFor(person: number): readonly Uint8Array[];
}

/** A relay and the people around it, who all know the same document already. */
export interface Company {
  readonly relay: Relay;
  readonly replicas: readonly Replica[];
}

/** What a company begins with. */
export interface CompanyOptions {
  readonly schema: Schema;
  /** The document that everybody knows. */
  readonly doc: Node;
  readonly peopleCount: number;
  /** The clock of a person: they do not agree. */
  readonly clockOf: (person: number) => Clock;
}

/** What a technique's messages need of a connection; the lab's session layer gives it, as software in use does. */
export type Channel =
  /** At least once, in any order. */
  | "any-order"
  /** Exactly once, in the order in which they were sent. */
  | "in-order";

/** A way for several people to change one document. */
export interface Engine {
  readonly name: string;
  readonly title: string;
  /** Whether the technique merges the editor's tree or a sequence of lines with formats. */
  readonly worksOn: "tree" | "lines";
  readonly channel: Channel;
  /** How often a replica asks the relay by itself, in milliseconds; null if the relay tells of news unasked. */
  readonly pollsEveryMs: number | null;
  /** Where the technique is described. */
  readonly source: string;
  start(options: CompanyOptions): Company;
}
