import type { Outcome, Part } from "../workload.ts";
import type { Spread } from "./spread.ts";

/** One way of doing it, measured. */
export function outcome(
  ms: Spread | null,
  values: Readonly<Record<string, number>>,
  checked: string,
): Outcome {
  return { ms, values, parts: {}, checked };
}

/** Several ways: the quickest gives the time, and the smallest each value. */
export function bestOf(parts: Readonly<Record<string, Part>>, checked: string): Outcome {
  let ms: Spread | null = null;
  const values: Record<string, number> = {};
  for (const part of Object.values(parts)) {
    if (part.ms && (!ms || part.ms.median < ms.median)) ms = part.ms;
    for (const [name, value] of Object.entries(part.values))
      values[name] = Math.min(value, values[name] ?? value);
  }
  return { ms, values, parts, checked };
}

/** Throws with a sentence unless both texts are the same. */
export function expectText(found: string, expected: string, what: string): void {
  if (found === expected) return;
  let at = 0;
  while (at < found.length && found[at] === expected[at]) at++;
  throw new Error(`${what}: ${found.length} characters instead of ${expected.length}, unlike from ${at} on`);
}

/** The same characters in another order: what is allowed where a library may break a tie its own way. */
export function expectSameCharacters(found: string, expected: string, what: string): void {
  const sorted = (text: string): string => text.split("").sort().join("");
  if (sorted(found) !== sorted(expected)) throw new Error(`${what}: characters were lost or doubled`);
}
