/**
 * HTML into a document of a schema. Only what the vocabulary's entries take gets in, each attribute read and
 * checked by its entry, so there is nothing left to sanitise: scripts, handlers, frames, forms, styles and unsafe
 * addresses have no entry. Elements without one are looked through; their text stays.
 */
import type { Attrs, Mark, Node, NodeType, Schema } from "@tiptap/pm/model";
import { fitDocument } from "../loose/fit.ts";
import { LOOSE_BREAK, type Loose } from "../loose/loose.ts";
import { foreignMark, foreignNode, readForeign, readFurther } from "../vocabulary/foreign.ts";
import { Vocabulary } from "../vocabulary/vocabulary.ts";
import { detach, HTML_NAMESPACE, HtmlElement, type HtmlNode } from "./html-tree.ts";
import { Line, type Space } from "./line.ts";
import { withMark, withoutMark } from "./mark-set.ts";
import { parseHtml } from "./parse-html.ts";
import { parseStyle } from "./style.ts";

/** Any string as a document. Never throws; time and memory grow with the length. */
export function readHtml(schema: Schema, html: string): Node {
  return fitDocument(schema, readTree(schema, parseHtml(html)));
}

/** A parsed tree as a loose document. */
export function readTree(schema: Schema, root: HtmlElement): readonly Loose[] {
  const parts: Loose[] = [];
  new TreeReader(schema).read(root, parts);
  return parts;
}

/** Elements whose content is no text of the page. */
const unread = new Set(
  "script style template head title meta link base noscript iframe frameset object applet param source track colgroup col datalist svg".split(
    " ",
  ),
);

/** Elements that stand on lines of their own. */
const blocks = new Set(
  "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu nav ol optgroup option p plaintext pre search section summary table tbody td tfoot th thead tr ul xmp".split(
    " ",
  ),
);

const lists = new Set(["ul", "ol", "menu", "dir"]);

/** What holds inside an element. */
interface Context {
  readonly marks: readonly Mark[];
  readonly space: Space;
  readonly isInTextblock: boolean;
}

class TreeReader {
  private readonly vocabulary: Vocabulary;
  private readonly line: Line;
  private readonly emptyLine: Loose;

  constructor(schema: Schema) {
    this.vocabulary = Vocabulary.of(schema);
    this.line = new Line(schema.nodes.hardBreak ?? schema.linebreakReplacement);
    const plain = schema.topNodeType.contentMatch.defaultType ?? schema.topNodeType;
    this.emptyLine = { kind: "node", type: plain, attributes: {}, marks: [], children: [] };
  }

  read(root: HtmlElement, into: Loose[]): void {
    const context: Context = { marks: [], space: "collapse", isInTextblock: false };
    this.children(root, context, into);
    this.endLine(context);
  }

  private children(element: HtmlElement, context: Context, into: Loose[]): void {
    for (const child of element.children()) this.any(child, context, into);
  }

  private any(node: HtmlNode, context: Context, into: Loose[]): void {
    if (node.kind === "text") this.line.text(into, node.value, context.marks, context.space);
    else if (!unread.has(node.name)) this.element(node, context, into);
  }

  private element(element: HtmlElement, outer: Context, into: Loose[]): void {
    const style = parseStyle(element.attribute("style"));
    if (
      element.attributes.has("hidden") ||
      style.get("display") === "none" ||
      style.get("mso-hide") === "all"
    )
      return;
    const context = this.inside(element, style, outer);
    const foreign = readForeign(element);
    if (foreign) {
      if (foreign.kind === "mark") this.foreignMark(element, context, into);
      else this.foreignNode(element, context, into);
      return;
    }
    const found = element.namespace === HTML_NAMESPACE ? this.vocabulary.read(element) : null;
    if (found) {
      const attributes = this.withFurther(element, found.type, found.attributes, found.entry.says);
      if (found.type.name === "hardBreak") this.breakLine(element, context, into);
      else if (found.type.isLeaf && found.type.isBlock) this.leaf(found.type, attributes, context, into);
      else this.node({ element, type: found.type, attributes }, context, into);
      return;
    }
    if (element.name === "img")
      this.line.text(into, element.attribute("alt") ?? "", context.marks, "collapse");
    if (element.name === "br") this.breakLine(element, context, into);
    const isBlock = blocks.has(element.name);
    if (isBlock) this.edge(context, into);
    this.children(element, context, into);
    if (isBlock) this.edge(context, into);
  }

  /** Marks and white space as they are inside an element. */
  private inside(element: HtmlElement, style: ReadonlyMap<string, string>, outer: Context): Context {
    let { marks } = outer;
    for (const entry of this.vocabulary.markEntries) {
      const type = this.vocabulary.schema.marks[entry.type];
      if (!type) continue;
      // A heading is bold by itself.
      if (entry.type === "bold" && /^h[1-6]$/.test(element.name)) continue;
      const said = entry.fromHtml(element, style, type);
      if (said === "off") marks = withoutMark(marks, type);
      else if (said) {
        const further = this.furtherMark(element, entry.says, type.spec.attrs ?? {});
        const mark = this.vocabulary.cleanMark(type, { ...further, ...said });
        if (mark) marks = withMark(marks, mark);
      }
    }
    return { marks, space: spaceOf(element, style, outer.space), isInTextblock: outer.isInTextblock };
  }

  private furtherMark(element: HtmlElement, said: readonly string[], known: object): Attrs {
    const further = readFurther(element);
    return Object.fromEntries(
      Object.entries(further).filter(([name]) => Object.hasOwn(known, name) && !said.includes(name)),
    );
  }

  private withFurther(
    element: HtmlElement,
    type: NodeType,
    attributes: Attrs,
    said: readonly string[],
  ): Attrs {
    const further = Object.entries(readFurther(element)).filter(([name]) => !said.includes(name));
    return further.length === 0
      ? attributes
      : (this.vocabulary.cleanNode(type, { ...Object.fromEntries(further), ...attributes }) ?? attributes);
  }

  private foreignMark(element: HtmlElement, context: Context, into: Loose[]): void {
    const foreign = readForeign(element);
    const found = foreign && foreignMark(this.vocabulary.schema, foreign);
    const mark = found && this.vocabulary.cleanMark(found.type, found.attributes);
    this.children(element, mark ? { ...context, marks: withMark(context.marks, mark) } : context, into);
  }

  private foreignNode(element: HtmlElement, context: Context, into: Loose[]): void {
    const foreign = readForeign(element);
    const found = foreign && foreignNode(this.vocabulary.schema, foreign.kind, foreign);
    const attributes = found && this.vocabulary.cleanNode(found.type, found.attributes);
    if (found && attributes) this.node({ element, type: found.type, attributes }, context, into);
    else this.children(element, context, into);
  }

  private node(
    found: { readonly element: HtmlElement; readonly type: NodeType; readonly attributes: Attrs },
    context: Context,
    into: Loose[],
  ): void {
    const { element, type, attributes } = found;
    if (type.isInline) {
      this.line.atom(into, { kind: "node", type, attributes, marks: context.marks, children: [] });
      return;
    }
    this.endLine(context);
    if (type.spec.tableRole === "table") this.captions(element, context, into);
    if (element.name === "details") putSummaryFirst(element);
    const children: Loose[] = [];
    const inner: Context = {
      ...context,
      isInTextblock: type.isTextblock,
      space: type.spec.code ? "keep" : context.space,
    };
    this.children(element, inner, children);
    this.endLine(inner);
    if (type.spec.code) dropLastLineEnd(children);
    const items = lists.has(element.name) ? withListsInItems(type, children) : children;
    into.push({ kind: "node", type, attributes, marks: [], children: items });
  }

  /** A block without content of an entry: what text its element has is in its attributes. */
  private leaf(type: NodeType, attributes: Attrs, context: Context, into: Loose[]): void {
    this.endLine(context);
    into.push({ kind: "node", type, attributes, marks: [], children: [] });
  }

  /** A table's caption stands before it. */
  private captions(table: HtmlElement, context: Context, into: Loose[]): void {
    for (const child of table.children()) {
      if (child.kind !== "element" || child.name !== "caption") continue;
      detach(child);
      this.edge(context, into);
      this.children(child, context, into);
      this.edge(context, into);
    }
  }

  private breakLine(element: HtmlElement, context: Context, into: Loose[]): void {
    if (element.attribute("class") !== "Apple-interchange-newline") this.line.breakLine(into, context.marks);
  }

  private edge(context: Context, into: Loose[]): void {
    this.endLine(context);
    into.push(LOOSE_BREAK);
  }

  private endLine(context: Context): void {
    this.line.end(context.isInTextblock ? null : this.emptyLine);
  }
}

/** Wherever it stands: a browser shows the first summary above the rest. */
function putSummaryFirst(details: HtmlElement): void {
  for (const child of details.children()) {
    if (child.kind !== "element" || child.name !== "summary") continue;
    // What stood before it and after it is not one line.
    details.insert(new HtmlElement("div"), child);
    detach(child);
    details.insert(child, details.first);
    return;
  }
}

function spaceOf(element: HtmlElement, style: ReadonlyMap<string, string>, outer: Space): Space {
  if (outer === "keep") return outer;
  if (element.attributes.has("data-weft-space")) return "keep";
  const declared = style.get("white-space");
  if (declared === undefined)
    return /^(pre|listing|xmp|plaintext|textarea)$/.test(element.name) ? "lines" : outer;
  return /^(pre|break-spaces)/.test(declared) ? "lines" : "collapse";
}

/**
 * Lists that stand between items, as Google Docs writes them, belong to the item before; an item of another kind
 * than the list's becomes one of its.
 */
function withListsInItems(list: NodeType, parts: readonly Loose[]): Loose[] {
  const items: Loose[] = [];
  let item: { readonly index: number; readonly children: Loose[] } | null = null;
  for (const part of parts) {
    if (part.kind === "node" && /List$/.test(part.type.name)) {
      const before = item ? items[item.index] : undefined;
      if (item && before?.kind === "node") {
        item.children.push(part);
        continue;
      }
    }
    if (part.kind === "node" && /Item$/.test(part.type.name)) {
      const children = [...part.children];
      item = { index: items.length, children };
      const fits = list.contentMatch.matchType(part.type) !== null;
      items.push({
        ...part,
        type: fits ? part.type : (list.contentMatch.defaultType ?? part.type),
        children,
      });
    } else items.push(part);
  }
  return items;
}

/** The line end before `</code>` or `</pre>` is not part of the code. */
function dropLastLineEnd(parts: Loose[]): void {
  const last = parts.at(-1);
  if (last?.kind === "text" && last.text.endsWith("\n")) last.text = last.text.slice(0, -1);
}
