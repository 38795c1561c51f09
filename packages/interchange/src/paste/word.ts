/**
 * What Word puts on the clipboard, made ordinary HTML. Word writes lists as paragraphs whose style says list and
 * level (`mso-list:l0 level2 lfo1`) and whose first span holds the sign (`mso-list:Ignore`); titles and quotes as
 * paragraphs of a class; an empty paragraph as one with a space in `<o:p>`.
 */
import { adopt, detach, elementsOf, HtmlElement, replaceElement, textOf } from "../html/html-tree.ts";
import { parseStyle } from "../html/style.ts";

/** Word's lists have nine levels. */
const levelMax = 9;

/** Changes a parsed tree where it has Word's own signs, and nowhere else. */
export function tidyWord(root: HtmlElement): void {
  const elements = elementsOf(root);
  for (const element of elements) {
    if (element.name === "o:p" && textOf(element).trim() === "") detach(element);
    if (parseStyle(element.attribute("style")).has("mso-tab-count")) keepTab(element);
  }
  const parents = new Set<HtmlElement>();
  for (const element of elements) {
    if (element.parent && listPlaceOf(element)) parents.add(element.parent);
  }
  for (const parent of parents) gatherLists(parent);
  for (const element of elements) nameByClass(element);
}

/** A tab is a row of spaces in Word's HTML. */
function keepTab(element: HtmlElement): void {
  for (const child of element.children()) detach(child);
  const tab = new HtmlElement("span", new Map([["data-weft-space", ""]]));
  tab.insertText("\t", null);
  element.insert(tab, null);
}

const namesByClass: Readonly<Record<string, string>> = {
  msotitle: "h1",
  msosubtitle: "h2",
  msoquote: "blockquote",
  msointensequote: "blockquote",
};

function nameByClass(element: HtmlElement): void {
  const name = namesByClass[(element.attribute("class") ?? "").toLowerCase()];
  if (element.name === "p" && name !== undefined) replaceElement(element, new HtmlElement(name));
}

/** Which list, and how deep in it. */
interface ListPlace {
  readonly list: string;
  readonly level: number;
}

function listPlaceOf(element: HtmlElement): ListPlace | null {
  if (!/^(p|h[1-6]|div)$/.test(element.name)) return null;
  const said = /^(l\d+)\s+level(\d+)/i.exec(parseStyle(element.attribute("style")).get("mso-list") ?? "");
  return said ? { list: said[1] ?? "", level: Math.min(levelMax, Math.max(1, Number(said[2]))) } : null;
}

/** A list that is being built, at its level. */
interface OpenList extends ListPlace {
  readonly element: HtmlElement;
  lastItem: HtmlElement;
}

/** Makes lists of the paragraphs among an element's children that belong to one. */
function gatherLists(parent: HtmlElement): void {
  let open: OpenList[] = [];
  for (const child of parent.children()) {
    if (child.kind === "text") {
      if (child.value.trim() !== "") open = [];
      continue;
    }
    const place = listPlaceOf(child);
    if (!place) {
      open = [];
      continue;
    }
    while ((open.at(-1)?.level ?? 0) > place.level) open.pop();
    const sign = takeSign(child);
    const item = new HtmlElement("li");
    const last = open.at(-1);
    if (last?.level === place.level && last.list === place.list && last.element.name === listName(sign)) {
      last.element.insert(item, null);
      last.lastItem = item;
    } else {
      if (last?.level === place.level) open.pop();
      const element = listElement(sign);
      const outer = open.at(-1);
      if (outer) outer.lastItem.insert(element, null);
      else parent.insert(element, child);
      element.insert(item, null);
      open.push({ ...place, element, lastItem: item });
    }
    detach(child);
    const block = new HtmlElement(child.name === "div" ? "p" : child.name);
    adopt(block, child);
    item.insert(block, null);
  }
}

/** Takes the sign before an item's text out of it. */
function takeSign(item: HtmlElement): string {
  for (const element of elementsOf(item)) {
    if (!/^ignore$/i.test(parseStyle(element.attribute("style")).get("mso-list") ?? "")) continue;
    detach(element);
    return textOf(element).trim();
  }
  return "";
}

const numbered = /^\(?(\d+|[a-z]{1,6})[.)]/i;

function listName(sign: string): "ol" | "ul" {
  return numbered.test(sign) ? "ol" : "ul";
}

function listElement(sign: string): HtmlElement {
  const first = numbered.exec(sign)?.[1];
  if (first === undefined) return new HtmlElement("ul");
  const attributes = new Map<string, string>();
  if (/^\d+$/.test(first)) attributes.set("start", first);
  else if (/^i+$/i.test(first)) attributes.set("type", first.startsWith("i") ? "i" : "I");
  else attributes.set("type", first === first.toLowerCase() ? "a" : "A");
  return new HtmlElement("ol", attributes);
}
