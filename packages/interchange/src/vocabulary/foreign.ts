/**
 * Types without an entry, among them those that a newer client wrote and this one shows as unknown. They travel in
 * elements that carry their name and their attributes, and come back as what the reading schema has for the name,
 * or as unknown again.
 */
import type { Attrs, Mark, MarkType, Node, NodeType, Schema } from "@tiptap/pm/model";
import type { HtmlElement } from "../html/html-tree.ts";
import { type Tag, tag } from "./entry.ts";

/** What `unknownBlock` and its like stand for is named in these attributes. */
const unknownName = /^unknown(Block|Container|Atom|Mark)$/;

/** The parts that an unknown thing can play, and the node types that show it. */
const nodeTypesByKind: Readonly<Record<string, string>> = {
  block: "unknownBlock",
  container: "unknownContainer",
  atom: "unknownAtom",
};

/** A name from elsewhere with its attributes. */
export interface Foreign {
  readonly name: string;
  readonly attributes: Attrs;
}

/** The name and attributes under which a node or mark travels. */
export function foreignOf(shown: Node | Mark): Foreign {
  const { type, attributes }: Attrs = shown.attrs;
  if (!unknownName.test(shown.type.name)) return { name: shown.type.name, attributes: shown.attrs };
  return { name: typeof type === "string" ? type : "", attributes: isRecord(attributes) ? attributes : {} };
}

/** The tag of a node that no entry describes. */
export function foreignTag(node: Node): Tag {
  const kind = node.isInline ? "atom" : node.isTextblock || node.isLeaf ? "block" : "container";
  const { name, attributes } = foreignOf(node);
  return tag(node.isInline ? "span" : "div", {
    "data-weft-unknown": kind,
    "data-weft-type": name,
    "data-weft-attributes": JSON.stringify(attributes),
  });
}

/** The tag of a mark that no entry describes. */
export function foreignMarkTag(mark: Mark): Tag {
  const { name, attributes } = foreignOf(mark);
  return tag("span", {
    "data-weft-unknown": "mark",
    "data-weft-type": name,
    "data-weft-attributes": JSON.stringify(attributes),
  });
}

/** What an element says that `foreignTag` or `foreignMarkTag` wrote, or the editor's own unknown nodes. */
export function readForeign(element: HtmlElement): (Foreign & { readonly kind: string }) | null {
  const kind = element.attribute("data-weft-unknown");
  const name = element.attribute("data-weft-type");
  if (kind === null || name === null || name === "") return null;
  return { kind, name, attributes: readRecord(element.attribute("data-weft-attributes")) };
}

/** The attribute in which the attributes travel that an element does not say. */
export function readFurther(element: HtmlElement): Attrs {
  return readRecord(element.attribute("data-weft-attributes"));
}

/** The schema's type for a foreign node, with the attributes as it takes them. */
export function foreignNode(
  schema: Schema,
  kind: string,
  foreign: Foreign,
): { readonly type: NodeType; readonly attributes: Attrs } | null {
  const own = schema.nodes[foreign.name];
  if (own && !unknownName.test(foreign.name) && fitsKind(own, kind))
    return { type: own, attributes: foreign.attributes };
  const type = schema.nodes[nodeTypesByKind[kind] ?? ""];
  return type ? { type, attributes: { type: foreign.name, attributes: foreign.attributes } } : null;
}

/** As `foreignNode`, for marks. */
export function foreignMark(
  schema: Schema,
  foreign: Foreign,
): { readonly type: MarkType; readonly attributes: Attrs } | null {
  const own = schema.marks[foreign.name];
  if (own && !unknownName.test(foreign.name)) return { type: own, attributes: foreign.attributes };
  const type = schema.marks.unknownMark;
  return type ? { type, attributes: { type: foreign.name, attributes: foreign.attributes } } : null;
}

function fitsKind(type: NodeType, kind: string): boolean {
  if (type.isText) return false;
  if (kind === "atom") return type.isInline;
  return type.isBlock && (kind === "block") === (type.isTextblock || type.isLeaf);
}

/** Foreign JSON: what is not a record reads as an empty one. */
function readRecord(json: string | null): Attrs {
  if (json === null) return {};
  try {
    const value: unknown = JSON.parse(json);
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

function isRecord(value: unknown): value is Attrs {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
