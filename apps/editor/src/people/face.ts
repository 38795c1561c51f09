declare module "react" {
  interface CSSProperties {
    /** A person's colour; see `personStyle`. */
    "--person"?: string;
  }
}

/** What the screen needs of a person: a name, and a colour from the palette of twelve (0 to 11). */
export interface Face {
  readonly name: string;
  readonly colour: number;
}

/** How many colours there are for people; see design/tokens.css. */
export const colourCount = 12;

/** A face that somebody wrote into a document, null for what is none: anybody may have written anything there. */
export function parseFace(value: unknown): Face | null {
  if (typeof value !== "object" || value === null || !("name" in value) || !("colour" in value)) return null;
  const { name, colour } = value;
  if (typeof name !== "string" || typeof colour !== "number") return null;
  const isColour = Number.isInteger(colour) && colour >= 0 && colour < colourCount;
  return { name: name.slice(0, 40) || "Someone", colour: isColour ? colour : 0 };
}

/** The style that gives an element and its children a person's colour as `--person`. */
export function personStyle(colour: number): { readonly "--person": string } {
  return { "--person": `var(--person-${colour})` };
}

/** The letters on a face: the first of the first and of the last word, or "?" for a name without any. */
export function initials(name: string): string {
  const words = name.split(/\s+/u).filter((word) => word !== "");
  const letters = words.length > 1 ? [words[0]!, words[words.length - 1]!] : words;
  return letters.map((word) => [...word][0]!.toUpperCase()).join("") || "?";
}
