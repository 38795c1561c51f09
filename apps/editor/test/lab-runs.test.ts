/** What the lab's page plays in its worker: looked at after every moment, it comes to what `npm run lab` says. */
import { engines, playScene, scenes } from "@weft/lab";
import { expect, test } from "vitest";
import { SideBySide, sightOf } from "../src/lab/scenes/side-by-side.ts";

const names = engines.map(({ name }) => name);
/** Of the engines that keep all they ever heard, long scenes take most of a minute. */
const enginesOf = (scene: string) => (scene.length < 4 ? engines : engines.slice(0, 3));
/** To look at a long scene after every moment would take most of the test's time. */
const looksEvery = (scene: string): number => (scene.length < 4 ? 1 : 40);
/** The one scene that is as long as one likes. */
const sizeOf = (scene: string): number => (scene === "long-session" ? 0.05 : 1);

/** The verdicts of a run that is looked at after every moment, as a person follows it. */
function followed(scene: string, seed: number) {
  const run = new SideBySide({
    scene,
    engines: enginesOf(scene).map(({ name }) => name),
    seed,
    size: sizeOf(scene),
    paceMs: 1,
  });
  let moments = 0;
  for (const turn of run.turns()) {
    for (const going of turn) if (moments++ % looksEvery(scene) === 0) sightOf(going);
  }
  expect(moments).toBeGreaterThan(1);
  return run.sights();
}

for (const scene of scenes) {
  test(`${scene.name}: the page's verdicts are those of a run without one`, () => {
    const sights = followed(scene.name, 1);
    const alone = enginesOf(scene.name).map((engine) =>
      playScene({ engine, scene, seed: 1, size: sizeOf(scene.name) }),
    );
    expect(sights.map(({ verdict }) => verdict)).toEqual(alone);
    for (const { people, verdict } of sights) {
      const marked = people?.map(({ lost }) => lost.map(({ text }) => text).join("").length) ?? [];
      // All that the last exchange left out has its place in what somebody sees.
      if (verdict.lost > 0 && scene.name.length < 4) expect(Math.max(...marked)).toBeGreaterThan(0);
      if (verdict.lost === 0) expect(Math.max(0, ...marked)).toBe(0);
    }
  });
}

test("a long run says how far it is, and what nobody knows has no place", () => {
  const run = new SideBySide({
    scene: "long-session",
    engines: ["weft", "none"],
    seed: 1,
    size: 0.1,
    paceMs: 0,
  });
  const shares: (number | null)[] = [];
  for (const _turn of run.turns()) shares.push(run.share);
  expect(shares).toEqual([0.25, 0.5, 0.75, 1]);
  expect(run.sights()).toHaveLength(1);
  const row = new SideBySide({ scene: "a", engines: ["weft"], seed: 1, size: 1, paceMs: 0 });
  for (const _turn of row.turns()) expect(row.share).toBeNull();
  expect(new SideBySide({ scene: "none", engines: names, seed: 1, size: 1, paceMs: 0 }).sights()).toEqual([]);
});
