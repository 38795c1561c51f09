/** Marks: what is said about text. */
import type { PhrasingContent } from "mdast";
import type { HtmlElement } from "../html/html-tree.ts";
import { safeLink } from "../html/safe-address.ts";
import { parseColour } from "../html/style.ts";
import { attributeName, type MarkEntry, type MarkReading, tag, textAttribute } from "./entry.ts";

/** A mark without attributes, which certain elements set, and a declaration sets or ends. */
function plainMark(options: {
  readonly type: string;
  readonly elements: readonly string[];
  /** What the style says: true, false, or nothing. */
  readonly style: (style: ReadonlyMap<string, string>, element: HtmlElement) => boolean | null;
  readonly toMarkdown?: (children: PhrasingContent[]) => PhrasingContent;
}): MarkEntry {
  const { type, elements, style, toMarkdown } = options;
  return {
    type,
    says: [],
    toHtml: () => tag(elements[0] ?? "span"),
    fromHtml(element, declarations): MarkReading {
      const said = style(declarations, element);
      if (said === false) return "off";
      return said || elements.includes(element.name) ? {} : null;
    },
    ...(toMarkdown ? { toMarkdown: (_mark, children) => toMarkdown(children) } : {}),
  };
}

export const bold = plainMark({
  type: "bold",
  elements: ["strong", "b"],
  style(style) {
    const weight = style.get("font-weight");
    if (weight === undefined || /inherit|unset/.test(weight)) return null;
    return /^bold/.test(weight) || Number(weight) >= 600;
  },
  toMarkdown: (children) => ({ type: "strong", children }),
});

export const italic = plainMark({
  type: "italic",
  elements: ["em", "i"],
  style(style) {
    const value = style.get("font-style");
    if (value === undefined || /inherit|unset/.test(value)) return null;
    return /^(italic|oblique)/.test(value);
  },
  toMarkdown: (children) => ({ type: "emphasis", children }),
});

/** Programs underline links by style; that belongs to the link. */
export const underline = plainMark({
  type: "underline",
  elements: ["u", "ins"],
  style: (style, element) => (decorates(style, "underline") && !isInLink(element) ? true : null),
});

export const strike = plainMark({
  type: "strike",
  elements: ["s", "del", "strike"],
  style: (style) => (decorates(style, "line-through") ? true : null),
  toMarkdown: (children) => ({ type: "delete", children }),
});

export const code: MarkEntry = {
  ...plainMark({ type: "code", elements: ["code", "kbd", "samp", "tt"], style: () => null }),
  verbatim: true,
};

export const link: MarkEntry = {
  type: "link",
  says: ["href", "title"],
  toHtml: (mark) =>
    tag("a", {
      href: safeLink(textAttribute(mark.attrs, "href") ?? ""),
      title: textAttribute(mark.attrs, "title"),
    }),
  fromHtml(element) {
    if (element.name !== "a") return null;
    const href = safeLink(element.attribute("href") ?? "");
    return href === null ? null : { href, title: element.attribute("title") };
  },
  toMarkdown(mark, children) {
    const url = safeLink(textAttribute(mark.attrs, "href") ?? "");
    const title = textAttribute(mark.attrs, "title");
    if (url === null || title === "") return null;
    return { type: "link", url, title, children: children.filter(isLinkContent) };
  },
  clean(attributes) {
    const href = safeLink(textAttribute(attributes, "href") ?? "");
    return href === null ? null : { ...attributes, href };
  },
};

/** Links stand in no link. */
function isLinkContent(
  node: PhrasingContent,
): node is Exclude<PhrasingContent, { type: "link" | "linkReference" }> {
  return node.type !== "link" && node.type !== "linkReference";
}

export const highlight: MarkEntry = {
  type: "highlight",
  says: ["color", "colour"],
  toHtml(mark) {
    const colour = parseColour(
      textAttribute(mark.attrs, attributeName(mark.type, ["color", "colour"]) ?? ""),
    );
    return tag("mark", { style: colour && `background-color:${colour}` });
  },
  fromHtml(element, style, type) {
    if (element.name !== "mark") return null;
    const name = attributeName(type, ["color", "colour"]);
    const colour = parseColour(style.get("background-color") ?? element.attribute("data-color"));
    return name === null ? {} : { [name]: colour };
  },
};

/** Tiptap's mark for all that is said by style: colour of the text and behind it. */
export const textStyle: MarkEntry = {
  type: "textStyle",
  says: ["color", "backgroundColor"],
  toHtml: (mark) =>
    colourTag("style", { color: mark.attrs.color, "background-color": mark.attrs.backgroundColor }),
  fromHtml(element, style) {
    const color = ownColour(element, style, "color");
    const backgroundColor = ownColour(element, style, "background-color");
    const isMeant = element.attribute("data-colour") === "style";
    return color === null && backgroundColor === null && !isMeant ? null : { color, backgroundColor };
  },
};

/** A mark of its own for one colour. */
function colourMark(type: string, property: "color" | "background-color"): MarkEntry {
  const names = ["color", "colour"];
  return {
    type,
    says: names,
    toHtml: (mark) => colourTag(property, { [property]: mark.attrs[attributeName(mark.type, names) ?? ""] }),
    fromHtml(element, style, markType) {
      const name = attributeName(markType, names);
      const colour = ownColour(element, style, property);
      return name === null || colour === null ? null : { [name]: colour };
    },
  };
}

export const textColour = colourMark("textColour", "color");
export const textColor = colourMark("textColor", "color");
export const backgroundColour = colourMark("backgroundColour", "background-color");
export const backgroundColor = colourMark("backgroundColor", "background-color");

const idNames = ["id", "commentId", "threadId"];

export const comment: MarkEntry = {
  type: "comment",
  says: idNames,
  toHtml: (mark) =>
    tag("span", { "data-comment": textAttribute(mark.attrs, attributeName(mark.type, idNames) ?? "") }),
  fromHtml(element, _style, type) {
    const id = element.attribute("data-comment");
    const name = attributeName(type, idNames);
    return id === null || name === null ? null : { [name]: id };
  },
};

/** Says itself that its colours are meant: word processors set black on white everywhere. */
function colourTag(kind: string, declarations: Readonly<Record<string, unknown>>) {
  const style = Object.entries(declarations)
    .map(([name, value]) => [name, parseColour(typeof value === "string" ? value : null)] as const)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}:${value}`);
  return tag("span", { "data-colour": kind, style: style.length > 0 ? style.join(";") : null });
}

const usual =
  /^(#000(000)?|black|rgba?\(0, ?0, ?0(, ?1)?\)|#fff(fff)?|white|rgba?\(255, ?255, ?255(, ?1)?\))$/;

function ownColour(
  element: HtmlElement,
  style: ReadonlyMap<string, string>,
  property: string,
): string | null {
  const isOurs = element.attribute("data-colour") === property;
  const colour = parseColour(style.get(property) ?? (isOurs ? element.attribute("data-color") : null));
  if (colour === null || element.name === "mark") return null;
  if (element.attributes.has("data-colour")) return colour;
  return usual.test(colour) || isInLink(element) ? null : colour;
}

function decorates(style: ReadonlyMap<string, string>, line: string): boolean {
  const value = style.get("text-decoration-line") ?? style.get("text-decoration") ?? "";
  return value.split(/\s+/).includes(line);
}

function isInLink(element: HtmlElement): boolean {
  let at: HtmlElement | null = element;
  for (let depth = 0; at && depth < 8; depth++, at = at.parent) if (at.name === "a") return true;
  return false;
}
