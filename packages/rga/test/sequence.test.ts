import { type Random, seededRandom } from "@weft/base";
import { expect, test } from "vitest";
import { LEFT, RIGHT } from "../src/index.ts";
import { withSeeds } from "./seed.ts";
import { SequenceWorld } from "./sequence-world.ts";

/** A step of one replica: typing forwards, backwards or anywhere, deleting, undoing. */
function step(world: SequenceWorld, random: Random, carets: number[], style: number): void {
  const writer = random.below(world.members.length);
  const { slow } = world.members[writer]!;
  const total = slow.totalLength;
  const dice = random.below(100);
  if (total > 0 && dice < 12) {
    const from = random.below(total);
    world.cover(writer, from, Math.min(total, from + 1 + random.below(4)));
    return;
  }
  if (dice < 17) {
    world.uncover(writer);
    return;
  }
  const text = "abcdefgh".slice(0, random.below(4) === 0 ? 1 + random.below(7) : 1);
  let rank = Math.min(total, carets[writer] ?? 0);
  if (random.below(style) === 0) rank = random.below(total + 1);
  if (total > 0 && random.below(style) === 0) {
    const element = slow.elementAtRank(random.below(total));
    const side = random.below(2) === 0 ? LEFT : RIGHT;
    world.insert(writer, 0, text, { parentReplica: element.replica, parentCounter: element.counter, side });
    return;
  }
  world.insert(writer, rank, text);
  carets[writer] = random.below(3) === 0 ? rank : rank + text.length;
}

test("[RGA-1] [RGA-2] the fast tree agrees with the slow twin in any history and any causal order", () => {
  const sum = { inserts: 0, covers: 0, uncovers: 0, contested: 0, leftChildren: 0 };
  withSeeds(50, (seed) => {
    const random = seededRandom(seed);
    const world = new SequenceWorld(random, 2 + random.below(4));
    const carets: number[] = [];
    const style = 2 + random.below(20);
    const eagerness = random.below(4);
    for (let round = 0; round < 60; round++) {
      step(world, random, carets, style);
      for (let k = 0; k < eagerness; k++) {
        world.deliver(random.below(world.members.length), random.below(world.members.length));
      }
      if (round % 20 === 19) world.compareAll();
    }
    world.settle();
    world.compareAll();
    world.compareWithEachOther();
    for (const key of ["inserts", "covers", "uncovers", "contested", "leftChildren"] as const) {
      sum[key] += world.coverage[key];
    }
  });
  if (process.env.WEFT_SEED === undefined)
    for (const count of Object.values(sum)) expect(count).toBeGreaterThan(100);
});
