/**
 * Markdown into a document: mdast as HTML, and that as any HTML is read. So HTML inside Markdown means what it
 * means elsewhere, around Markdown or within it.
 */
import type { Node, Schema } from "@tiptap/pm/model";
import { fromMarkdown } from "mdast-util-from-markdown";
import { readHtml } from "../html/read-html.ts";
import { cleanText } from "../loose/clean-text.ts";
import { readText } from "../text/read-text.ts";
import { isParseable } from "./bounds.ts";
import { readingSyntax } from "./markdown-syntax.ts";
import { mdastToHtml } from "./mdast-to-html.ts";

/**
 * Any string as a document. Never throws. Markdown that would take the parser more than proportional time (see
 * `bounds.ts`) is read as plain text.
 */
export function readMarkdown(schema: Schema, markdown: string): Node {
  const text = cleanText(markdown);
  if (!isParseable(text)) return readText(schema, text);
  const tree = fromMarkdown(text, readingSyntax());
  return readHtml(schema, mdastToHtml(tree, { alerts: schema.nodes.callout !== undefined }));
}
