/**
 * An editor over a technique that merges lines: each transaction is told as the document before and after it, and what the
 * technique holds after a message is shown by the smallest replacement. Undo is the editor's own (`prosemirror-history`),
 * mapped through what others did, as it is in every editor whose technique has none.
 */
import { closeHistory, history, redo, undo } from "@tiptap/pm/history";
import type { Node, Schema } from "@tiptap/pm/model";
import { EditorState, type Transaction } from "@tiptap/pm/state";
import type { Replica } from "../engine/engine.ts";
import { buildDocument } from "./build-document.ts";
import type { Line } from "./line.ts";

/** A technique's copy of the lines. */
export interface LinesCopy {
  /** What it holds now. */
  lines(): readonly Line[];
  /** The person turned `before`, which shows `lines()`, into `after`. */
  change(before: Node, after: Node): void;
  takeMessages(): readonly Uint8Array[];
  receive(message: Uint8Array): void;
  /** All that has to be stored. */
  save(): Uint8Array;
}

/** A replica of such a technique. */
export function linesReplica(schema: Schema, copy: LinesCopy): Replica {
  return new LinesReplica(schema, copy);
}

class LinesReplica implements Replica {
  private readonly schema: Schema;
  private readonly copy: LinesCopy;
  private state: EditorState;

  constructor(schema: Schema, copy: LinesCopy) {
    this.schema = schema;
    this.copy = copy;
    const doc = buildDocument(schema, copy.lines());
    this.state = EditorState.create({ doc, plugins: [history()] });
  }

  get doc(): Node {
    return this.state.doc;
  }

  edit(transaction: Transaction): void {
    const own = closeHistory(this.state.tr);
    for (const step of transaction.steps) own.step(step);
    this.take(own);
  }

  undo(): void {
    undo(this.state, (transaction) => this.take(transaction));
  }

  redo(): void {
    redo(this.state, (transaction) => this.take(transaction));
  }

  pause(): void {}

  takeMessages(): readonly Uint8Array[] {
    return this.copy.takeMessages();
  }

  receive(message: Uint8Array): void {
    this.copy.receive(message);
    this.show();
  }

  save(): Uint8Array {
    return this.copy.save();
  }

  reopened(): Node {
    return buildDocument(this.schema, this.copy.lines());
  }

  memoryRoots(): readonly unknown[] {
    return [this.copy];
  }

  private take(transaction: Transaction): void {
    const before = this.state.doc;
    this.state = this.state.apply(transaction);
    if (!transaction.docChanged) return;
    this.copy.change(before, this.state.doc);
    this.show();
  }

  private show(): void {
    const doc = buildDocument(this.schema, this.copy.lines());
    const before = this.state.doc;
    const start = before.content.findDiffStart(doc.content);
    const end = before.content.findDiffEnd(doc.content);
    if (start === null || !end) return;
    // Ends may overlap what is equal at the start, as in "aa" and "aaa".
    const overlap = Math.max(0, start - Math.min(end.a, end.b));
    const shown = this.state.tr.replace(start, end.a + overlap, doc.slice(start, end.b + overlap));
    if (!shown.doc.eq(doc)) {
      this.state = this.state.apply(
        this.state.tr.replaceWith(0, before.content.size, doc.content).setMeta("addToHistory", false),
      );
      return;
    }
    this.state = this.state.apply(shown.setMeta("addToHistory", false));
  }
}
