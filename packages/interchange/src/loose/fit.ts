/**
 * Loose documents into valid ones. Everything that has text or is a thing stays, in order; what has no place
 * where the source put it gets the wrapper that it needs, is let out of its container, or ends the node before.
 *
 * A valid document fits as it is: `fitDocument(schema, loosen(doc))` equals `doc`, as long as no more than
 * `containersMax` containers are nested. Recursion follows the document that is made, never the source.
 */
import {
  type Attrs,
  type ContentMatch,
  Fragment,
  type Node,
  type NodeType,
  type Schema,
} from "@tiptap/pm/model";
import { assert } from "@weft/base";
import { containersMax } from "../limits.ts";
import { cleanText } from "./clean-text.ts";
import { isInline, LOOSE_BREAK, type Loose, type LooseNode } from "./loose.ts";
import { fillRow, type SpanningCell, toRectangle } from "./rectangle.ts";

/** The document of the schema that holds what `parts` hold. */
export function fitDocument(schema: Schema, parts: readonly Loose[]): Node {
  return new Fitter(schema).document(parts);
}

/** Content that was placed, and what had no place any more. */
interface Placed {
  readonly content: readonly Node[];
  readonly rest: readonly Loose[];
}

class Fitter {
  private readonly plain: NodeType;
  private readonly top: NodeType;
  private readonly cell: NodeType | undefined;
  private readonly spansByCell = new WeakMap<Node, { readonly columns: number; readonly rows: number }>();

  constructor(schema: Schema) {
    this.top = schema.topNodeType;
    const plain = this.top.contentMatch.defaultType;
    assert(plain?.isTextblock === true, "the schema's document begins with a textblock by default");
    this.plain = plain;
    this.cell = Object.values(schema.nodes).find(({ spec }) => spec.tableRole === "cell");
  }

  document(parts: readonly Loose[]): Node {
    let content = Fragment.empty;
    // What the document itself has no place for is a thing without text: it is left out.
    for (let rest = parts; rest.length > 0; ) {
      const placed = this.place(this.top, rest, 0);
      if (!placed) break;
      content = content.append(Fragment.from([...placed.content]));
      rest = placed.rest.slice(1);
    }
    const doc = this.top.createAndFill(null, content);
    assert(doc !== null, "a document of blocks is valid");
    return doc;
  }

  /** Content of a `parent` of blocks; null if it cannot be completed. */
  private place(parent: NodeType, parts: readonly Loose[], depth: number): Placed | null {
    const content: Node[] = [];
    const queue = parts.toReversed();
    let match = parent.contentMatch;
    for (let part = queue.pop(); part; part = queue.pop()) {
      if (part.kind === "break") continue;
      if (part.kind === "text" || part.type.isInline) {
        const line: Loose[] = [part];
        for (let next = queue.at(-1); next && isInline(next); next = queue.at(-1)) {
          line.push(next);
          queue.pop();
        }
        queue.push(loose(this.plain, line));
        continue;
      }
      if (this.isOpened(part, match, depth)) {
        pushBack(queue, part.children);
        continue;
      }
      const pieces = splitTextblock(part);
      if (pieces) {
        pushBack(queue, pieces);
        continue;
      }
      const before = match.matchType(part.type) ? [] : fillBefore(match, part.type);
      if (before) {
        const made = this.build(part, depth + 1);
        if (!made) {
          pushBack(queue, part.type.spec.tableRole === "table" ? contentOfCells(part) : part.children);
          continue;
        }
        for (const node of [...before, made.node]) {
          content.push(node);
          match = match.matchType(node.type) ?? match;
        }
        pushBack(queue, made.rest);
        continue;
      }
      const wrapper = wrapperFor(match, part.type);
      if (wrapper)
        queue.push(loose(wrapper, [part, ...takeAlike(queue, { match, wrapper, plain: this.plain })]));
      else if (!part.type.isTextblock && part.children.length > 0) pushBack(queue, part.children);
      else if (part.type.isTextblock && part.type !== this.plain)
        queue.push(loose(this.plain, part.children));
      else return this.complete(content, match, [part, ...queue.toReversed()]);
    }
    return this.complete(content, match, []);
  }

  private complete(content: readonly Node[], match: ContentMatch, rest: readonly Loose[]): Placed | null {
    const end = match.fillBefore(Fragment.empty, true);
    return end && { content: [...content, ...end.content], rest };
  }

  /** Whether a container is nested too deep: then only what it holds is taken, where that can stand. */
  private isOpened(part: LooseNode, match: ContentMatch, depth: number): boolean {
    return depth >= containersMax && isContainer(part.type) && match.matchType(this.plain) !== null;
  }

  private build(part: LooseNode, depth: number): { node: Node; rest: readonly Loose[] } | null {
    const { type } = part;
    const attributes = fittingAttributes(type, part.attributes);
    if (!attributes) return null;
    if (type.isTextblock) return { node: type.create(attributes, inlineContent(part)), rest: [] };
    if (type.isLeaf) return { node: type.create(attributes), rest: part.children };
    const placed = this.place(type, part.children, depth);
    if (!placed || (placed.rest.length > 0 && placed.rest[0] === part.children[0])) return null;
    const content = type.spec.tableRole === "table" ? this.rectangular(placed.content) : placed.content;
    if (!content) return null;
    const node = type.create(attributes, Fragment.from([...content]));
    if (/cell/.test(type.spec.tableRole ?? "")) this.noteSpans(node, part.attributes);
    return { node, rest: placed.rest };
  }

  private noteSpans(cell: Node, attributes: Attrs): void {
    const columns = Number(attributes.colspan ?? 1);
    const rows = Number(attributes.rowspan ?? 1);
    if (columns > 1 || rows > 1) this.spansByCell.set(cell, { columns, rows });
  }

  private rectangular(rows: readonly Node[]): readonly Node[] | null {
    const spanning = rows.map((row) =>
      row.content.content.map((cell): SpanningCell => {
        const { columns, rows } = this.spansByCell.get(cell) ?? { columns: 1, rows: 1 };
        return { node: cell, columns, rows };
      }),
    );
    const grid = toRectangle(spanning);
    return (
      grid && rows.map((row, index) => (this.cell ? row.copy(fillRow(grid[index] ?? [], this.cell)) : row))
    );
  }
}

/** Puts parts at the head of the queue, which is its end. There may be too many for one call's arguments. */
function pushBack(queue: Loose[], parts: readonly Loose[]): void {
  for (let index = parts.length - 1; index >= 0; index--) {
    const part = parts[index];
    if (part) queue.push(part);
  }
}

function loose(type: NodeType, children: readonly Loose[]): LooseNode {
  return { kind: "node", type, attributes: {}, marks: [], children };
}

/** What stands in the cells of a table that cannot be one. */
function contentOfCells(table: LooseNode): readonly Loose[] {
  const content: Loose[] = [];
  const todo: Loose[] = [table];
  for (let part = todo.pop(); part; part = todo.pop()) {
    if (part.kind === "node" && part.type.spec.tableRole !== undefined) {
      content.push(LOOSE_BREAK);
      pushBack(todo, part.children);
    } else content.push(part);
  }
  return content;
}

function isContainer(type: NodeType): boolean {
  return type.isBlock && !type.isTextblock && !type.isLeaf;
}

/** Nodes that the schema wants before one of `type`, such as the paragraph at the head of a list item. */
function fillBefore(match: ContentMatch, type: NodeType): readonly Node[] | null {
  if (type.hasRequiredAttrs()) return null;
  return match.fillBefore(Fragment.from(type.create()))?.content ?? null;
}

/** The outermost node that has to be put around one of `type`. */
function wrapperFor(match: ContentMatch, type: NodeType): NodeType | null {
  return match.findWrapping(type)?.[0] ?? null;
}

/** Takes what follows and needs the same wrapper; lines of text will be in blocks of the type `plain`. */
function takeAlike(
  queue: Loose[],
  place: { readonly match: ContentMatch; readonly wrapper: NodeType; readonly plain: NodeType },
): readonly Loose[] {
  const { match, wrapper, plain } = place;
  const alike: Loose[] = [];
  for (let next = queue.at(-1); next; next = queue.at(-1)) {
    if (next.kind !== "break") {
      const type = next.kind === "text" || next.type.isInline ? plain : next.type;
      if (match.matchType(type) || wrapperFor(match, type) !== wrapper) break;
    }
    alike.push(next);
    queue.pop();
  }
  return alike;
}

/** The blocks that a textblock has to become because it holds what cannot stand in a line; null if it may stay. */
function splitTextblock(part: LooseNode): readonly Loose[] | null {
  const { type } = part;
  if (!type.isTextblock || part.children.every((child) => fitsLine(type, child))) return null;
  const pieces: Loose[] = [];
  let line: Loose[] = [];
  const endLine = () => {
    if (line.length > 0) pieces.push({ ...part, children: line });
    line = [];
  };
  for (const child of part.children) {
    if (fitsLine(type, child)) line.push(child);
    else {
      endLine();
      if (child.kind !== "break") pieces.push(isInline(child) ? loose(plainOf(type), [child]) : child);
    }
  }
  endLine();
  return pieces;
}

function plainOf(type: NodeType): NodeType {
  return type.schema.topNodeType.contentMatch.defaultType ?? type;
}

function fitsLine(type: NodeType, part: Loose): boolean {
  if (part.kind === "break") return false;
  if (part.kind === "text") return type.contentMatch.matchType(type.schema.nodes.text ?? type) !== null;
  if (!part.type.isInline) return false;
  return isLineBreak(part.type) || type.contentMatch.matchType(part.type) !== null;
}

function isLineBreak(type: NodeType): boolean {
  return type === type.schema.linebreakReplacement || type.name === "hardBreak";
}

function inlineContent(part: LooseNode): Fragment {
  const { type } = part;
  const nodes: Node[] = [];
  for (const child of part.children) {
    if (child.kind === "break") continue;
    const marks = type.allowedMarks(child.marks);
    if (child.kind === "node" && type.contentMatch.matchType(child.type)) {
      const attributes = fittingAttributes(child.type, child.attributes);
      if (attributes) nodes.push(child.type.create(attributes, null, marks));
      continue;
    }
    const text = child.kind === "text" ? cleanText(child.text) : "\n";
    if (text !== "") nodes.push(type.schema.text(text, marks));
  }
  return Fragment.fromArray(nodes);
}

/** Those attributes that the type has and takes; null if one that it needs is missing. */
function fittingAttributes(type: NodeType, attributes: Attrs): Attrs | null {
  const fitting: Record<string, unknown> = {};
  for (const [name, spec] of Object.entries(type.spec.attrs ?? {})) {
    if (/cell/.test(type.spec.tableRole ?? "") && /^(col|row)span$/.test(name)) continue;
    const value: unknown = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
    if (value !== undefined && isValid(spec.validate, value)) fitting[name] = value;
    else if (spec.default === undefined) return null;
  }
  return fitting;
}

function isValid(validate: string | ((value: unknown) => void) | undefined, value: unknown): boolean {
  if (validate === undefined) return true;
  if (typeof validate === "string")
    return validate.split("|").includes(value === null ? "null" : typeof value);
  try {
    validate(value);
    return true;
  } catch {
    return false;
  }
}
