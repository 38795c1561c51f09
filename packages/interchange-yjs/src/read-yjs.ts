/**
 * A Yjs document, as Tiptap's and y-prosemirror's bindings keep it, into one of a schema. A node is an element
 * under its type's name, a run of text a `Y.XmlText` whose formats are marks. What is read is the JSON that
 * `documentFromJson` of `@weft/interchange` takes, so unknown types stay, merged table cells become plain ones, and
 * what is unsafe or out of place is treated as everywhere.
 */
import type { Node, Schema } from "@tiptap/pm/model";
import { documentFromJson, InterchangeError } from "@weft/interchange";
import * as Y from "yjs";
import { knownAttributes, knownName, markName } from "./names.ts";

/** The options of `readYjs`. */
export interface ReadYjsOptions {
  readonly schema: Schema;
  /** The whole document as one update, or as several: in any order, none missing. */
  readonly update: Uint8Array | readonly Uint8Array[];
  /** The form of the updates; "v1" if left out, which is what providers send. */
  readonly encoding?: "v1" | "v2";
  /** The name of the fragment. Left out: Tiptap's `default`, y-prosemirror's `prosemirror`, or the only one. */
  readonly fragment?: string;
}

/**
 * The document in a Yjs update. Throws an `InterchangeError`: "malformed" for bytes that are no update,
 * "incomplete" for an update that builds on others that are not there, "not-a-document" if there is no fragment.
 * Foreign bytes are decoded by Yjs itself; decode those of strangers where they can do no harm (a worker).
 */
export function readYjs(options: ReadYjsOptions): Node {
  const document = openUpdate(options);
  try {
    const fragment = findFragment(document, options.fragment);
    return documentFromJson(options.schema, { type: "doc", content: jsonOf(fragment, options.schema) });
  } finally {
    document.destroy();
  }
}

function openUpdate(options: ReadYjsOptions): Y.Doc {
  const document = new Y.Doc();
  const updates = options.update instanceof Uint8Array ? [options.update] : options.update;
  try {
    for (const update of updates) {
      if (options.encoding === "v2") Y.applyUpdateV2(document, update);
      else Y.applyUpdate(document, update);
    }
  } catch (cause) {
    // Yjs has no error type of its own for bytes that it cannot read.
    throw new InterchangeError("malformed", `no Yjs update: ${String(cause)}`);
  }
  if (document.store.pendingStructs !== null || document.store.pendingDs !== null) {
    throw new InterchangeError("incomplete", "the update builds on others that are missing");
  }
  return document;
}

function findFragment(document: Y.Doc, wanted: string | undefined): Y.XmlFragment {
  const names = [...document.share.keys()];
  const usual = ["default", "prosemirror"].find((name) => document.share.has(name));
  const name = wanted ?? usual ?? (names.length === 1 ? names[0] : undefined);
  if (name === undefined || !document.share.has(name)) {
    throw new InterchangeError("not-a-document", "there is no such fragment in the Yjs document");
  }
  try {
    return document.getXmlFragment(name);
  } catch (cause) {
    throw new InterchangeError("not-a-document", `${name} is no fragment: ${String(cause)}`);
  }
}

/** A node as JSON, while its content is being filled in. */
interface JsonNode {
  readonly type: string;
  readonly attrs?: Readonly<Record<string, unknown>>;
  readonly text?: string;
  readonly marks?: readonly unknown[];
  readonly content?: JsonNode[];
}

/** The content of a fragment. Not recursive: Yjs types nest as deep as bytes say. */
function jsonOf(fragment: Y.XmlFragment, schema: Schema): readonly JsonNode[] {
  const content: JsonNode[] = [];
  const todo: { readonly from: Y.XmlFragment; readonly into: JsonNode[] }[] = [
    { from: fragment, into: content },
  ];
  for (let next = todo.pop(); next; next = todo.pop()) {
    const children: readonly unknown[] = next.from.toArray();
    for (const child of children) {
      if (child instanceof Y.XmlText || child instanceof Y.Text) pushText(next.into, child, schema);
      else if (child instanceof Y.XmlElement) {
        const node = elementJson(child, schema);
        next.into.push(node);
        todo.push({ from: child, into: node.content });
      } else if (typeof child === "string") next.into.push({ type: "text", text: child });
    }
  }
  return content;
}

function elementJson(element: Y.XmlElement, schema: Schema): JsonNode & { readonly content: JsonNode[] } {
  const name = String(element.nodeName);
  const { ychange, ...attributes }: Record<string, unknown> = element.getAttributes();
  return {
    type: knownName(name, (known) => Object.hasOwn(schema.nodes, known)),
    attrs: knownAttributes(name, attributes),
    content: [],
  };
}

function pushText(into: JsonNode[], text: Y.Text, schema: Schema): void {
  const delta: readonly { insert?: unknown; attributes?: Record<string, unknown> }[] = text.toDelta();
  for (const { insert, attributes } of delta) {
    if (typeof insert !== "string" || insert === "") continue;
    into.push({ type: "text", text: insert, marks: marksJson(attributes ?? {}, schema) });
  }
}

function marksJson(formats: Readonly<Record<string, unknown>>, schema: Schema): readonly JsonNode[] {
  return Object.entries(formats)
    .filter(([key, value]) => value !== null && value !== undefined && value !== false && key !== "ychange")
    .map(([key, value]) => ({
      type: knownName(markName(key), (known) => Object.hasOwn(schema.marks, known)),
      attrs: typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {},
    }));
}
