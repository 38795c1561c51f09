/**
 * HTML into a tree, as browsers build it (parse5), with bounds that browsers have too: tags nested deeper than
 * `elementDepthMax` are ignored, formatting is carried from block to block in a limited number, and after
 * `elementsMax` elements all is text. Time and memory grow with the length of the input and nothing else; text
 * is never lost.
 */
import { Parser, html as standard, type Token, type TreeAdapter } from "parse5";
import { carriedFormatsMax, elementDepthMax, elementsMax } from "../limits.ts";
import { detach, HtmlElement, type HtmlNode, HtmlText } from "./html-tree.ts";

interface TreeMap {
  readonly node: HtmlNode;
  readonly parentNode: HtmlElement;
  readonly childNode: HtmlNode;
  readonly document: HtmlElement;
  readonly documentFragment: HtmlElement;
  readonly element: HtmlElement;
  readonly commentNode: HtmlText;
  readonly textNode: HtmlText;
  readonly template: HtmlElement;
  readonly documentType: HtmlText;
}

/** Elements without content: they do not make the tree deeper. */
const empty = new Set("area base br col embed hr img input link meta param source track wbr".split(" "));

/** Elements whose content is raw: without their tags it would be read as HTML. */
const raw = new Set("script style title textarea xmp iframe noembed noframes noscript".split(" "));

/** Elements inside a line: where their tags are ignored, no words run into one another. */
const withinLine = new Set(
  "a abbr b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q s samp small span strike strong sub sup time tt u var".split(
    " ",
  ),
);

/** Parts of a table that stand alone, as some programs put them on the clipboard. */
const bareTablePart = /^\s*<(tr|t[dh]|thead|tbody|tfoot|caption|colgroup|col)[\s>]/i;

/**
 * Parses a document or a part of one; `<html>`, `<head>` and `<body>` are looked through. Never throws. Costs time
 * and memory in proportion to the length.
 */
export function parseHtml(html: string): HtmlElement {
  const adapter = new TreeBuilder();
  const parser = new BoundedParser({ treeAdapter: adapter }, adapter.createElement("documentmock"), body);
  parser.begin();
  const text = html.startsWith("\ufeff") ? html.slice(1) : html;
  parser.tokenizer.write(bareTablePart.test(text) ? `<table>${text}` : text, true);
  return parser.getFragment();
}

/** The element that the parsed part is thought to stand in. */
const body = new HtmlElement("body");

/** parse5's parser, which ignores tags beyond the limits. */
class BoundedParser extends Parser<TreeMap> {
  private readonly ignoredByName = new Map<string, number>();
  private elements = 0;
  private endsLine = false;

  /** What parse5 does for fragments. */
  begin(): void {
    this._insertFakeRootElement();
    this._resetInsertionMode();
  }

  override onStartTag(token: Token.TagToken): void {
    if (this.takes(token.tagName)) {
      super.onStartTag(token);
      return;
    }
    this.ignoredByName.set(token.tagName, (this.ignoredByName.get(token.tagName) ?? 0) + 1);
    if (!withinLine.has(token.tagName)) this.endsLine = true;
  }

  override onEndTag(token: Token.TagToken): void {
    const ignored = this.ignoredByName.get(token.tagName) ?? 0;
    if (ignored === 0) {
      super.onEndTag(token);
      return;
    }
    this.ignoredByName.set(token.tagName, ignored - 1);
    if (!withinLine.has(token.tagName)) this.endsLine = true;
  }

  override onCharacter(token: Token.CharacterToken): void {
    if (this.endsLine) {
      this.endsLine = false;
      const current = this.openElements.currentTmplContentOrNode;
      if (this.elements++ <= elementsMax) current.insert(new HtmlElement("br"), null);
      else current.insertText(" ", null);
    }
    super.onCharacter(token);
  }

  override _reconstructActiveFormattingElements(): void {
    const formats = this.activeFormattingElements;
    let carried = 0;
    for (let entry = formats.newest; entry && "element" in entry; entry = entry.older) {
      if (this.openElements.contains(entry.element)) break;
      if (carried < carriedFormatsMax && this.elements + carried < elementsMax) carried++;
      else formats.removeEntry(entry);
    }
    this.elements += carried;
    super._reconstructActiveFormattingElements();
  }

  private takes(name: string): boolean {
    this.elements++;
    if (raw.has(name)) return true;
    if (this.elements > elementsMax) return false;
    return empty.has(name) || this.openElements.stackTop < elementDepthMax;
  }
}

/** Builds our tree for parse5. */
class TreeBuilder implements TreeAdapter<TreeMap> {
  private readonly contentsByTemplate = new WeakMap<HtmlElement, HtmlElement>();

  createDocument = (): HtmlElement => new HtmlElement("#document");
  createDocumentFragment = (): HtmlElement => new HtmlElement("#fragment");
  createElement(name: string, namespace?: string, attributes: readonly Token.Attribute[] = []): HtmlElement {
    return new HtmlElement(name, new Map(attributes.map(({ name: key, value }) => [key, value])), namespace);
  }
  createTextNode = (value: string): HtmlText => new HtmlText(value);
  createCommentNode = (): HtmlText => new HtmlText("");
  appendChild = (parent: HtmlElement, node: HtmlNode): void => parent.insert(node, null);
  insertBefore = (parent: HtmlElement, node: HtmlNode, reference: HtmlNode): void =>
    parent.insert(node, reference);
  insertText = (parent: HtmlElement, text: string): void => parent.insertText(text, null);
  insertTextBefore = (parent: HtmlElement, text: string, reference: HtmlNode): void =>
    parent.insertText(text, reference);
  detachNode = (node: HtmlNode): void => detach(node);
  adoptAttributes = (): void => {};
  setTemplateContent(template: HtmlElement, content: HtmlElement): void {
    this.contentsByTemplate.set(template, content);
  }
  getTemplateContent(template: HtmlElement): HtmlElement {
    return this.contentsByTemplate.get(template) ?? template;
  }
  setDocumentType = (): void => {};
  setDocumentMode = (): void => {};
  getDocumentMode = (): standard.DOCUMENT_MODE => standard.DOCUMENT_MODE.NO_QUIRKS;
  getFirstChild = (node: HtmlElement): HtmlNode | null => node.first;
  getChildNodes = (node: HtmlElement): HtmlNode[] => [...node.children()];
  getParentNode = (node: HtmlNode): HtmlElement | null => node.parent;
  getAttrList = (element: HtmlElement): Token.Attribute[] =>
    [...element.attributes].map(([name, value]) => ({ name, value }));
  getTagName = (element: HtmlElement): string => element.name;
  getNamespaceURI = (element: HtmlElement): standard.NS =>
    namespacesByAddress.get(element.namespace) ?? standard.NS.HTML;
  getTextNodeContent = (node: HtmlText): string => node.value;
  getCommentNodeContent = (): string => "";
  getDocumentTypeNodeName = (): string => "html";
  getDocumentTypeNodePublicId = (): string => "";
  getDocumentTypeNodeSystemId = (): string => "";
  isTextNode = (node: HtmlNode): node is HtmlText => node.kind === "text";
  isCommentNode = (_node: HtmlNode): _node is HtmlText => false;
  isDocumentTypeNode = (_node: HtmlNode): _node is HtmlText => false;
  isElementNode = (node: HtmlNode): node is HtmlElement => node.kind === "element";
  getNodeSourceCodeLocation = (): null => null;
  setNodeSourceCodeLocation = (): void => {};
  updateNodeSourceCodeLocation = (): void => {};
}

const namespacesByAddress = new Map<string, standard.NS>(
  Object.values(standard.NS).map((address) => [address, address]),
);
