/**
 * JSON into a document. The shape is checked; what the schema does not know becomes unknown, attributes that it
 * does not take are as by default, and what stands in the wrong place is put right, as everywhere.
 */
import type { Attrs, Mark, Node, Schema } from "@tiptap/pm/model";
import { withMark } from "../html/mark-set.ts";
import { InterchangeError } from "../interchange-error.ts";
import { fitDocument } from "../loose/fit.ts";
import type { Loose } from "../loose/loose.ts";
import { foreignMark, foreignNode } from "../vocabulary/foreign.ts";
import { Vocabulary } from "../vocabulary/vocabulary.ts";
import { FORMAT_NAME, FORMAT_VERSION } from "./write-json.ts";

/**
 * The document in a file that `writeJson` wrote, or in the JSON of a Tiptap or ProseMirror document. Throws an
 * `InterchangeError` for anything else.
 */
export function readJson(schema: Schema, json: string): Node {
  let value: unknown;
  try {
    value = JSON.parse(json.startsWith("\ufeff") ? json.slice(1) : json);
  } catch {
    throw new InterchangeError("malformed", "not JSON");
  }
  return documentFromJson(schema, value);
}

/** As `readJson`, from a value that is parsed already. Takes any depth. */
export function documentFromJson(schema: Schema, value: unknown): Node {
  const root = record(value, "a document");
  const doc = root.format === undefined ? root : unwrapped(root);
  if (doc.type !== schema.topNodeType.name && doc.type !== "doc") refuse("its root is not of the type doc");
  return fitDocument(schema, new JsonReader(schema).loosen(doc));
}

function unwrapped(root: JsonRecord): JsonRecord {
  if (root.format !== FORMAT_NAME) refuse("another format");
  if (root.version !== FORMAT_VERSION) {
    throw new InterchangeError("version", `version ${String(root.version)} of the format is not known here`);
  }
  return record(root.doc, "a document");
}

type JsonRecord = Readonly<Record<string, unknown>>;

/** A list of nodes whose loose forms are being added to `target`. */
interface Level {
  readonly content: readonly unknown[];
  readonly target: Loose[];
  readonly isLine: boolean;
  next: number;
}

class JsonReader {
  private readonly schema: Schema;
  private readonly vocabulary: Vocabulary;

  constructor(schema: Schema) {
    this.schema = schema;
    this.vocabulary = Vocabulary.of(schema);
  }

  loosen(doc: JsonRecord): readonly Loose[] {
    const parts: Loose[] = [];
    const levels: Level[] = [{ content: contentOf(doc), target: parts, isLine: false, next: 0 }];
    for (let level = levels.at(-1); level; level = levels.at(-1)) {
      if (level.next === level.content.length) {
        levels.pop();
        continue;
      }
      const inner = this.node(record(level.content[level.next++], "a node"), level);
      if (inner) levels.push(inner);
    }
    return parts;
  }

  /** Adds one node; the level below it if there is something in it. */
  private node(node: JsonRecord, level: Level): Level | null {
    if (typeof node.type !== "string") return refuse("a node without a type");
    const marks = this.marks(node.marks);
    if (node.type === "text") {
      if (typeof node.text !== "string") return refuse("text that is none");
      level.target.push({ kind: "text", text: node.text, marks });
      return null;
    }
    const content = contentOf(node);
    const found = this.typeOf(node.type, attributesOf(node.attrs), this.kindOf(content, level.isLine));
    if (!found) return { content, target: level.target, isLine: level.isLine, next: 0 };
    const children: Loose[] = [];
    level.target.push({ kind: "node", type: found.type, attributes: found.attributes, marks, children });
    return { content, target: children, isLine: found.type.inlineContent, next: 0 };
  }

  private typeOf(name: string, attributes: Attrs, kind: string) {
    const own = this.schema.nodes[name];
    // Tiptap's details have a container for what is below the summary.
    if (name === "detailsContent" && !own) return null;
    const unknown = /^unknown(Block|Container|Atom)$/.exec(name)?.[1]?.toLowerCase();
    const stated = typeof attributes.type === "string" ? attributes.type : "";
    const found =
      unknown !== undefined
        ? foreignNode(this.schema, unknown, { name: stated, attributes: attributesOf(attributes.attributes) })
        : own
          ? { type: own, attributes }
          : foreignNode(this.schema, kind, { name, attributes });
    const clean = found && this.vocabulary.cleanNode(found.type, found.attributes);
    return found && clean ? { type: found.type, attributes: clean } : null;
  }

  /** What part a node of an unknown type plays. */
  private kindOf(content: readonly unknown[], isLine: boolean): string {
    if (isLine) return "atom";
    if (content.length === 0) return "block";
    return content.some((child) => this.isInline(child)) ? "block" : "container";
  }

  private isInline(child: unknown): boolean {
    const name = typeof child === "object" && child !== null && "type" in child ? child.type : null;
    return typeof name === "string" && (name === "unknownAtom" || this.schema.nodes[name]?.isInline === true);
  }

  private marks(value: unknown): readonly Mark[] {
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) return refuse("marks that are no list");
    let marks: readonly Mark[] = [];
    for (const item of value) {
      const { type: name, attrs } = record(item, "a mark");
      if (typeof name !== "string") return refuse("a mark without a type");
      const attributes = attributesOf(attrs);
      const stated = typeof attributes.type === "string" ? attributes.type : "";
      const foreign =
        name === "unknownMark"
          ? { name: stated, attributes: attributesOf(attributes.attributes) }
          : { name, attributes };
      const found = foreignMark(this.schema, foreign);
      const mark = found && this.vocabulary.cleanMark(found.type, found.attributes);
      if (mark) marks = withMark(marks, mark);
    }
    return marks;
  }
}

function contentOf(node: JsonRecord): readonly unknown[] {
  const { content } = node;
  if (content === undefined || content === null) return [];
  return Array.isArray(content) ? content : refuse("content that is no list");
}

function attributesOf(value: unknown): Attrs {
  return value === undefined || value === null ? {} : record(value, "attributes");
}

function record(value: unknown, what: string): JsonRecord {
  if (!isRecord(value)) return refuse(`${what} that is no object`);
  return value;
}

function isRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function refuse(why: string): never {
  throw new InterchangeError("not-a-document", why);
}
