/**
 * Seeds of random tests: fresh ones each run, printed; `WEFT_SEED=123` pins them, `WEFT_FUZZ=10`
 * runs ten times as many, `WEFT_FIRST_SEED` says where the fresh ones begin.
 */
import { systemRandom } from "@weft/base";
import { expect } from "vitest";

const pinned = process.env.WEFT_SEED;
const firstFresh = Number(process.env.WEFT_FIRST_SEED ?? systemRandom.below(2 ** 31));
const factor = Number(process.env.WEFT_FUZZ ?? 1);

/** How many rounds to run where `count` are enough for every day. */
export function rounds(count: number): number {
  return Math.max(1, Math.round(count * factor));
}

/** Runs `round` with `rounds(usual)` seeds, `usual / 2` of them always the same; a failure names its seed. */
export function withSeeds(usual: number, round: (seed: number) => void): void {
  const count = rounds(usual);
  const base = pinned === undefined ? firstFresh : Number(pinned);
  const seeds =
    pinned === undefined ? Array.from({ length: count }, (_, k) => (k < usual / 2 ? k : base + k)) : [base];
  const title = expect.getState().currentTestName ?? "";
  process.stdout.write(`${title}: ${seeds.length} seeds, ${seeds[0]} to ${seeds.at(-1)}\n`);
  for (const seed of seeds) {
    try {
      round(seed);
    } catch (error) {
      expect.soft(false, `seed ${seed}: run again with WEFT_SEED=${seed}`).toBe(true);
      throw error;
    }
  }
}
