/**
 * Colours of letters, behind them, and the highlighter. A colour is one of the palette's names, which the page draws
 * so that it can be read in both themes, or what came along with pasted text.
 */
import { Mark, markInputRule } from "@tiptap/core";

/** The names of the palette: colours that HTML knows too. */
export const paletteColours = ["gray", "brown", "red", "orange", "green", "blue", "purple", "pink"] as const;

/** One of the palette's names. */
export type PaletteColour = (typeof paletteColours)[number];

type ColourProperty = "color" | "background-color";

/** Colours that are safe to give to a style as they are. */
const plainColour = /^(#[0-9a-f]{3,8}|[a-z]{3,24}|(rgb|hsl)a?\([\d\s.,%/-]{1,60}\))$/i;

/** A colour of the palette is left to the page; others are styles. */
function styleOf(property: ColourProperty, colour: unknown): Record<string, string> {
  const name = paletteColours.find((one) => one === colour);
  if (name !== undefined) return { "data-color": name };
  return typeof colour === "string" && plainColour.test(colour) ? { style: `${property}: ${colour}` } : {};
}

function colourOf(element: HTMLElement, property: ColourProperty): string | null {
  return element.getAttribute("data-color") ?? (element.style.getPropertyValue(property) || null);
}

function colourAttribute(property: ColourProperty) {
  return {
    colour: {
      default: null,
      validate: "string|null",
      parseHTML: (element: HTMLElement) => colourOf(element, property),
      renderHTML: ({ colour }: Record<string, unknown>) => styleOf(property, colour),
    },
  };
}

function colourMark(name: string, property: ColourProperty) {
  return Mark.create({
    name,
    addAttributes: () => colourAttribute(property),
    parseHTML: () => [{ tag: `span[data-colour=${property}]` }],
    renderHTML: ({ HTMLAttributes }) => ["span", { "data-colour": property, ...HTMLAttributes }, 0],
  });
}

/** The colour of letters. */
export const TextColour = colourMark("textColour", "color");

/** The colour behind letters. */
export const BackgroundColour = colourMark("backgroundColour", "background-color");

/** The highlighter; without a colour it is yellow. */
export const Highlight = Mark.create({
  name: "highlight",
  addAttributes: () => colourAttribute("background-color"),
  parseHTML: () => [{ tag: "mark" }],
  renderHTML: ({ HTMLAttributes }) => ["mark", HTMLAttributes, 0],
  addKeyboardShortcuts() {
    return { "Mod-Shift-h": () => this.editor.commands.toggleMark(this.name) };
  },
  addInputRules() {
    return [markInputRule({ find: /(?:^|\s)(==(?!\s+==)((?:[^=]+))==(?!\s+==))$/, type: this.type })];
  },
});
