/** `npm run lab`: the scenes of the lab, without a screen. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parseArgs } from "node:util";
import {
  checkConvergence,
  type Engine,
  engineNamed,
  engines,
  fingerprintOf,
  type Play,
  playScene,
  type Scene,
  sceneNamed,
  scenes,
  type Verdict,
} from "@weft/lab";
import { heapTable, measuredScenes } from "./heap-table.ts";
import { verdictTable } from "./verdict-table.ts";

const usage = `npm run lab [-- --scene LIST] [--seed N] …

  --scene LIST    scenes by name, or "all" (all); "list" names them
  --engine LIST   of ${engines.map(({ name }) => name).join(", ")} (all)
  --seed N        the seed (1)
  --seeds N       so many seeds, one after another (1)
  --size N        how many times as long, for scenes that are made of repetition (1)
  --check         the convergence checker instead of the scenes, over --seeds seeds; of Weft and Yjs if no engine is named
  --no-heap       does not measure what the replicas weigh in the heap, for which scenes are played once more
  --json FILE     writes the verdicts as JSON too`;

/** Plays and prints; resolves to the exit code: 1 if Weft lost anything, or the checker found anything. */
export async function lab(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      scene: { type: "string", default: "all" },
      engine: { type: "string", default: "" },
      seed: { type: "string", default: "1" },
      seeds: { type: "string", default: "1" },
      size: { type: "string", default: "1" },
      check: { type: "boolean", default: false },
      "no-heap": { type: "boolean", default: false },
      json: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help || values.scene === "list") {
    console.log(values.help ? usage : scenes.map(({ name, about }) => `${name}: ${about}`).join("\n"));
    return 0;
  }
  const first = Number(values.seed);
  const seeds = Array.from({ length: Number(values.seeds) }, (_, index) => first + index);
  if (values.check) return check(chosen(values.engine || "weft,yjs", engineNamed), seeds);
  const playedEngines = values.engine === "" ? engines : chosen(values.engine, engineNamed);
  const playedScenes = values.scene === "all" ? scenes : chosen(values.scene, sceneNamed);
  const verdicts = play(playedEngines, playedScenes, { seeds, size: Number(values.size) });
  console.log(verdictTable(verdicts, playedEngines));
  console.log(`\nfingerprint ${fingerprintOf(verdicts)}`);
  console.log(`processor time, no part of a verdict: ${spentWords(playedEngines)}`);
  const measured = values.scene === "all" ? measuredScenes(playedScenes, verdicts) : playedScenes;
  if (!values["no-heap"]) {
    console.log(await heapTable(playedEngines, measured, { seed: first, size: Number(values.size) }));
  }
  if (values.json) {
    const file = resolve(values.json);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify(verdicts, null, 1)}\n`);
  }
  return verdicts.some((verdict) => verdict.engine === "weft" && hasFault(verdict)) ? 1 : 0;
}

/** What each engine's scenes took of the processor, in milliseconds. */
const spentMs = new Map<Engine, number>();

function spentWords(playedEngines: readonly Engine[]): string {
  return playedEngines
    .map((engine) => `${engine.title} ${((spentMs.get(engine) ?? 0) / 1000).toFixed(1)} s`)
    .join(", ");
}

/** Plays a scene and notes what it took. */
function playAndNote(played: Play): Verdict {
  const before = process.cpuUsage();
  const verdict = playScene(played);
  const { user, system } = process.cpuUsage(before);
  spentMs.set(played.engine, (spentMs.get(played.engine) ?? 0) + (user + system) / 1000);
  return verdict;
}

function play(
  playedEngines: readonly Engine[],
  playedScenes: readonly Scene[],
  { seeds, size }: { readonly seeds: readonly number[]; readonly size: number },
): readonly Verdict[] {
  return playedScenes.flatMap((scene) =>
    playedEngines.flatMap((engine) => seeds.map((seed) => playAndNote({ engine, scene, seed, size }))),
  );
}

function hasFault(verdict: Verdict): boolean {
  const { lost, doubled, revived, misplaced, thrown, diverged, invalid, reopensDifferent, asExpected } =
    verdict;
  const isBroken = thrown !== null || diverged || invalid || reopensDifferent || asExpected === false;
  return isBroken || lost + doubled + revived + misplaced > 0;
}

function check(checked: readonly Engine[], seeds: readonly number[]): number {
  let faults = 0;
  for (const engine of checked) {
    let failed = 0;
    for (const seed of seeds) {
      const found = checkConvergence(engine, seed);
      if (found === null) continue;
      failed++;
      console.log(`${engine.title}, seed ${seed}: ${found}`);
    }
    faults += failed;
    console.log(`${engine.title}: ${seeds.length - failed} of ${seeds.length} seeds converge`);
  }
  return faults === 0 ? 0 : 1;
}

function chosen<Item>(list: string, named: (name: string) => Item | null): readonly Item[] {
  return list.split(",").map((name) => {
    const item = named(name);
    if (!item) throw new RangeError(`nothing is called ${name}; --help tells the names`);
    return item;
  });
}
