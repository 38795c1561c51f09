import { describe, expect, test } from "vitest";
import { apart } from "../src/people/apart.ts";
import { colourCount } from "../src/people/face.ts";

const own = { name: "Ada", colour: 3 };

function colours(...people: readonly (readonly [name: string, colour: number])[]): number[] {
  return apart(
    people.map(([name, colour]) => ({ name, colour })),
    own,
  ).map(({ colour }) => colour);
}

describe("people's colours", () => {
  test("who has a colour of their own keeps it", () => {
    expect(colours(["Grace", 1], ["Alan", 2])).toEqual([1, 2]);
  });

  test("who wears one's own colour, or that of somebody before them, is shown in the next free one", () => {
    expect(colours(["Grace", 3], ["Alan", 4], ["Edsger", 3])).toEqual([4, 5, 6]);
    expect(colours(["Grace", 11], ["Alan", 11])).toEqual([11, 0]);
  });

  test("windows of one person wear one colour", () => {
    expect(colours(["Ada", 3], ["Grace", 3], ["Grace", 3])).toEqual([3, 4, 4]);
  });

  test("when all colours are worn the wished one is shown", () => {
    const all = Array.from({ length: colourCount }, (_, colour) => [`P${colour}`, colour] as const);
    expect(new Set(colours(...all)).size).toBe(colourCount - 1);
    expect(colours(...all, ["Late", 7]).at(-1)).toBe(7);
  });
});
