/** Where a scene is played: a room in which everything that people do is told to the judge. */
import type { Node } from "@tiptap/pm/model";
import { EditorState, type Transaction } from "@tiptap/pm/state";
import type { Judge } from "../judge/judge.ts";
import type { Room } from "./room.ts";

/** What a scene may do, and what came of it so far. */
export class Stage {
  readonly room: Room;
  private readonly judge: Judge;
  /** Edits that changed a document. */
  edits = 0;
  /** Somebody saw another document than the others after an exchange. */
  diverged = false;
  /** Somebody saw what the schema forbids. */
  invalid = false;
  /** How long the exchanges took, in virtual time. */
  mergeMs = 0;

  constructor(room: Room, judge: Judge) {
    this.room = room;
    this.judge = judge;
  }

  get docs(): readonly Node[] {
    return this.room.replicas.map(({ doc }) => doc);
  }

  /** A person does something. */
  edit(person: number, deed: (transaction: Transaction) => void): void {
    const before = this.room.replica(person).doc;
    const transaction = EditorState.create({ doc: before }).tr;
    deed(transaction);
    if (!transaction.docChanged) return;
    // What was wished, not what came of it: an engine that drops a character while it is typed has lost it.
    this.judge.edited(person, before, transaction.doc);
    this.room.act(person, (replica) => replica.edit(transaction));
    this.edits++;
  }

  /** A person takes something back, or does it again. */
  takeBack(person: number, way: "undo" | "redo"): void {
    const before = this.room.replica(person).doc;
    this.room.act(person, (replica) => (way === "undo" ? replica.undo() : replica.redo()));
    const { doc } = this.room.replica(person);
    if (doc.eq(before)) return;
    this.judge.tookBack(person, before, doc, way);
    this.edits++;
  }

  pause(person: number): void {
    this.room.replica(person).pause();
  }

  /** Everybody is cut off. */
  cutAll(): void {
    for (const person of this.room.replicas.keys()) this.room.cut(person);
  }

  /** All lines are mended, one person's after the other's, and everybody gets everything; then it is judged. */
  settle(): void {
    const before = this.docs;
    this.mergeMs += this.room.settle();
    this.judgeNow(before);
  }

  /** Judges what is seen now; `before`: what each saw before the exchange. */
  judgeNow(before: readonly Node[]): void {
    const { docs } = this;
    this.judge.settled(before, docs);
    for (const doc of docs) {
      if (!docs[0]?.eq(doc)) this.diverged = true;
      if (!isValid(doc)) this.invalid = true;
    }
  }
}

function isValid(doc: Node): boolean {
  try {
    doc.check();
    return true;
  } catch {
    return false;
  }
}
