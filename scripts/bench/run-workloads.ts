/** Every (library, workload) in a process of its own, one after another. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spread } from "../../bench/src/measuring/spread.ts";
import type { Outcome, Workload } from "../../bench/src/workload.ts";
import { ours } from "./figures.ts";
import { startChild } from "./peers.ts";
import { profileFlags } from "./profile.ts";
import type { Result } from "./results.ts";

/** What the children can do. */
export interface Catalogue {
  readonly material: { readonly main: string; readonly traces: readonly string[]; readonly session: string };
  readonly libraries: readonly {
    readonly name: string;
    readonly title: string;
    readonly packages: readonly string[];
    readonly use: string;
    readonly merges: boolean;
  }[];
  readonly workloads: readonly Omit<Workload, "measure">[];
}

/** What is wanted of them. */
export interface Plan {
  readonly traces: string | null;
  readonly runs: number;
  readonly limitSeconds: number;
  readonly quick: boolean;
  /** After so long no peer is asked any more; what was not reached is left out, and said to be. */
  readonly minutesMax: number;
  /** Beginnings of names of workloads; empty for all. */
  readonly only: readonly string[];
  /** Names of libraries; empty for all. */
  readonly libraries: readonly string[];
  /** Where profiles go, if they are wanted. */
  readonly profiles: string | null;
}

/** Asks a child what there is. */
export async function readCatalogue(traces: string | null): Promise<Catalogue> {
  const ended = await startChild(traces === null ? [] : ["--traces", traces], 60);
  if (ended.type !== "printed") throw new Error(`the list of workloads: ${JSON.stringify(ended)}`);
  return JSON.parse(ended.line);
}

/** How a plan is gone through. */
interface Course {
  /** Workloads in which something is asked of us beside others: the time has to do for them. */
  readonly first: ReadonlySet<string>;
  /** Hears each result as it comes. */
  readonly tell: (result: Result) => void;
}

/** Measures what the plan wants, and what that needs. */
export async function runWorkloads(
  catalogue: Catalogue,
  plan: Plan,
  { first, tell }: Course,
): Promise<readonly Result[]> {
  const scratch = mkdtempSync(join(tmpdir(), "weft-bench-"));
  const results: Result[] = [];
  const deadline = performance.now() + plan.minutesMax * 60_000;
  try {
    for (const workload of wanted(catalogue, plan.only, first)) {
      for (const { name: library } of catalogue.libraries) {
        if (!takesPart(library, workload, catalogue, plan)) continue;
        const before = results.find(
          (result) => result.library === library && result.workload === workload.after,
        );
        const result =
          performance.now() > deadline && library !== ours
            ? empty(library, workload, "no time", `the ${plan.minutesMax} minutes were up`)
            : workload.after !== null && before?.status !== "measured"
              ? leftOut(library, workload, before)
              : await measured(library, workload, { ...plan, scratch: join(scratch, library) });
        results.push(result);
        tell(result);
      }
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return results;
}

/** What goes first and then the rest, each in the order of the catalogue: what others need before them. */
function wanted(
  { workloads }: Catalogue,
  only: readonly string[],
  first: ReadonlySet<string>,
): Catalogue["workloads"] {
  const asked = withNeeded(
    workloads,
    ({ name }) => only.length === 0 || only.some((beginning) => name.startsWith(beginning)),
  );
  const early = new Set(withNeeded(asked, ({ name }) => first.has(name)));
  return [...early, ...asked.filter((workload) => !early.has(workload))];
}

function withNeeded(
  workloads: Catalogue["workloads"],
  isWanted: (workload: Catalogue["workloads"][number]) => boolean,
): Catalogue["workloads"] {
  const names = new Set(workloads.filter(isWanted).flatMap(({ name, after }) => [name, after]));
  return workloads.filter(({ name }) => names.has(name));
}

function takesPart(
  library: string,
  { libraries }: Catalogue["workloads"][number],
  catalogue: Catalogue,
  plan: Plan,
): boolean {
  if (plan.libraries.length > 0 && !plan.libraries.includes(library)) return false;
  if (libraries === "all") return true;
  if (libraries === "replicas")
    return catalogue.libraries.find(({ name }) => name === library)?.merges === true;
  return libraries.includes(library);
}

async function measured(
  library: string,
  workload: Catalogue["workloads"][number],
  plan: Plan & { readonly scratch: string },
): Promise<Result> {
  const args = ["--library", library, "--workload", workload.name, "--scratch", plan.scratch];
  args.push("--runs", String(plan.runs), ...(plan.traces === null ? [] : ["--traces", plan.traces]));
  if (plan.quick) args.push("--quick");
  const outcomes: Outcome[] = [];
  for (
    let process = 0;
    process < (plan.quick ? Math.min(2, workload.processes) : workload.processes);
    process++
  ) {
    const flags = plan.profiles === null ? [] : profileFlags(plan.profiles, workload.name);
    const ended = await startChild(args, plan.limitSeconds, flags);
    if (ended.type === "failed") return empty(library, workload, "failed", ended.reason);
    if (ended.type === "exceeded" && ended.during === "preparation")
      return empty(library, workload, "left out", "what comes before the first timed run takes too long");
    if (ended.type === "exceeded")
      return empty(library, workload, "exceeded", `one run takes more than ${plan.limitSeconds} s`);
    const outcome: Outcome = JSON.parse(ended.line);
    outcomes.push(outcome);
    // Whoever is slow is not asked as often.
    if ((outcome.ms?.median ?? 0) > slowMs && outcomes.length >= 2) break;
  }
  const [first] = outcomes;
  if (!first) throw new Error(`${workload.name} was asked of no process`);
  const medians = outcomes.flatMap(({ ms }) => (ms ? [ms.median] : []));
  const ms = outcomes.length > 1 && medians.length > 0 ? spread(medians) : first.ms;
  return { library, workload: workload.name, status: "measured", ...first, ms, reason: "" };
}

const slowMs = 4_000;

function leftOut(
  library: string,
  { name, after }: Catalogue["workloads"][number],
  before: Result | undefined,
): Result {
  const reason = `it needs ${after}, which was not measured: ${before?.reason || "it was left out"}`;
  return empty(library, { name }, "left out", reason);
}

function empty(
  library: string,
  { name }: { readonly name: string },
  status: Result["status"],
  reason: string,
): Result {
  return { library, workload: name, status, ms: null, values: {}, parts: {}, checked: "", reason };
}
