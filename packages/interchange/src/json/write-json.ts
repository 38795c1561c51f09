/** A document as JSON: ProseMirror's own form in an envelope with a version. */
import type { Node } from "@tiptap/pm/model";

/** What the envelope's `format` says. */
export const FORMAT_NAME = "weft-document";

/** Goes up when older programs would read a file wrongly. */
export const FORMAT_VERSION = 1;

/** The file's text: `{ "format", "version", "doc" }`. */
export function writeJson(doc: Node): string {
  return JSON.stringify({ format: FORMAT_NAME, version: FORMAT_VERSION, doc: doc.toJSON() });
}
