/**
 * `npm run bench`: our sequence beside its peers, and a keystroke's way to the other screen, measured on this machine
 * and judged against what the project promises.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, release, tmpdir, totalmem, type } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { root } from "../workspace.mjs";
import { bindingLosses, bindingVerdicts, measureBindings } from "./binding.ts";
import { conflictVerdicts, measureConflicts } from "./conflicts.ts";
import { digits } from "./digits.ts";
import { Figures, lossesIn, ours } from "./figures.ts";
import { measureKeystrokes } from "./keystroke.ts";
import { longDocumentVerdicts, measureLongDocument } from "./long-document.ts";
import { longRunsReport } from "./long-runs.ts";
import { drawPlot, ensurePeers, packageFacts } from "./peers.ts";
import { profilePage } from "./profile.ts";
import { report } from "./report.ts";
import { type NotMeasured, RESULTS_FORMAT, type Result, type Results } from "./results.ts";
import { type Catalogue, type Plan, readCatalogue, runWorkloads } from "./run-workloads.ts";
import { verdictsOf } from "./verdicts.ts";

const usage = `npm run bench [-- --traces DIR] [--runs N] [--only NAMES] [--libraries NAMES] [--quick] …

  --traces DIR       recorded sessions, github.com/josephg/editing-traces; generated ones without
  --runs N           measured runs of each library and workload, the median counts (5)
  --limit SECONDS    what one run may take before it is ended (30)
  --minutes N        after so long the peers are not asked any more (25); what they are asked
                     to be beside goes first
  --only NAMES       workloads whose names begin so, comma between: local, updates, remote, replay, merge, join, b1,
                     b2.2, backwards, scattered, saved-size, load, first-edit, memory, growth, cold, bundle, keystroke,
                     binding, long-document, conflicts
  --libraries NAMES  weft, gap-buffer, yjs, ywasm, loro, automerge, json-joy, json-joy-node, diamond-types, list-positions
  --quick            three runs, a limit of 8 s, smaller shapes: to try the bench, not to quote it
  --profile          ours alone under V8's profiler, of the workloads that --only names: PROFILES.md, and no results
  --keys N           keystrokes a run of the measurement with browsers (200)
  --out DIR          where RESULTS.md, results.json and results.svg go: bench/, or test-results/bench/ when the run is
                     not a whole one
  --strict           exit code 1 if something that is asked is not kept; a wrong result is always 1`;

/** Runs the measurements; resolves to the exit code: 1 if a library's result was wrong, strictly also if a promise is not kept. */
export async function bench(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      traces: { type: "string" },
      runs: { type: "string" },
      limit: { type: "string" },
      minutes: { type: "string", default: "25" },
      only: { type: "string", default: "" },
      libraries: { type: "string", default: "" },
      quick: { type: "boolean", default: false },
      keys: { type: "string" },
      profile: { type: "boolean", default: false },
      out: { type: "string" },
      strict: { type: "boolean", default: false },
      help: { type: "boolean" },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const { quick } = values;
  const plan: Plan = {
    traces: values.traces === undefined ? null : resolve(values.traces),
    runs: Number(values.runs ?? (quick ? 3 : 5)),
    limitSeconds: Number(values.limit ?? (quick ? 8 : 30)),
    quick,
    minutesMax: Number(values.minutes),
    only: names(values.only),
    libraries: values.profile ? [ours] : names(values.libraries),
    profiles: values.profile ? mkdtempSync(join(tmpdir(), "weft-profiles-")) : null,
  };
  const isWhole = !quick && plan.only.length === 0 && plan.libraries.length === 0;
  const out = resolve(values.out ?? join(root, isWhole ? "bench" : "test-results/bench"));
  const start = performance.now();
  await ensurePeers();
  const catalogue = await readCatalogue(plan.traces);
  const first = new Set(
    verdictsOf([], catalogue.material, plan.limitSeconds).flatMap(({ compared }) => compared ?? []),
  );
  const results = await runWorkloads(catalogue, plan, { first, tell });
  if (plan.profiles !== null) return writeProfiles(plan.profiles, results, toldOptions(args), out);
  const keys = Number(values.keys ?? (quick ? 50 : 200));
  const keystrokes = await ifAsked(plan, "keystroke", () => measureKeystrokes(quick ? 1 : 5, keys));
  console.log(`keystroke to the other screen: ${words(keystrokes)}`);
  const binding = await ifAsked(plan, "binding", () => measureBindings(quick ? 1 : 3, keys));
  const longDocument = await ifAsked(plan, "long-document", () =>
    measureLongDocument(quick ? 1 : 3, Math.ceil(keys / 4)),
  );
  const conflicts = await ifAsked(plan, "conflicts", () => measureConflicts(quick ? 3 : 15));
  const whole = assemble(catalogue, plan, {
    options: toldOptions(args),
    results,
    keystrokes,
    binding,
    longDocument,
    conflicts,
    seconds: (performance.now() - start) / 1000,
  });
  await write(whole, out);
  const broken = results.filter(({ library, status }) => status === "failed" && library === "weft");
  for (const { workload, reason } of broken) console.error(`WRONG: ${workload}: ${reason}`);
  const missed = whole.verdicts.filter(({ kept }) => kept === false).length;
  return broken.length > 0 || (values.strict && missed > 0) ? 1 : 0;
}

/** Writes PROFILES.md; resolves to the exit code. */
function writeProfiles(folder: string, results: readonly Result[], options: string, out: string): number {
  const [{ model = "a processor without a name" } = {}] = cpus();
  const heading = `# Profiles

Where the time of the timed runs goes, function by function, as V8 samples it: \`npm run bench -- ${options}\` on ${model}, Node ${process.version}. What is built into a caller is told as its own; collections of garbage are not in it.`;
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, "PROFILES.md"), `${profilePage(folder, heading)}\n`);
  rmSync(folder, { recursive: true, force: true });
  console.log(`\n${join(out, "PROFILES.md")}`);
  return results.some(({ status }) => status === "failed") ? 1 : 0;
}

function names(list: string): readonly string[] {
  return list.split(",").filter((name) => name !== "");
}

/** What needs a browser, or is no workload: measured if it is asked for by its name, or everything is. */
async function ifAsked<Found>(
  plan: Plan,
  name: string,
  measure: () => Promise<Found>,
): Promise<Found | NotMeasured> {
  const wanted = plan.only.length === 0 ? plan.libraries.length === 0 : plan.only.includes(name);
  if (!wanted) return { notMeasured: "it was not asked for" };
  // No browser to be had is a gap in the report, not the end of it.
  return await measure().catch((error: unknown) => ({
    notMeasured: error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error),
  }));
}

/** The command line without the names of folders, which say nothing elsewhere. */
function toldOptions(args: readonly string[]): string {
  return args
    .map((arg, index) => (/^--(traces|out)$/.test(args[index - 1] ?? "") ? "DIR" : arg))
    .map((arg) => arg.replace(/^(--(?:traces|out)=).*/, "$1DIR"))
    .join(" ");
}

type Measured = Pick<
  Results,
  "results" | "keystrokes" | "binding" | "longDocument" | "conflicts" | "seconds"
> &
  Pick<Results["settings"], "options">;

function assemble(
  catalogue: Catalogue,
  plan: Plan,
  { options, results, keystrokes, binding, longDocument, conflicts, seconds }: Measured,
): Results {
  const workloads = catalogue.workloads
    .filter(({ name }) => results.some(({ workload }) => workload === name))
    .map(({ name, title, about, unit }) => ({ name, title, about, unit }));
  const measured = new Set(results.map(({ library }) => library));
  return {
    format: RESULTS_FORMAT,
    machine: {
      processors: `${cpus().length} × ${cpus()[0]?.model.trim() ?? "unknown"}`,
      memoryGb: Math.round(totalmem() / 2 ** 30),
      system: `${type()} ${release().split("-")[0]}`,
      node: process.version,
    },
    settings: {
      options,
      runs: plan.runs,
      limitSeconds: plan.limitSeconds,
      quick: plan.quick,
      traces: plan.traces !== null,
    },
    seconds,
    material: catalogue.material,
    libraries: catalogue.libraries
      .filter(({ name }) => measured.has(name))
      .map((library) => ({ ...library, packages: library.packages.map(packageFacts) })),
    workloads,
    results,
    verdicts: [
      ...verdictsOf(results, catalogue.material, plan.limitSeconds),
      ...("notMeasured" in binding ? [] : bindingVerdicts(binding)),
      ...("notMeasured" in longDocument ? [] : longDocumentVerdicts(longDocument)),
      ...("notMeasured" in conflicts ? [] : conflictVerdicts(conflicts)),
    ],
    losses: [
      ...lossesIn(new Figures(results, plan.limitSeconds), workloads),
      ...("notMeasured" in binding ? [] : bindingLosses(binding)),
    ],
    keystrokes,
    binding,
    longDocument,
    conflicts,
  };
}

async function write(results: Results, out: string): Promise<void> {
  mkdirSync(out, { recursive: true });
  const file = (name: string): string => join(out, name);
  writeFileSync(file("results.json"), `${JSON.stringify(results, null, 1)}\n`);
  writeFileSync(file("RESULTS.md"), report(results, longRunsReport(join(root, "bench"))));
  await drawPlot(file("results.json"), file("results.svg"));
  console.log("");
  for (const { measure, must, found, kept } of results.verdicts)
    console.log(`${kept === null ? "  –  " : kept ? " yes " : " NO  "} ${measure}: ${found} (asked ${must})`);
  const count = (kept: boolean): number => results.verdicts.filter((verdict) => verdict.kept === kept).length;
  console.log(
    `\n${count(true)} kept, ${count(false)} not kept, in ${Math.round(results.seconds)} s; ${file("RESULTS.md")}`,
  );
}

function words(keystrokes: Results["keystrokes"]): string {
  if ("notMeasured" in keystrokes) return `not measured: ${keystrokes.notMeasured}`;
  const { middle, kept } = keystrokes;
  const figures = `p50 ${middle.p50.toFixed(1)} ms, p99 ${middle.p99.toFixed(1)} ms, worst ${middle.worst.toFixed(1)} ms`;
  return `${figures}: ${kept ? "kept" : "not kept"}`;
}

/** One line as it comes. */
function tell({ library, workload, status, ms, values, reason }: Result): void {
  const sizes = Object.entries(values).filter(([name]) => /bytes$|^ratio$/i.test(name));
  const figures = [
    ...(ms ? [`${digits(ms.median)} ms (${digits(ms.min)}–${digits(ms.max)}, ${ms.runs})`] : []),
    ...sizes.map(([name, value]) => `${name} ${digits(value)}`),
  ];
  console.log(
    `${workload} · ${library}: ${status === "measured" ? figures.join(", ") : `${status}: ${reason}`}`,
  );
}
