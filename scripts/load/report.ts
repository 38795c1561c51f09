/** `bench/LOAD.md`: what is not reached first, then every row and every figure. */
import type { ServerKind } from "./messages.ts";
import type { Figures, FiguresByServer, Row } from "./rows.ts";

/** A whole run. */
export interface LoadResults {
  readonly machine: string;
  readonly settings: string;
  /** What was given on the command line, folders aside. */
  readonly options: string;
  readonly packages: readonly { readonly name: string; readonly version: string }[];
  readonly seconds: number;
  readonly results: readonly {
    readonly row: Row;
    /** Medians. */
    readonly found: FiguresByServer;
    /** The least and the most of each figure over the runs. */
    readonly spread?: Readonly<
      Partial<Record<ServerKind, Readonly<Record<string, readonly [number, number]>>>>
    >;
  }[];
}

/** One row in words, as soon as it is there. */
export function resultWords(row: Row, found: FiguresByServer): string {
  const figures = Object.entries(found).map(([kind, values]) => `  ${kind}: ${figureWords(values)}`);
  return [`${row.name}: ${verdictWords(row, found)}`, ...figures].join("\n");
}

/** The whole document. */
export function loadReport({ machine, settings, options, packages, seconds, results }: LoadResults): string {
  const missed = results.flatMap(({ row, found }) =>
    row.demands
      .filter((demand) => !demand.isReached(found))
      .map(({ words }) => `- **${row.title}**: asked ${words}; ours ${figureWords(found.weft ?? {})}.`),
  );
  return [
    "# Load",
    `\`npm run load${options === "" ? "" : ` -- ${options}`}\`, ${seconds} s on ${machine}. Servers and clients are processes on this machine, on 127.0.0.1; a server is fresh for every run. Beside ours: ${packages.map(({ name, version }) => `${name} ${version}`).join(", ")}, both with their defaults, which write nothing to a disk; weft-yjs is ours with a Yjs document, whose edits are heard when they are on the disk. Messages are not deflated by anybody.`,
    `Raised for ours, because all clients have one address: \`${settings}\`. The slow disk is the storage port: each append commits with a real fsync, and the storage thread sleeps 5 ms longer. Edits are made before the clock runs, so that the clients' own work does not stand in the times; in a room, and on the slow disk, the first two or three seconds are not counted on any server, because code is compiled then, the clients' too. Memory is told after a collection in all threads of a process. Milliseconds; where a row ran several times, servers in turn, each figure is the median, with the least and the most in brackets.`,
    "## What is not reached",
    missed.length === 0 ? "Everything asked is reached." : missed.join("\n"),
    "## Rows",
    ...results.map(rowSection),
    "",
  ].join("\n\n");
}

function rowSection({ row, found, spread }: LoadResults["results"][number]): string {
  const names = [...new Set(Object.values(found).flatMap((figures) => Object.keys(figures)))];
  const ordered = [row.lead, ...names.filter((name) => name !== row.lead)];
  const lines = [
    `### ${row.title}`,
    `Asked: ${row.demands.map(({ words }) => words).join(", ")}. ${verdictWords(row, found)}${row.runs > 1 ? ` Median of ${row.runs} runs.` : ""}${row.without === undefined ? "" : ` Without the others: ${row.without}.`}`,
    [
      `| server | ${ordered.join(" | ")} |`,
      `| :-- | ${ordered.map(() => "--:").join(" | ")} |`,
      ...Object.entries(found).map(
        ([kind, figures]) =>
          `| ${kind} | ${ordered.map((name) => cell(figures[name], spread?.[kind as ServerKind]?.[name])).join(" | ")} |`,
      ),
    ].join("\n"),
  ];
  return lines.join("\n\n");
}

function verdictWords(row: Row, found: FiguresByServer): string {
  const missed = row.demands.filter((demand) => !demand.isReached(found));
  return missed.length === 0 ? "Reached." : `Not reached: ${missed.map(({ words }) => words).join(", ")}.`;
}

function figureWords(figures: Figures): string {
  return Object.entries(figures)
    .map(([name, value]) => `${name} ${digits(value)}`)
    .join(", ")
    .replace(/^$/, "did not get through");
}

/** A median, and what the runs lay between. */
function cell(value: number | undefined, spread: readonly [number, number] | undefined): string {
  return spread && spread[0] !== spread[1]
    ? `${digits(value)} (${digits(spread[0])}–${digits(spread[1])})`
    : digits(value);
}

function digits(value: number | undefined): string {
  return value === undefined ? "—" : value.toLocaleString("en-US", { maximumFractionDigits: 1 });
}
