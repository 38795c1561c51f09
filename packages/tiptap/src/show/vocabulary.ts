/**
 * What a ProseMirror schema makes of the model's type names: which node type shows a block, a container, an
 * atom or a mark, and which part a container plays. Everything is read off the schema, once.
 *
 * A name that the schema does not have is shown as `unknownBlock`, `unknownContainer`, `unknownAtom` or
 * `unknownMark` if the schema has those, and otherwise as plainly as possible.
 */

import type {
  AttributeSpec,
  Attrs,
  ContentMatch,
  Mark as EditorMark,
  MarkType,
  Node,
  NodeType,
  Schema,
} from "@tiptap/pm/model";
import { assert } from "@weft/base";
import type { Attributes, Mark, Value } from "@weft/richtext";

/**
 * The part of a container: a list holds items alone, an item stands in a list alone, a wrapper anywhere. Tables hold rows
 * and rows cells, as the `tableRole` of their types says.
 */
export type ContainerRole = "list" | "item" | "wrapper" | "table" | "row" | "cell";

const vocabularies = new WeakMap<Schema, Vocabulary>();

/** A schema, seen from the model. */
export class Vocabulary {
  readonly schema: Schema;
  /** The block that text is shown in when nothing else fits. */
  readonly plainBlock: NodeType;
  private readonly rolesByType = new Map<NodeType, ContainerRole>();
  private readonly allowedByParent = new Map<NodeType, Set<NodeType>>();
  private readonly allowedLaterByParent = new Map<NodeType, Set<NodeType>>();

  constructor(schema: Schema) {
    this.schema = schema;
    const plainBlock = schema.topNodeType.contentMatch.defaultType;
    assert(plainBlock?.isTextblock === true, "the schema's document begins with a textblock by default");
    this.plainBlock = plainBlock;
    const containers = Object.values(schema.nodes).filter(isContainerType);
    for (const type of containers) {
      const role = this.allows(schema.topNodeType, type) ? "wrapper" : "item";
      this.rolesByType.set(type, tableRole(type) ?? role);
    }
    for (const type of containers) {
      if (tableRole(type)) continue;
      const holdsItems = containers.some((item) => this.isItem(item) && this.allows(type, item));
      if (holdsItems && !this.allows(type, plainBlock)) this.rolesByType.set(type, "list");
    }
  }

  /** The vocabulary of a schema; made once for each. */
  static of(schema: Schema): Vocabulary {
    let vocabulary = vocabularies.get(schema);
    if (!vocabulary) {
      vocabulary = new Vocabulary(schema);
      vocabularies.set(schema, vocabulary);
    }
    return vocabulary;
  }

  /** The part that a container's node type plays, or null if it is not a container. */
  roleOf(type: NodeType): ContainerRole | null {
    return this.rolesByType.get(type) ?? null;
  }

  /** Whether `child` can stand somewhere in `parent`. */
  allows(parent: NodeType, child: NodeType): boolean {
    let allowed = this.allowedByParent.get(parent);
    if (!allowed) {
      allowed = reachableTypes(parent.contentMatch);
      this.allowedByParent.set(parent, allowed);
    }
    return allowed.has(child);
  }

  /** Whether `child` can stand in `parent` behind its first child. */
  allowsLater(parent: NodeType, child: NodeType): boolean {
    let allowed = this.allowedLaterByParent.get(parent);
    if (!allowed) {
      allowed = new Set();
      const { contentMatch } = parent;
      for (let index = 0; index < contentMatch.edgeCount; index++) {
        for (const type of reachableTypes(contentMatch.edge(index).next)) allowed.add(type);
      }
      this.allowedLaterByParent.set(parent, allowed);
    }
    return allowed.has(child);
  }

  /** The node type that shows a container, or null if the schema has none. */
  containerType(name: string): NodeType | null {
    const type = this.schema.nodes[name];
    if (type && this.rolesByType.has(type) && !type.hasRequiredAttrs()) return type;
    return this.schema.nodes.unknownContainer ?? null;
  }

  /** The node type that shows a block with `length` places of content. A leaf that caught text shows as a plain block. */
  blockType(name: string, length: number): NodeType {
    const type = this.schema.nodes[name];
    if (type && isUnitType(type) && !type.hasRequiredAttrs()) {
      return type.isLeaf && length > 0 ? this.plainBlock : type;
    }
    return this.schema.nodes.unknownBlock ?? this.plainBlock;
  }

  /** The node type that shows an inline atom, or null if the schema has none. */
  atomType(name: string): NodeType | null {
    const type = this.schema.nodes[name];
    if (type?.isInline && type.isLeaf && !type.isText && !type.hasRequiredAttrs()) return type;
    return this.schema.nodes.unknownAtom ?? null;
  }

  /** The mark that shows a model's mark, or null if the schema has none. */
  toEditorMark(mark: Mark): EditorMark | null {
    const type: MarkType | undefined = this.schema.marks[mark.type];
    const id = mark.id ?? null;
    if (type) {
      const attributes = pick(type.spec.attrs, mark.attributes);
      return type.create(isKeyed(type) ? { ...attributes, id: id ?? "" } : attributes);
    }
    const { unknownMark } = this.schema.marks;
    return unknownMark?.create({ type: mark.type, attributes: mark.attributes, id }) ?? null;
  }

  /** The model's mark behind a shown one. */
  toModelMark(mark: EditorMark): Mark {
    const { id, ...attributes } = this.modelAttributes(mark);
    const type = this.modelName(mark);
    const key = isUnknown(mark.type.name) ? mark.attrs.id : isKeyed(mark.type) ? id : null;
    if (typeof key === "string" && key !== "") return { type, id: key, attributes };
    return { type, attributes: id === undefined || isKeyed(mark.type) ? attributes : { ...attributes, id } };
  }

  /** Attributes of a node of `type` for a thing that the model calls `name`. */
  toEditorAttributes(type: NodeType, name: string, attributes: Attributes): Attrs {
    if (isUnknown(type.name)) return { type: name, attributes };
    return pick(type.spec.attrs, attributes);
  }

  /** The model's name for what a node or mark shows. */
  modelName(shown: Node | EditorMark): string {
    return isUnknown(shown.type.name) ? String(shown.attrs.type) : shown.type.name;
  }

  /** The model's attributes for what a node or mark shows: all of them, those with default values too. */
  modelAttributes(shown: Node | EditorMark): Attributes {
    const source: unknown = isUnknown(shown.type.name) ? shown.attrs.attributes : shown.attrs;
    return toRecord(source);
  }

  private isItem(type: NodeType): boolean {
    return this.rolesByType.get(type) === "item";
  }
}

/** The part that a node type plays in its schema, or null if it is no container. */
export function containerRole(type: NodeType): ContainerRole | null {
  return Vocabulary.of(type.schema).roleOf(type);
}

/** Whether a node type shows one block of the model: a textblock, or a block without content. */
export function isUnitType(type: NodeType): boolean {
  return type.isTextblock || (type.isBlock && type.isLeaf);
}

function isContainerType(type: NodeType): boolean {
  return type.isBlock && !type.isTextblock && !type.isLeaf && type.schema.topNodeType !== type;
}

function tableRole({ spec }: NodeType): "table" | "row" | "cell" | null {
  const role: unknown = spec.tableRole;
  if (role === "table" || role === "row") return role;
  return role === "cell" || role === "header_cell" ? "cell" : null;
}

function isUnknown(name: string): boolean {
  return /^unknown(Block|Container|Atom|Mark)$/.test(name);
}

function reachableTypes(start: ContentMatch): Set<NodeType> {
  const types = new Set<NodeType>();
  const states = [start];
  const seen = new Set(states);
  for (let state = states.pop(); state; state = states.pop()) {
    for (let index = 0; index < state.edgeCount; index++) {
      const { type, next } = state.edge(index);
      types.add(type);
      if (seen.has(next)) continue;
      seen.add(next);
      states.push(next);
    }
  }
  return types;
}

/** Whether several marks of a type stand on one text, told apart by their ids. */
function isKeyed(type: MarkType): boolean {
  return !type.excludes(type) && !isUnknown(type.name) && Object.hasOwn(type.spec.attrs ?? {}, "id");
}

/** Only names that the schema knows, with values that it takes: all others stay in the model. */
function pick(
  known: Readonly<Record<string, AttributeSpec>> | null | undefined,
  attributes: Attributes,
): Attrs {
  const picked: Record<string, Value> = {};
  for (const [name, { validate }] of Object.entries(known ?? {})) {
    const value = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
    if (value !== undefined && isValid(validate, value)) picked[name] = value;
  }
  return picked;
}

function isValid(validate: AttributeSpec["validate"], value: Value): boolean {
  if (typeof validate !== "string") return true;
  return validate.split("|").includes(value === null ? "null" : typeof value);
}

function toRecord(source: unknown): Attributes {
  if (typeof source !== "object" || source === null) return {};
  // Not by assignment: a foreign name may be one that means something to objects.
  return Object.fromEntries(Object.entries(source).map(([name, value]) => [name, toValue(value)]));
}

/** Plain data as it is; anything else, which no schema of ours holds, as null. */
function toValue(value: unknown): Value {
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (Array.isArray(value)) return value.map(toValue);
  return typeof value === "object" && value !== null ? toRecord(value) : null;
}
