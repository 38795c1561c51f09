/**
 * The tree that parsed HTML becomes: elements and text, siblings as a linked list, so that the parser's moves
 * (text that has no place in a table goes before it) cost nothing in the number of siblings. Comments, document
 * types and the attributes of a second `<body>` have no place in it.
 */

/** Text between tags, entities decoded. */
export class HtmlText {
  readonly kind = "text";
  value: string;
  parent: HtmlElement | null = null;
  previous: HtmlNode | null = null;
  next: HtmlNode | null = null;

  constructor(value: string) {
    this.value = value;
  }
}

/** An element. `name` is in lower case, except for foreign content such as SVG. */
export class HtmlElement {
  readonly kind = "element";
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** What the parser calls the namespace; only elements of HTML mean anything to a reader. */
  readonly namespace: string;
  parent: HtmlElement | null = null;
  previous: HtmlNode | null = null;
  next: HtmlNode | null = null;
  first: HtmlNode | null = null;
  last: HtmlNode | null = null;

  constructor(name: string, attributes: ReadonlyMap<string, string> = new Map(), namespace = HTML_NAMESPACE) {
    this.name = name;
    this.attributes = attributes;
    this.namespace = namespace;
  }

  /** The value of an attribute, or null. */
  attribute(name: string): string | null {
    return this.attributes.get(name) ?? null;
  }

  /** The children, in order. May be changed behind the child that was given last. */
  *children(): Generator<HtmlNode> {
    for (let child = this.first; child !== null; ) {
      const next: HtmlNode | null = child.next;
      yield child;
      child = next;
    }
  }

  /** Puts a node that has no parent before `reference`, or at the end. */
  insert(node: HtmlNode, reference: HtmlNode | null): void {
    const previous = reference ? reference.previous : this.last;
    node.parent = this;
    node.previous = previous;
    node.next = reference;
    if (previous) previous.next = node;
    else this.first = node;
    if (reference) reference.previous = node;
    else this.last = node;
  }

  /** Text before `reference`, or at the end; it becomes part of text that stands there. */
  insertText(value: string, reference: HtmlNode | null): void {
    const neighbour = reference ? reference.previous : this.last;
    if (neighbour?.kind === "text") neighbour.value += value;
    else this.insert(new HtmlText(value), reference);
  }
}

/** A node of the tree. */
export type HtmlNode = HtmlElement | HtmlText;

/** The namespace of ordinary elements. */
export const HTML_NAMESPACE = "http://www.w3.org/1999/xhtml";

/** All elements below one, in document order, in a list of their own. Not recursive. */
export function elementsOf(root: HtmlElement): readonly HtmlElement[] {
  const elements: HtmlElement[] = [];
  const todo: HtmlElement[] = [root];
  for (let element = todo.pop(); element; element = todo.pop()) {
    if (element !== root) elements.push(element);
    for (let child = element.last; child; child = child.previous)
      if (child.kind === "element") todo.push(child);
  }
  return elements;
}

/** Puts all children of one element at the end of another. */
export function adopt(into: HtmlElement, from: HtmlElement): void {
  for (const child of from.children()) {
    detach(child);
    into.insert(child, null);
  }
}

/** Puts an element with another name or other attributes in the place of one. */
export function replaceElement(element: HtmlElement, replacement: HtmlElement): void {
  adopt(replacement, element);
  element.parent?.insert(replacement, element);
  detach(element);
}

/** Takes a node out of its parent. */
export function detach(node: HtmlNode): void {
  const { parent, previous, next } = node;
  if (!parent) return;
  if (previous) previous.next = next;
  else parent.first = next;
  if (next) next.previous = previous;
  else parent.last = previous;
  node.parent = null;
  node.previous = null;
  node.next = null;
}

/** All text inside a node, in document order. Not recursive. */
export function textOf(node: HtmlNode): string {
  if (node.kind === "text") return node.value;
  const parts: string[] = [];
  let at: HtmlNode | null = node.first;
  while (at) {
    if (at.kind === "text") parts.push(at.value);
    let next: HtmlNode | null = at.kind === "element" ? at.first : null;
    for (let up: HtmlNode | null = at; !next && up && up !== node; up = up.parent) next = up.next;
    at = next;
  }
  return parts.join("");
}
