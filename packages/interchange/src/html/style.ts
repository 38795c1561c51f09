/** The declarations of a `style` attribute, as far as they say what text means. */

/** Longer ones come from no word processor. */
const styleLengthMax = 8192;

/** Declarations by name in lower case; of two of a name the later one. Word's own (`mso-…`) among them. */
export function parseStyle(style: string | null): ReadonlyMap<string, string> {
  const declarations = new Map<string, string>();
  if (style === null || style.length > styleLengthMax) return declarations;
  for (const declaration of style.split(";")) {
    const colon = declaration.indexOf(":");
    if (colon < 0) continue;
    const name = declaration.slice(0, colon).trim().toLowerCase();
    declarations.set(
      name,
      declaration
        .slice(colon + 1)
        .replace(/!\s*important\s*$/i, "")
        .trim(),
    );
  }
  return declarations;
}

const colour = /^(#[0-9a-f]{3,8}|(rgb|hsl)a?\([\d\s.,%/deg]{1,40}\)|[a-z]{3,24})$/i;
const noColour = /^(transparent|initial|inherit|unset|revert|auto|currentcolor|windowtext|none)$/i;

/** A colour that CSS knows, in lower case, or null. What is no colour of its own (`inherit`) is null too. */
export function parseColour(value: string | undefined | null): string | null {
  if (value === undefined || value === null) return null;
  const clean = value.trim();
  return colour.test(clean) && !noColour.test(clean) ? clean.toLowerCase() : null;
}
