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
