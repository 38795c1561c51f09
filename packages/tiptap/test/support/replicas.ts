/** Replicas of one document that exchange updates when they are told to. */
import { getSchema } from "@tiptap/core";
import type { Node } from "@tiptap/pm/model";
import { EditorState, TextSelection, type Transaction } from "@tiptap/pm/state";
import { type CollaborativeDocument, createDocument, editorExtensions } from "../../src/index.ts";
import { parseDocument } from "./notation.ts";

/** The editor's schema. */
export const schema = getSchema(editorExtensions());

/** The n-th replica's id. */
export function replicaId(index: number): string {
  return (index + 1).toString(16).padStart(16, "0");
}

/** A transaction to build upon, on what a replica shows. */
export function start(document: CollaborativeDocument): Transaction {
  return EditorState.create({ doc: document.doc }).tr;
}

/** Lets a replica do what `build` adds to a transaction. */
export function act(document: CollaborativeDocument, build: (transaction: Transaction) => unknown): void {
  const transaction = start(document);
  build(transaction);
  document.edit(transaction);
}

/** Runs a ProseMirror command with the selection from `from` to `to`. */
export function command(
  document: CollaborativeDocument,
  run: (state: EditorState, dispatch: (transaction: Transaction) => void) => boolean,
  range: { readonly from: number; readonly to: number },
): boolean {
  const state = EditorState.create({
    doc: document.doc,
    selection: TextSelection.create(document.doc, range.from, range.to),
  });
  return run(state, (transaction) => document.edit(transaction));
}

/** The position before the first occurrence of `text`, plus `offset`. */
export function find(doc: Node, text: string, offset = 0): number {
  let found = -1;
  doc.descendants((node, position) => {
    if (found >= 0 || !node.isTextblock) return found < 0;
    const index = node.textBetween(0, node.content.size, undefined, "\uFFFC").indexOf(text);
    if (index >= 0) found = position + 1 + index;
    return false;
  });
  if (found < 0) throw new Error(`"${text}" is not in the document`);
  return found + offset;
}

/** `count` replicas that have all seen the document that `line` describes. */
export function replicas(line: string, count = 2): CollaborativeDocument[] {
  const first = createDocument({ schema, documentId: "test", replica: replicaId(99) });
  act(first, (tr) => tr.replaceWith(0, tr.doc.content.size, parseDocument(schema, line).content));
  const update = first.takeUpdate();
  return Array.from({ length: count }, (_, index) => {
    const document = createDocument({ schema, documentId: "test", replica: replicaId(index) });
    if (update) document.applyUpdate(update);
    return document;
  });
}
