/** From what was read to a document that merges. */
import type { Node } from "@tiptap/pm/model";
import { EditorState } from "@tiptap/pm/state";
import type { RichText } from "@weft/richtext";
import { createDocument } from "@weft/tiptap";

/** The options of `newRichText`. */
export interface NewRichTextOptions {
  /** What the document is to show: a document of the editor's schema, as the readers here give it. */
  readonly doc: Node;
  readonly documentId: string;
  /** 16 hexadecimal digits; random if left out. */
  readonly replica?: string;
}

/**
 * A new document that shows `doc`, written as one transaction that waits in `takeUpdate`. Throws a `RangeError` if
 * an attribute of `doc` is larger or deeper than the model takes.
 */
export function newRichText(options: NewRichTextOptions): RichText {
  const { doc, documentId, replica } = options;
  const document = createDocument({
    schema: doc.type.schema,
    documentId,
    ...(replica === undefined ? {} : { replica }),
  });
  const { tr } = EditorState.create({ doc: document.doc });
  document.edit(tr.replaceWith(0, document.doc.content.size, doc.content));
  document.richText.endUndoGroup();
  return document.richText;
}
