/**
 * One process: measures one workload of one library and prints the outcome as one line of JSON, or lists what there
 * is to be measured. `scripts/bench` compiles and starts it.
 */
import { parseArgs } from "node:util";
import { libraries } from "./libraries/index.ts";
import type { Library } from "./library.ts";
import { Scratch } from "./measuring/scratch.ts";
import { watchWasmMemory } from "./measuring/wasm-memory.ts";
import { Traces } from "./traces/index.ts";
import type { Outcome, Workload } from "./workload.ts";
import { workloadsOf } from "./workloads/index.ts";

const { values } = parseArgs({
  options: {
    library: { type: "string" },
    workload: { type: "string" },
    folder: { type: "string", default: "." },
    scratch: { type: "string", default: "" },
    traces: { type: "string" },
    runs: { type: "string", default: "7" },
    quick: { type: "boolean", default: false },
  },
});
const traces = new Traces(values.traces ?? null, values.quick);
const workloads = workloadsOf(traces.material);
print(
  values.workload === undefined ? await catalogue() : await measured(values.workload, values.library ?? ""),
);

/** What a workload is, without doing it. */
async function catalogue(): Promise<unknown> {
  const facts = [];
  for (const open of Object.values(libraries)) {
    const { name, title, packages, use, merges } = await open();
    facts.push({ name, title, packages, use, merges });
  }
  const listed = workloads.map(({ measure: _measure, ...facts }: Workload) => facts);
  return { material: traces.material, libraries: facts, workloads: listed };
}

async function measured(name: string, libraryName: string): Promise<Outcome> {
  const workload = workloads.find((candidate) => candidate.name === name);
  const open = libraries[libraryName];
  if (!workload || !open) throw new Error(`nothing is called ${name} or ${libraryName}`);
  watchWasmMemory();
  const library: Library = await open();
  return await workload.measure({
    library,
    limits: { runs: Number(values.runs), budgetMs: workload.budgetMs, cold: false },
    scratch: new Scratch(values.scratch),
    traces,
    folder: values.folder,
    quick: values.quick,
  });
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
