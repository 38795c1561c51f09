/** The colours of design/tokens.css hold what they promise: contrast for text, twelve people apart for every eye. */
import { readFileSync } from "node:fs";
import { paletteColours } from "@weft/tiptap";
import { expect, test } from "vitest";
import { colourDistance, type Oklch, parseOklch, seenBy, visions, wcagContrast } from "./colour-science.ts";

const css = readFileSync(new URL("../src/design/tokens.css", import.meta.url), "utf8");
const themes = ["light", "dark"] as const;

function token(name: string, theme: (typeof themes)[number]): Oklch {
  const match = new RegExp(`--${name}:\\s*light-dark\\((oklch\\([^)]*\\)),\\s*(oklch\\([^)]*\\))\\)`).exec(
    css,
  );
  if (!match) throw new Error(`tokens.css has no colour pair --${name}`);
  return parseOklch(match[theme === "light" ? 1 : 2]!);
}

const people = (theme: (typeof themes)[number]): Oklch[] =>
  Array.from({ length: 12 }, (_, index) => token(`person-${index}`, theme));

for (const theme of themes) {
  const grounds = ["paper", "sheet", "well"];
  for (const ink of ["ink", "ink-soft", "ink-faint", "accent-strong", "amber", "red"]) {
    test(`${theme}: ${ink} reads on paper, sheet and well (AA, 4.5)`, () => {
      for (const ground of grounds) {
        expect(wcagContrast(token(ink, theme), token(ground, theme)), ground).toBeGreaterThanOrEqual(4.5);
      }
    });
  }

  for (const colour of paletteColours) {
    test(`${theme}: letters in ${colour} read, and so does ink before it (AA, 4.5)`, () => {
      const ink = token("ink", theme);
      for (const ground of grounds) {
        const letters = token(`letter-${colour}`, theme);
        expect(wcagContrast(letters, token(ground, theme)), ground).toBeGreaterThanOrEqual(4.5);
      }
      expect(wcagContrast(ink, token(`wash-${colour}`, theme))).toBeGreaterThanOrEqual(4.5);
      expect(wcagContrast(ink, token("wash-yellow", theme))).toBeGreaterThanOrEqual(4.5);
    });
  }

  test(`${theme}: words on the accent read (AA, 4.5)`, () => {
    expect(wcagContrast(token("on-accent", theme), token("accent", theme))).toBeGreaterThanOrEqual(4.5);
  });

  test(`${theme}: dots and carets stand out from the paper (AA for graphics, 3)`, () => {
    const signs = [
      token("accent", theme),
      token("ink-faint", theme),
      token("red-dot", theme),
      ...people(theme),
    ];
    for (const sign of signs) expect(wcagContrast(sign, token("paper", theme))).toBeGreaterThanOrEqual(3);
  });

  for (const vision of visions) {
    test(`${theme}: twelve people stay apart for ${vision} vision`, () => {
      const colours = people(theme).map((colour) => seenBy(vision, colour));
      const distances = colours.flatMap((a, index) =>
        colours.slice(index + 1).map((b) => colourDistance(a, b)),
      );
      expect(distances).toHaveLength(66);
      expect(Math.min(...distances)).toBeGreaterThan(0.07);
    });
  }
}
