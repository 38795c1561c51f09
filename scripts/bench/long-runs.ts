/**
 * What the long runs came to, for `bench/RESULTS.md`: load and loss from the files that their commands write, the
 * others from `bench/long-runs.json`, which `npm run record` keeps.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LoadResults } from "../load/report.ts";
import { type FiguresByServer, rows as loadRows } from "../load/rows.ts";
import type { LossResults } from "../loss/report.ts";
import { digits } from "./digits.ts";
import { report } from "./report.ts";
import { RESULTS_FORMAT, type Results } from "./results.ts";

/** One command as it was run last, and the lines with figures that it printed. */
export interface LongRun {
  /** As somebody would type it, its seed included. */
  readonly command: string;
  readonly machine: string;
  readonly seconds: number;
  readonly lines: readonly string[];
}

/** The section of the results; `folder` is where the files lie. A file that is not there is a run that was not made. */
export function longRunsReport(folder: string): string {
  const read = <Content>(name: string): Content | null => {
    const file = join(folder, name);
    return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Content) : null;
  };
  const load = read<LoadResults>("load.json");
  const loss = read<LossResults>("loss.json");
  const runs = read<readonly LongRun[]>("long-runs.json");
  return [
    ...(load ? [loadTable(load)] : []),
    ...(loss ? [lossWords(loss)] : []),
    ...(runs ?? []).map(runWords),
  ].join("\n\n");
}

/**
 * Writes `RESULTS.md` of a folder anew from the figures that lie beside it, after one of the long runs. Where there are none, or of
 * another form, it waits for the next `npm run bench`.
 */
export function refreshReport(folder: string): void {
  const file = join(folder, "results.json");
  if (!existsSync(file)) return;
  const results = JSON.parse(readFileSync(file, "utf8")) as Results;
  if (results.format === RESULTS_FORMAT)
    writeFileSync(join(folder, "RESULTS.md"), report(results, longRunsReport(folder)));
}

function loadTable({ machine, seconds, results }: LoadResults): string {
  const lines = results.flatMap(({ row: { name, title, runs }, found, spread }) => {
    const row = loadRows.find((other) => other.name === name);
    if (!row) return [];
    const missed = row.demands.filter((demand) => !demand.isReached(found));
    const range = spread?.weft?.[row.lead];
    return [
      [
        title,
        row.demands.map(({ words }) => words).join(", "),
        leads(found, row.lead),
        range && runs > 1 ? `${digits(range[0])}–${digits(range[1])}` : "one run",
        missed.length === 0 ? "yes" : `**no**: ${missed.map(({ words }) => words).join(", ")}`,
      ],
    ];
  });
  const head = ["load", "asked", "found", "ours, spread", "reached"];
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [
    `\`npm run load\`, ${Math.ceil(seconds / 60)} minutes on ${machine}; every figure, and what was raised for the run, is in [LOAD.md](LOAD.md).`,
    [line(head), line(head.map(() => ":--")), ...lines.map(line)].join("\n"),
  ].join("\n\n");
}

function leads(found: FiguresByServer, lead: string): string {
  return Object.entries(found)
    .map(([kind, figures]) => `${kind} ${figures[lead] === undefined ? "–" : digits(figures[lead])}`)
    .join(", ")
    .concat(` (${lead})`);
}

function lossWords({ seed, runs, seconds, rows }: LossResults): string {
  const engines = [...new Set(rows.map(({ engine }) => engine))].map((engine) => {
    const own = rows.filter((row) => row.engine === engine);
    const sum = (what: "runs" | "kept" | "lost" | "doubled" | "revived" | "misplaced"): string =>
      own.reduce((total, row) => total + row[what], 0).toLocaleString("en");
    return `${engine}: ${sum("runs")} histories, of ${sum("kept")} characters ${sum("lost")} lost, ${sum("doubled")} doubled, ${sum("revived")} revived, ${sum("misplaced")} misplaced`;
  });
  return `\`npm run loss -- --runs ${runs} --seed ${seed}\`, ${Math.ceil(seconds / 60)} minutes, all K together; more in [LOSS.md](LOSS.md).\n\n${engines.map((words) => `- ${words}`).join("\n")}`;
}

function runWords({ command, machine, seconds, lines }: LongRun): string {
  return `\`${command}\`, ${Math.ceil(seconds / 60)} minutes on ${machine}.\n\n\`\`\`text\n${lines.join("\n")}\n\`\`\``;
}
