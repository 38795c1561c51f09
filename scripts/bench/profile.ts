/**
 * Where our own time goes: V8's profile of a workload, as a share of the timed runs for each function. Whatever a figure
 * falls short by is in one of these lines.
 */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

/** Microseconds between two samples. */
const intervalMicroseconds = 50;
/** The method that is timed, in `bench/src/measuring/stopwatch.ts`. */
const timedFrame = "run";
/** What takes less is summed up. */
const shareMin = 0.015;

interface Frame {
  readonly functionName: string;
  readonly url: string;
}

/** The parts of a `.cpuprofile` that are read here. */
interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: Frame;
    readonly children?: readonly number[];
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** What Node is told so that a workload leaves its profile in a folder. */
export function profileFlags(folder: string, workload: string): readonly string[] {
  const file = `${workload.replace(/[^a-z0-9.-]+/gi, "_")}.cpuprofile`;
  const interval = `--cpu-prof-interval=${intervalMicroseconds}`;
  return ["--cpu-prof", interval, `--cpu-prof-dir=${folder}`, `--cpu-prof-name=${file}`];
}

/** The profiles of a folder as a page of Markdown. */
export function profilePage(folder: string, heading: string): string {
  const sections = readdirSync(folder)
    .filter((file) => file.endsWith(".cpuprofile"))
    .sort()
    .map((file) => profileSection(basename(file, ".cpuprofile"), readProfile(join(folder, file))));
  return [heading, ...sections].join("\n\n");
}

function readProfile(file: string): CpuProfile {
  return JSON.parse(readFileSync(file, "utf8"));
}

function profileSection(workload: string, profile: CpuProfile): string {
  const selfTimes = selfTimesOf(profile);
  const total = [...selfTimes.values()].reduce((sum, time) => sum + time, 0);
  const rows: string[] = [];
  let rest = 1;
  for (const [name, time] of [...selfTimes].sort((a, b) => b[1] - a[1])) {
    const share = time / total;
    if (share < shareMin) break;
    rest -= share;
    rows.push(`| ${name} | ${(share * 100).toFixed(1)} % |`);
  }
  rows.push(`| all others, each below ${shareMin * 100} % | ${(rest * 100).toFixed(1)} % |`);
  return [`## ${workload}`, "", "| function | of the timed runs |", "| :-- | --: |", ...rows].join("\n");
}

/** Microseconds by function, of samples within timed runs. What V8 built into another function is told as its own. */
function selfTimesOf({ nodes, samples, timeDeltas }: CpuProfile): Map<string, number> {
  const timed = new Map<number, string>();
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const visit = (id: number, isTimed: boolean): void => {
    const node = byId.get(id);
    if (!node) return;
    if (isTimed) timed.set(id, nameOf(node.callFrame));
    for (const child of node.children ?? [])
      visit(child, isTimed || node.callFrame.functionName === timedFrame);
  };
  const [root] = nodes;
  if (root) visit(root.id, false);
  const times = new Map<string, number>();
  for (const [at, id] of samples.entries()) {
    const name = timed.get(id);
    if (name !== undefined) times.set(name, (times.get(name) ?? 0) + (timeDeltas[at] ?? 0));
  }
  return times;
}

/** A function and its module. */
function nameOf({ functionName, url }: Frame): string {
  const name = `\`${functionName || "(anonymous)"}\``;
  const [, owner, module] = /([\w-]+)\/(?:dist|src)\/([\w/-]+)\.[jt]s$/.exec(url) ?? [];
  if (owner !== undefined) return `${name} ${owner}/${module}`;
  return url.startsWith("file:") ? `${name} the bench` : `${name} Node`;
}
