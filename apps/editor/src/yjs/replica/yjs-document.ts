/** Where things are in a Yjs document that Tiptap's binding and the relay write. */
import type { Doc } from "yjs";
import { titleProperty } from "../../document/use-title.ts";

/** The fragment that holds the text: Tiptap's own name. */
export const fragmentName = "default";

/** The map that holds what is said of the document as a whole; the relay writes a first title there. */
export const propertiesName = "properties";

/** The name of a document's copy in IndexedDB. */
export function yjsStoreName(documentId: string): string {
  return `weft-yjs-${documentId}`;
}

/** The title of a Yjs document. What is no text (another program may write anything) reads as none. */
export function readYjsTitle(document: Doc): string {
  const title = document.getMap(propertiesName).get(titleProperty);
  return typeof title === "string" ? title : "";
}
