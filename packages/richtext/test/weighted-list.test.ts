import { seededRandom } from "@weft/base";
import { describe, expect, it } from "vitest";
import { type ListHandle, WeightedList } from "../src/index.ts";

const SEED = Number(process.env.WEFT_SEED ?? 1);

describe("WeightedList against a plain array (WEFT_SEED pins the seed)", () => {
  it(`agrees after every operation, seed ${SEED}`, () => {
    const random = seededRandom(SEED);
    const list = new WeightedList<number>(2);
    const twin: ListHandle<number>[] = [];
    const done = { insert: 0, remove: 0, update: 0 };
    for (let round = 0; round < 4000; round++) {
      const growing = Math.floor(round / 1000) % 2 === 0;
      const dice = random.next();
      if (twin.length === 0 || dice < (growing ? 0.6 : 0.2)) {
        const index = random.below(twin.length + 1);
        const weights = [random.below(4), random.below(2)];
        twin.splice(index, 0, list.insertAfter(twin[index - 1] ?? null, round, weights));
        done.insert++;
      } else if (dice < 0.85) {
        const [gone] = twin.splice(random.below(twin.length), 1);
        list.remove(gone!);
        done.remove++;
      } else {
        list.update(twin[random.below(twin.length)]!, random.below(5), random.below(2));
        done.update++;
      }
      if (round % 40 === 0) compare(list, twin);
    }
    compare(list, twin);
    expect(Math.min(...Object.values(done))).toBeGreaterThan(300);
  });
});

function compare(list: WeightedList<number>, twin: readonly ListHandle<number>[]): void {
  expect(list.length).toBe(twin.length);
  const sums = [0, 0];
  let previous: ListHandle<number> | null = null;
  for (const [index, handle] of twin.entries()) {
    if (list.at(index) !== handle) expect.fail(`at ${index}`);
    if (list.next(previous) !== handle) expect.fail(`next of ${index - 1}`);
    if (list.previous(handle) !== previous) expect.fail(`previous of ${index}`);
    if (index % 5 === 0) {
      expect(list.indexOf(handle)).toBe(index);
      for (const dimension of [0, 1]) {
        const before = sums[dimension]!;
        expect(list.sumBefore(handle, dimension)).toBe(before);
        const weight = handle.weights[dimension]!;
        if (weight > 0)
          expect(list.find(before + weight - 1, dimension)).toEqual({ handle, offset: weight - 1 });
      }
    }
    for (const dimension of [0, 1]) sums[dimension]! += handle.weights[dimension]!;
    previous = handle;
  }
  expect(list.next(previous)).toBe(null);
  expect([list.total(0), list.total(1)]).toEqual(sums);
  expect(list.find(sums[0]!, 0)).toBe(null);
}
