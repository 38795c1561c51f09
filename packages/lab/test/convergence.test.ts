/** The convergence checker over random weather, for Weft and for Yjs: a share of what `npm run lab -- --check` plays. */
import { systemRandom } from "@weft/base";
import { expect, test } from "vitest";
import {
  checkConvergence,
  disagreement,
  type Engine,
  engineNamed,
  playScene,
  sceneNamed,
} from "../src/index.ts";

const seedsEach = 8;
/** Ours meets other weather in each commit; what Yjs's packages do does not depend on our commits. */
const firstSeeds = {
  weft: Number(process.env.WEFT_FIRST_SEED ?? systemRandom.below(2 ** 30)),
  yjs: 1,
};
const wanted = process.env.WEFT_SEED;

for (const [name, first] of Object.entries(firstSeeds)) {
  test(`${name}: whatever the weather, everybody sees the same in the end`, () => {
    const engine = engineNamed(name);
    const seeds = wanted ? [Number(wanted)] : Array.from({ length: seedsEach }, (_, index) => first + index);
    process.stdout.write(`weather of ${name}: seeds ${seeds.join(" ")}\n`);
    for (const seed of engine ? seeds : [])
      expect(engine && checkConvergence(engine, seed), `WEFT_SEED=${seed} plays it again`).toBeNull();
  });
}

test("the checker finds an engine that drops a message now and then", () => {
  const whole = engineNamed("weft");
  const scene = sceneNamed("weather");
  if (!whole || !scene) throw new RangeError("weft, weather");
  const leaky: Engine = {
    ...whole,
    start(options) {
      const { relay, replicas } = whole.start(options);
      let passed = 0;
      return {
        replicas,
        relay: {
          receive: (from, message) => (passed++ % 5 === 4 ? undefined : relay.receive(from, message)),
          takeMessagesFor: (person) => relay.takeMessagesFor(person),
        },
      };
    },
  };
  expect(disagreement(playScene({ engine: leaky, scene, seed: 1 }))).not.toBeNull();
});
