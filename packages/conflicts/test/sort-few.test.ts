import { seededRandom } from "@weft/base";
import { expect, test } from "vitest";
import { sortFew } from "../src/sort-few.ts";

test("few are sorted as the engine sorts them, those that are equal as they stood", () => {
  const random = seededRandom(1);
  for (let run = 0; run < 2_000; run++) {
    const items = Array.from({ length: random.below(30) }, (_, index) => ({ key: random.below(6), index }));
    const byKey = (a: { readonly key: number }, b: { readonly key: number }): number => a.key - b.key;
    expect(sortFew([...items], byKey)).toEqual([...items].sort(byKey));
  }
});
