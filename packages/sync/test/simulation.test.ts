import { systemRandom } from "@weft/base";
import { expect, test } from "vitest";
import { live, type Troubles } from "./simulation/random-life.ts";
import { World, type WorldOptions } from "./simulation/world.ts";

const base = Number(process.env.WEFT_SEED ?? process.env.WEFT_FIRST_SEED ?? systemRandom.below(2 ** 31));
const pin = `seed ${base} (pin it with WEFT_SEED=${base})`;
/** How many times as many lives: long runs ask for more. */
const times = Number(process.env.WEFT_RUNS ?? 1);
process.stdout.write(`simulation of clients: ${pin}\n`);
const all = { crashes: true, serverKills: true, restores: false, fullDisks: true };

interface Life {
  readonly seed: number;
  readonly troubles: Troubles;
  readonly sharedTabs: boolean;
}

/**
 * Lives that went wrong once: text of a full disk that only a dying tab still held; an id that was leased again although
 * its unstored batches had left; a batch that left while the disk had not answered yet.
 */
const pinned: readonly Omit<Life, "troubles">[] = [
  { seed: 341598874, sharedTabs: true },
  { seed: 5003, sharedTabs: true },
  { seed: 20003, sharedTabs: true },
  { seed: 7, sharedTabs: true },
];

/** Plays one life to its end; gives what was wrong and what happened. */
async function play(life: Life, planted: Pick<WorldOptions, "machine" | "serverBugs"> = {}): Promise<World> {
  const world = new World({ seed: life.seed, browsers: 3, sharedTabs: life.sharedTabs, ...planted });
  await live(world, 60, life.troubles);
  if (!(await world.settle())) world.faults.push(`does not settle: ${world.describe()}`);
  return world;
}

const stories: readonly { readonly name: string; readonly runs: number; readonly troubles: Troubles }[] = [
  {
    name: "[SY-1] [SY-2] [SY-14] cuts, delays, dead sockets and a server that dies",
    runs: 8,
    troubles: { ...all, crashes: false, fullDisks: false },
  },
  { name: "[SY-1] [SY-3] [SY-22] tabs that die and disks that fill, too", runs: 10, troubles: all },
  {
    name: "[SY-1] [SY-2] [PR-28] a way on which frames are lost or come twice",
    runs: 10,
    troubles: { ...all, fullDisks: false, faultyFrames: true },
  },
  {
    name: "[PR-29] [SY-35] an owner who erases the history, too",
    runs: 8,
    troubles: { ...all, fullDisks: false, erasures: true },
  },
  {
    name: "[PR-15] [SY-17] a server that goes back to an old backup, too",
    runs: 8,
    troubles: { ...all, fullDisks: false, restores: true },
  },
];

for (const { name, runs, troubles } of stories) {
  test(`${name}: nothing is lost or doubled, all agree, ${pin}`, async () => {
    const happened = new Map<string, number>();
    const server = { duplicates: 0, snapshots: 0, tails: 0, reoffered: 0, refusals: 0 };
    const fresh = Array.from({ length: runs * times }, (_, run) => ({
      seed: base + run,
      sharedTabs: run % 2 === 0,
    }));
    for (const life of [...pinned, ...fresh]) {
      const world = await play({ ...life, troubles });
      expect(await world.judge(), `seed ${life.seed}, tabs ${life.sharedTabs}`).toEqual([]);
      for (const [what, times] of world.happened) happened.set(what, (happened.get(what) ?? 0) + times);
      server.duplicates += world.server.counts.duplicates;
      server.snapshots += world.server.counts.snapshots;
      server.tails += world.server.counts.tails;
      server.reoffered += world.server.counts.reoffered;
    }
    const kinds = ["type", "erase", "cut", "silence", "network", "open", "server"];
    if (troubles.crashes) kinds.push("crash");
    if (troubles.fullDisks) kinds.push("full");
    if (troubles.restores) kinds.push("restore");
    if (troubles.erasures) kinds.push("history erased");
    if (troubles.faultyFrames) kinds.push("faulty frame");
    for (const kind of kinds) expect(happened.get(kind), kind).toBeGreaterThan(0);
    for (const way of ["duplicates", "snapshots", "tails"] as const)
      expect(server[way], way).toBeGreaterThan(0);
    if (troubles.restores) expect(server.reoffered).toBeGreaterThan(0);
  });
}
