/** The clipboard into a slice of a document. */
import { type Node, type Schema, Slice } from "@tiptap/pm/model";
import { elementsOf, type HtmlElement } from "../html/html-tree.ts";
import { parseHtml } from "../html/parse-html.ts";
import { readTree } from "../html/read-html.ts";
import { fitDocument } from "../loose/fit.ts";
import { readText } from "../text/read-text.ts";
import { tidyGoogleDocs } from "./google-docs.ts";
import { tidyWord } from "./word.ts";

/** What a clipboard offers, by type; left out or empty: nothing of the type. */
export interface Clipboard {
  readonly html?: string;
  readonly text?: string;
}

/**
 * What is pasted: of the HTML what the schema knows, safe, with its structure; the plain text if there is no HTML,
 * or nothing in it. Open at both ends, so that text joins the text around it, unless the editor itself copied
 * whole blocks. Never throws; time and memory grow with the length.
 */
export function readPaste(schema: Schema, clipboard: Clipboard): Slice {
  const html = clipboard.html ?? "";
  const text = clipboard.text ?? "";
  if (html.trim() !== "") {
    const tree = parseHtml(html);
    tidyWord(tree);
    tidyGoogleDocs(tree);
    const doc = fitDocument(schema, readTree(schema, tree));
    if (!isBlank(doc)) return sliceOf(doc, areWholeBlocks(tree));
  }
  return text === "" ? Slice.empty : sliceOf(readText(schema, text), false);
}

function isBlank(doc: Node): boolean {
  return doc.childCount === 1 && doc.firstChild?.isTextblock === true && doc.firstChild.content.size === 0;
}

/** ProseMirror notes on its first element how far the copied slice is open. */
function areWholeBlocks(tree: HtmlElement): boolean {
  const noted = elementsOf(tree).find((element) => element.attributes.has("data-pm-slice"));
  return /^0 0 /.test(noted?.attribute("data-pm-slice") ?? "");
}

/** A document's content as open as it can be, but not into what is closed to the outside. */
function sliceOf(doc: Node, isClosed: boolean): Slice {
  if (isClosed) return new Slice(doc.content, 0, 0);
  let openStart = 0;
  for (let node = doc.firstChild; isOpen(node); node = node.firstChild) openStart++;
  let openEnd = 0;
  for (let node = doc.lastChild; isOpen(node); node = node.lastChild) openEnd++;
  return new Slice(doc.content, openStart, openEnd);
}

function isOpen(node: Node | null): node is Node {
  return (
    node !== null && !node.isLeaf && !node.isText && node.type.spec.isolating !== true && !node.type.spec.atom
  );
}
