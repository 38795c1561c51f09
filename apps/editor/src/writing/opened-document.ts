import type { Editor } from "@tiptap/core";
import type { CollaborativeDocument } from "@weft/tiptap";

/** The document that an editor shows; null once the editor is gone, as after a refusal, when another takes its place. */
export function openedDocument({ storage }: Editor): CollaborativeDocument | null {
  return "collaboration" in storage ? storage.collaboration.document : null;
}
