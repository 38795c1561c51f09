/** Whole histories put in order at once, against the same taken in one update after another. */
import { concatBytes, type Random, seededRandom } from "@weft/base";
import { expect, test } from "vitest";
import { createText, loadText, type Text } from "../src/index.ts";
import { takeApart } from "./save-surgery.ts";
import { withSeeds } from "./seed.ts";

const READER = "00000000000000ff";
const words = ["a", "bc", "é", "日本", "👋", "\ud800", "many words at once "];

/** Three who write, delete, cancel and merge now and then: an update for each time, causes first. */
function histories(random: Random, rounds: number): Uint8Array[] {
  const texts = Array.from({ length: 3 }, () => createText({ random }));
  const updates: Uint8Array[] = [];
  for (let round = 0; round < rounds; round++) {
    const text = texts[random.below(3)]!;
    edit(text, texts[random.below(3)]!, random);
    const update = text.takeUpdate();
    if (update) updates.push(update.slice());
  }
  return updates;
}

function edit(text: Text, other: Text, random: Random): void {
  const own = text.version().get(text.replica) ?? 0;
  const dice = random.below(12);
  const index = random.below(text.length + 1);
  if (dice < 6 || own < 3) text.insert(index, words[random.below(words.length)]!);
  else if (dice < 9 && index < text.length)
    text.delete(index, 1 + random.below(Math.min(6, text.length - index)));
  else if (dice === 9) text.cancel(random.below(own - 1), 1 + random.below(2));
  else if (dice === 10) text.restore(random.below(own - 1), 1 + random.below(2));
  if (random.below(4) === 0) other.applyUpdate(text.updateSince(other.version()));
}

/** All elements in order, those that show and those that do not. */
function orderOf(text: Text): readonly (readonly number[])[] {
  const parts = takeApart(text.save());
  return parts.filter(({ name }) => name === "text" || name === "hidden").map(({ bytes }) => [...bytes]);
}

function reader(updates: readonly Uint8Array[]): Text {
  const text = createText({ replica: READER });
  for (const update of updates) text.applyUpdate(update);
  return text;
}

test("[RGA-1] [RGA-6] at once, in two halves, shuffled, loaded or one by one: the same order", () => {
  withSeeds(25, (seed) => {
    const random = seededRandom(seed);
    const batches = histories(random, 150 + random.below(150));
    expect(batches.length).toBeGreaterThan(100);
    const oneByOne = reader(batches);
    const half = random.below(batches.length);
    const shuffled = batches.map((batch) => ({ batch, key: random.below(2 ** 30) }));
    shuffled.sort((a, b) => a.key - b.key);
    const others = [
      reader([concatBytes(batches)]),
      reader([concatBytes(batches.slice(0, half)), concatBytes(batches.slice(half))]),
      reader([concatBytes(shuffled.map(({ batch }) => batch))]),
      loadText(oneByOne.save(), { replica: READER }),
    ];
    for (const other of others) {
      expect(other.toString()).toBe(oneByOne.toString());
      expect(orderOf(other)).toEqual(orderOf(oneByOne));
    }
    // Whatever comes next finds its place: the flags of the runs are right.
    const more = histories(random, 40);
    for (const text of [oneByOne, ...others]) {
      for (const batch of more) text.applyUpdate(batch);
      text.insert(text.length >> 1, "last");
      text.delete(0, 3);
      expect(orderOf(text)).toEqual(orderOf(oneByOne));
    }
  });
});

test("[RGA-3] a left child with the next counter beside its predecessor stays a run of its own", () => {
  const a = createText({ replica: "00000000000000aa" });
  const b = createText({ replica: "00000000000000bb" });
  const c = createText({ replica: "00000000000000cc" });
  a.insert(0, "a");
  const first = a.takeUpdate()!.slice();
  b.applyUpdate(first);
  c.applyUpdate(first);
  b.insert(1, "y");
  for (let round = 0; round < 100; round++) b.insert(0, "-");
  const fromB = b.takeUpdate()!.slice();
  c.insert(0, "c");
  c.insert(2, "z");
  const fromC = c.takeUpdate()!.slice();
  a.applyUpdate(fromB);
  a.insert(a.toString().indexOf("a") + 1, "k");
  const fromA = a.takeUpdate()!.slice();
  const oneByOne = reader([first, fromB, fromA, fromC]);
  const atOnce = reader([concatBytes([first, fromB, fromA]), fromC]);
  expect(oneByOne.toString()).toContain("azky");
  expect(atOnce.toString()).toBe(oneByOne.toString());
});
