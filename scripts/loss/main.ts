/** `npm run loss`: which binding keeps what people type, in the same random histories. */
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { faults } from "../../bench/src/loss/summary.ts";
import { refreshReport } from "../bench/long-runs.ts";
import { packageFacts } from "../bench/peers.ts";
import { seedFrom } from "../seed.mjs";
import { root } from "../workspace.mjs";
import { compileChild, listEngines, play, type Task, tellStory } from "./children.ts";
import { type LossResults, lossReport, type Row, rowWords } from "./report.ts";

const usage = `npm run loss [-- --runs N] [--seed N] [--alone LIST] [--engines LIST] …

  --runs N        histories of each engine with each K (500)
  --seed N        the first seed; seeds count up (1; "new" draws one)
  --alone LIST    K: how many edits each person makes alone, five times (1,4,12,30)
  --engines LIST  of weft, y-prosemirror, y-tiptap (all)
  --story         one history of one engine, edit by edit: --story --engines weft --alone 4 --seed 7
  --jobs N        processes at once (one for each processor)
  --out DIR       where LOSS.md and loss.json go: bench/, or test-results/loss/ when the run is not a whole one`;

/** What a whole run is. */
const wholeRuns = 500;
const wholeAlone = "1,4,12,30";

/** Plays the histories and writes what came of them; resolves to the exit code: 1 if ours lost anything. */
export async function loss(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      runs: { type: "string", default: `${wholeRuns}` },
      seed: { type: "string", default: "1" },
      alone: { type: "string", default: wholeAlone },
      engines: { type: "string", default: "" },
      jobs: { type: "string", default: `${availableParallelism()}` },
      story: { type: "boolean", default: false },
      out: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  await compileChild();
  const seed = seedFrom(values.seed === "new" ? undefined : values.seed);
  const runs = Number(values.runs);
  const editsAlone = values.alone.split(",").map(Number);
  const known = await listEngines();
  const engines = known.filter(
    ({ name }) => values.engines === "" || values.engines.split(",").includes(name),
  );
  const tasks = editsAlone.flatMap((alone) =>
    engines.map(({ name }): Task => ({ engine: name, editsAlone: alone, seed, runs })),
  );
  if (values.story) {
    for (const task of tasks) await tellStory({ ...task, runs: 1 });
    return 0;
  }
  console.log(`seeds ${seed} to ${seed + runs - 1}, ${tasks.length} times`);
  const start = performance.now();
  const rows = await playAll(tasks, Number(values.jobs));
  const packages = [...new Set(engines.flatMap((engine) => engine.packages))].map(packageFacts);
  const results: LossResults = {
    seed,
    runs,
    engines,
    packages,
    rows,
    seconds: (performance.now() - start) / 1000,
  };
  const isWhole = runs >= wholeRuns && values.alone === wholeAlone && engines.length === known.length;
  write(results, resolve(values.out ?? join(root, isWhole ? "bench" : "test-results/loss")));
  const ours = rows.filter(({ engine }) => engine === "weft");
  return ours.every((row) => faults.every((fault) => row[fault] === 0)) ? 0 : 1;
}

/** The slow ones first, so that no process has to wait for the last. */
async function playAll(tasks: readonly Task[], jobs: number): Promise<readonly Row[]> {
  const waiting = tasks.toSorted((a, b) => a.editsAlone - b.editsAlone);
  const rows: Row[] = [];
  const worker = async (): Promise<void> => {
    for (let task = waiting.pop(); task; task = waiting.pop()) {
      const row = { engine: task.engine, editsAlone: task.editsAlone, ...(await play(task)) };
      rows.push(row);
      console.log(rowWords(row));
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  return tasks.flatMap(({ engine, editsAlone }) =>
    rows.filter((row) => row.engine === engine && row.editsAlone === editsAlone),
  );
}

function write(results: LossResults, folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "loss.json"), `${JSON.stringify(results, null, 1)}\n`);
  const report = lossReport(results);
  writeFileSync(join(folder, "LOSS.md"), report);
  if (folder === join(root, "bench")) refreshReport(folder);
  console.log(`\n${report}\n${join(folder, "LOSS.md")}`);
}
