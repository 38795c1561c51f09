/**
 * The Tiptap extension that puts a collaborative document into an editor: its content, its edits both ways, its
 * undo. Configure it with the document; leave Tiptap's own history out.
 */
import { Extension } from "@tiptap/core";
import type { RichText } from "@weft/richtext";
import { bindingOf, type CollaborativeDocument, createDocument } from "../document/collaborative-document.ts";
import { screenReader } from "../screen/read-screen.ts";
import { remoteCarets } from "../screen/remote-carets.ts";
import { unsavedText } from "../screen/unsaved-text.ts";
import { collaborationPlugin, type RefusedEditListener } from "./collaboration-plugin.ts";
import { selectionRecorder } from "./selection-recorder.ts";

declare module "@tiptap/core" {
  interface Commands<ReturnType> {
    collaboration: {
      /** Takes back the newest group of one's own edits. False if there is none. */
      undo: () => ReturnType;
      /** Brings back what was taken back last. False if there is nothing. */
      redo: () => ReturnType;
    };
  }
  interface Storage {
    collaboration: CollaborationStorage;
  }
}

/** The document of the editor: one made with the editor's own schema, or the rich text itself. */
export interface CollaborationOptions {
  document: CollaborativeDocument | RichText | null;
  /** Told of an edit that the document refused (an attribute that is too large, mostly) and that was taken back. */
  onRefused: RefusedEditListener;
}

/** `editor.storage.collaboration.document` is the document that the editor shows. */
export interface CollaborationStorage {
  document: CollaborativeDocument | null;
}

/** The extension. */
export const Collaboration = Extension.create<CollaborationOptions, CollaborationStorage>({
  name: "collaboration",
  priority: 1000,

  addOptions() {
    return { document: null, onRefused: () => {} };
  },

  addStorage() {
    return { document: null };
  },

  onBeforeCreate() {
    this.storage.document = openDocument(this.options.document, this.editor.schema);
    this.editor.options.content = this.storage.document.doc.toJSON();
  },

  onDestroy() {
    const { document } = this.storage;
    // A document that somebody else opened lives on without this editor.
    if (document && document !== this.options.document) bindingOf(document).close();
  },

  addCommands() {
    return {
      undo:
        () =>
        ({ tr, dispatch }) => {
          const document = this.storage.document;
          if (!document?.richText.canUndo) return false;
          tr.setMeta("preventDispatch", true);
          if (dispatch) document.undo();
          return true;
        },
      redo:
        () =>
        ({ tr, dispatch }) => {
          const document = this.storage.document;
          if (!document?.richText.canRedo) return false;
          tr.setMeta("preventDispatch", true);
          if (dispatch) document.redo();
          return true;
        },
    };
  },

  addKeyboardShortcuts() {
    return {
      "Mod-z": () => this.editor.commands.undo(),
      "Mod-y": () => this.editor.commands.redo(),
      "Mod-Shift-z": () => this.editor.commands.redo(),
    };
  },

  addProseMirrorPlugins() {
    const { document } = this.storage;
    if (!document) return [];
    const binding = bindingOf(document);
    return [
      screenReader(),
      collaborationPlugin(binding, this.options.onRefused),
      selectionRecorder(binding),
      remoteCarets(binding),
      unsavedText(binding),
    ];
  },
});

function openDocument(
  given: CollaborationOptions["document"],
  schema: Parameters<typeof createDocument>[0]["schema"],
): CollaborativeDocument {
  if (given === null) throw new TypeError("Collaboration needs a document: configure({ document })");
  if (!("richText" in given)) {
    return createDocument({ schema, documentId: given.documentId, richText: given });
  }
  if (given.doc.type.schema !== schema) {
    return createDocument({ schema, documentId: given.richText.documentId, richText: given.richText });
  }
  return given;
}
