/** A collaborative document without a screen: for programs, servers and tests. */
import type { Node, Schema } from "@tiptap/pm/model";
import type { Transaction } from "@tiptap/pm/state";
import { createRichText, type RichText } from "@weft/richtext";
import { Binding } from "./binding.ts";

/** A document that several replicas edit; what is shown is always a valid document of the schema. */
export interface CollaborativeDocument {
  /** What this replica shows now. */
  readonly doc: Node;
  readonly richText: RichText;
  /**
   * Takes a committed local transaction made on `doc`. Throws a `RangeError`, nothing changed, if it was made
   * on another document or holds a value that is too large or too deep for the model.
   */
  edit(transaction: Transaction): void;
  /** Own ops since the last call, or null. */
  takeUpdate(): Uint8Array | null;
  /**
   * Applies another replica's ops, in any order, any number of times. Returns the transaction, made on the
   * document before, that an editor would dispatch; null if nothing is shown differently. Throws a typed error
   * for bytes that are no update; then nothing has changed.
   */
  applyUpdate(bytes: Uint8Array): Transaction | null;
  /** Takes back the newest group of own edits. Null if there is none or nothing is shown differently. */
  undo(): Transaction | null;
  redo(): Transaction | null;
  /** The whole document, for `createDocument({ saved })`. */
  save(): Uint8Array;
  readonly stats: { readonly fixUps: number; readonly blocksVisited: number };
}

const bindings = new WeakMap<CollaborativeDocument, Binding>();

/** The options of `createDocument`. */
export interface CreateDocumentOptions {
  /** The editor's schema, such as `getSchema(editorExtensions())`. */
  readonly schema: Schema;
  readonly documentId: string;
  /** 16 hexadecimal digits; random if left out. */
  readonly replica?: string;
  /** What `save` gave. */
  readonly saved?: Uint8Array;
  /** A rich text that exists already, for instance a network replica's; the options before are then its own. */
  readonly richText?: RichText;
}

/** Opens a document. Throws a typed error if `saved` is no save. */
export function createDocument(options: CreateDocumentOptions): CollaborativeDocument {
  const { schema, documentId, replica, saved } = options;
  const richText =
    options.richText ??
    createRichText({
      documentId,
      ...(replica === undefined ? {} : { replica }),
      ...(saved === undefined ? {} : { saved }),
    });
  const binding = new Binding(schema, richText);
  const document: CollaborativeDocument = {
    get doc() {
      return binding.doc;
    },
    richText,
    edit: (transaction) => void binding.edit(transaction),
    takeUpdate: () => richText.takeUpdate(),
    applyUpdate: (bytes) => binding.run(() => richText.applyUpdate(bytes), "remote"),
    undo() {
      binding.selections.want("before", richText.undoCounter);
      return binding.run(() => richText.undo(), "undo");
    },
    redo() {
      binding.selections.want("after", richText.redoCounter);
      return binding.run(() => richText.redo(), "undo");
    },
    save: () => richText.save(),
    stats: binding.stats,
  };
  bindings.set(document, binding);
  return document;
}

/** The binding behind a document, for the editor shell. */
export function bindingOf(document: CollaborativeDocument): Binding {
  const binding = bindings.get(document);
  if (!binding) throw new TypeError("not a document made by createDocument");
  return binding;
}
