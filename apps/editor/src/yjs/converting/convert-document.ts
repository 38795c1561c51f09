/** A document taken over by the other engine: a new one that shows the same, and in words what did not come along. */
import { getSchema } from "@tiptap/core";
import type { Node } from "@tiptap/pm/model";
import { EditorState } from "@tiptap/pm/state";
import { systemClock, systemRandom } from "@weft/base";
import { readYjs, writeYjs } from "@weft/interchange-yjs";
import type { RichText } from "@weft/richtext";
import { type DocumentFiles, openDocumentFiles, openReplica } from "@weft/sync";
import { createDocument, editorExtensions } from "@weft/tiptap";
import { IndexeddbPersistence } from "y-indexeddb";
import * as Y from "yjs";
import { titleProperty } from "../../document/use-title.ts";
import { createDocumentLink, type DocumentLink } from "../../share/document-link.ts";
import { openShelf } from "../../shelf/shelf.ts";
import { newShelfEntry } from "../../shelf/shelf-entry.ts";
import { fragmentName, propertiesName, readYjsTitle, yjsStoreName } from "../replica/yjs-document.ts";
import { bringFiles } from "./bring-files.ts";
import { surveyYjs } from "./yjs-survey.ts";

/** The new document, and a sentence for each thing that it does not hold. */
export interface Converted {
  readonly link: DocumentLink;
  readonly losses: readonly string[];
}

/** How long a document that nobody looks at waits for the server. */
const patienceMs = 20_000;

/** A device without a line: what a document is given waits here until somebody opens it. */
const unconnected = { status: () => ({ connected: false }), onStatus: () => () => {} };

/** What a Yjs document shows, in a new document of our own engine. The Yjs document stays as it is. */
export async function convertToWeft(source: Y.Doc, sourceFiles: DocumentFiles): Promise<Converted> {
  const schema = getSchema(editorExtensions());
  const update = Y.encodeStateAsUpdate(source);
  const doc =
    source.getXmlFragment(fragmentName).length === 0
      ? null
      : readYjs({ schema, update, fragment: fragmentName });
  const title = readYjsTitle(source);
  const link = createDocumentLink(systemRandom);
  await (await openShelf()).put({ ...newShelfEntry(link, "made-here", systemClock.now()), title });
  const patience = new AbortController();
  systemClock.after(patienceMs, () => patience.abort());
  const { documentId, token } = link;
  const replica = await openReplica({
    url: location.origin,
    documentId,
    token,
    create: true,
    signal: patience.signal,
  });
  const richText: RichText = replica.document;
  richText.edit([{ type: "setProperty", key: titleProperty, value: title }]);
  if (doc !== null) {
    const target = createDocument({ schema, documentId, richText });
    const { tr } = EditorState.create({ doc: target.doc });
    target.edit(tr.replaceWith(0, target.doc.content.size, doc.content));
    richText.endUndoGroup();
  }
  const missing = doc === null ? 0 : await bringAlong(doc, sourceFiles, link);
  const tired = new Promise<void>((resolve) => patience.signal.addEventListener("abort", () => resolve()));
  await Promise.race([replica.whenSaved().catch(() => {}), tired]);
  await replica.close();
  return { link, losses: [...lossesFromYjs(source, doc), ...lossOfFiles(missing)] };
}

/** What a document of our own engine shows, in a new Yjs document. The old one stays as it is. */
export async function convertToYjs({
  doc,
  title,
  files,
}: {
  readonly doc: Node;
  readonly title: string;
  readonly files: DocumentFiles;
}): Promise<Converted> {
  const link: DocumentLink = { ...createDocumentLink(systemRandom), engine: "yjs" };
  const target = new Y.Doc();
  const store = new IndexeddbPersistence(yjsStoreName(link.documentId), target);
  await store.whenSynced;
  Y.applyUpdate(target, writeYjs({ doc, fragment: fragmentName }));
  target.getMap(propertiesName).set(titleProperty, title);
  await (await openShelf()).put({ ...newShelfEntry(link, "made-here", systemClock.now()), title });
  await store.destroy();
  target.destroy();
  const missing = await bringAlong(doc, files, link);
  return { link, losses: [...lossesToYjs, ...lossOfFiles(missing)] };
}

/** Puts the files that a text names beside the new document, on this device: they are sent when it is opened. */
async function bringAlong(doc: Node, source: DocumentFiles, link: DocumentLink): Promise<number> {
  const { documentId, token } = link;
  const target = openDocumentFiles({ url: location.origin, documentId, token, replica: unconnected });
  const missing = await bringFiles(doc, { source, target });
  await target.close();
  return missing;
}

/** What a document of our own engine cannot take over from a Yjs document. */
export function lossesFromYjs(source: Y.Doc, doc: Node | null): readonly string[] {
  const losses = ["The history stays in the Yjs document: the new one begins with what it shows now."];
  const others = [...source.share.keys()].filter((name) => name !== fragmentName && name !== propertiesName);
  if (others.length > 0) {
    losses.push(
      `What programs keep beside the text stays there: ${others.map((name) => `“${name}”`).join(", ")}.`,
    );
  }
  const unknown = countOf(doc, (node) => node.type.name.startsWith("unknown"));
  if (unknown > 0)
    losses.push(`Kept, but not shown as in their own program: ${unknown} parts of unknown kinds.`);
  return [...losses, ...lossesOfContent(source, doc)];
}

function lossesOfContent(source: Y.Doc, doc: Node | null): readonly string[] {
  const { mergedCells, embeds, linkedCharacters } = surveyYjs(source.getXmlFragment(fragmentName));
  const losses: string[] = [];
  if (mergedCells > 0)
    losses.push(`Merged cells of tables became plain ones, with all that they held: ${mergedCells}.`);
  if (embeds > 0)
    losses.push(`What stood in the text and is no text stays in the Yjs document: ${embeds} times.`);
  let linked = 0;
  doc?.descendants((node) => {
    if (node.marks.some(({ type }) => type.name === "link")) linked += node.text?.length ?? 0;
  });
  if (linked < linkedCharacters)
    losses.push("Links to addresses that are not safe to open became plain text.");
  return losses;
}

/** What a Yjs document cannot take over from one of our own engine. */
export const lossesToYjs: readonly string[] = [
  "The history stays in this document: who wrote what and when, what crossed, what could be undone; comments and private copies too.",
  "What crosses in the new one is merged without a mark: Yjs does not say what was written at the same time.",
];

/** Of files that are neither on this device nor on the server. */
export function lossOfFiles(missing: number): readonly string[] {
  return missing === 0
    ? []
    : [`Files that could not be had just now are only named in the new one: ${missing}.`];
}

function countOf(doc: Node | null, isMeant: (node: Node) => boolean): number {
  let count = 0;
  doc?.descendants((node) => {
    if (isMeant(node)) count++;
  });
  return count;
}
