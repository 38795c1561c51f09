/** Seeds of random tests: fresh ones each run, printed when a test fails; `WEFT_SEED=123` pins them. */
import { systemRandom } from "@weft/base";
import { expect } from "vitest";

const pinned = process.env.WEFT_SEED;

/** Runs `round` with `count` seeds, the first ones always the same; a failure names its seed. */
export function withSeeds(count: number, round: (seed: number) => void): void {
  const base = pinned === undefined ? systemRandom.below(2 ** 31) : Number(pinned);
  const seeds =
    pinned === undefined ? Array.from({ length: count }, (_, k) => (k < count / 2 ? k : base + k)) : [base];
  for (const seed of seeds) {
    try {
      round(seed);
    } catch (error) {
      expect.soft(false, `seed ${seed}: run again with WEFT_SEED=${seed}`).toBe(true);
      throw error;
    }
  }
}
