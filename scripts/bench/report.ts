/** `bench/RESULTS.md`: what we lose first, then what was asked, then every figure. */
import type { Spread } from "../../bench/src/measuring/spread.ts";
import { bindingReport } from "./binding.ts";
import { conflictReport } from "./conflicts.ts";
import { digits } from "./digits.ts";
import type { Keystrokes } from "./keystroke.ts";
import { longDocumentReport } from "./long-document.ts";
import type { Loss } from "./loss.ts";
import type { Result, Results } from "./results.ts";
import type { Verdict } from "./verdict.ts";

/** Losses smaller than this are within what two runs differ by. */
const noise = 1.05;

/** The whole document; `longRuns` is what other commands came to. */
export function report(results: Results, longRuns: string): string {
  return [
    "# Results",
    introduction(results),
    "## What we lose",
    losing(results),
    "## What was asked",
    asked(results.verdicts),
    "![Times of every library as multiples of Weft's](results.svg)",
    "## Times",
    "Median milliseconds, in brackets the smallest and the largest. `>` was ended at the limit; *no time*: not asked, the run's minutes were up.",
    times(results),
    "## Bytes",
    bytes(results),
    "## Keystroke to the other screen",
    keystrokes(results.keystrokes),
    "## The editor's binding",
    "notMeasured" in results.binding
      ? `Not measured: ${results.binding.notMeasured}`
      : bindingReport(results.binding),
    "## A million characters",
    "notMeasured" in results.longDocument
      ? `Not measured: ${results.longDocument.notMeasured}`
      : longDocumentReport(results.longDocument),
    "## What crossed what",
    "notMeasured" in results.conflicts
      ? `Not measured: ${results.conflicts.notMeasured}`
      : conflictReport(results.conflicts),
    "## Long runs",
    longRuns,
    "## What was done",
    results.workloads.map(({ title, about }) => `- **${title}.** ${about}`).join("\n"),
    "## How each was used",
    uses(results),
    "## How it was measured",
    method(results),
  ]
    .join("\n\n")
    .concat("\n");
}

function introduction({ machine, settings, seconds, material, libraries }: Results): string {
  const { processors, memoryGb, system, node } = machine;
  const traces = settings.traces
    ? `Recordings: ${[...material.traces, material.session].join(", ")}.`
    : "No recordings were given (`--traces`): the sessions are generated.";
  const versions = libraries
    .flatMap(({ packages }) => packages)
    .filter(({ name }, index, all) => all.findIndex((other) => other.name === name) === index)
    .map(({ name, version, licence }) => `${name} ${version} (${licence})`);
  const command = settings.options === "" ? "npm run bench" : `npm run bench -- ${settings.options}`;
  return `Made by \`${command}\` on ${processors}, ${memoryGb} GB, ${system}, Node ${node}, in ${Math.round(seconds / 60)} minutes${settings.quick ? ", in the quick form: figures are rough" : ""}. ${traces}\n\nVersions: ${versions.join(", ")}.`;
}

function losing({ verdicts, losses, libraries }: Results): string {
  const title = (name: string): string => libraries.find((library) => library.name === name)?.title ?? name;
  const missed = verdicts.filter(({ kept }) => kept === false);
  const lines = missed.map(
    ({ measure, must, found }) => `- **Asked and not reached:** ${measure}: ${found}; asked ${must}.`,
  );
  const peers = losses.filter((loss) => loss.ours / loss.theirs > noise && !limits.includes(loss.library));
  for (const what of new Set(peers.map((loss) => loss.what))) {
    const rows = peers.filter((loss) => loss.what === what);
    const others = rows.map(
      (loss) => `${title(loss.library)} ${say(loss, loss.theirs)} (${digits(loss.ours / loss.theirs)}×)`,
    );
    lines.push(`- **${what}:** ${others.join(", ")}; we ${rows[0] ? say(rows[0], rows[0].ours) : ""}.`);
  }
  if (lines.length === 0)
    return "Nothing that was measured here, but against the gap buffer and the bare node, which do not merge.";
  return lines.join("\n");
}

/** They do not merge: being slower than they are is no loss. */
const limits: readonly string[] = ["gap-buffer", "json-joy-node"];

function say({ unit }: Loss, value: number): string {
  return unit === "ms" ? `${digits(value)} ms` : size(value);
}

function asked(verdicts: readonly Verdict[]): string {
  const word = (kept: boolean | null, yes: string, no: string): string =>
    kept === null ? "–" : kept ? yes : no;
  return table(
    ["measure", "must", "aim", "found", "kept", "aim reached"],
    verdicts.map(({ measure, must, aim, found, kept, aimReached }) => [
      measure,
      must,
      aim || "–",
      found,
      word(kept, "yes", "**no**"),
      word(aimReached, "yes", "no"),
    ]),
  );
}

function times({ workloads, libraries, results }: Results): string {
  const timed = workloads.filter(({ name }) =>
    results.some((result) => result.workload === name && (result.ms || result.status === "exceeded")),
  );
  return table(
    ["workload", ...libraries.map(({ title }) => title)],
    timed.map(({ name, title }) => [
      title,
      ...libraries.map(({ name: library }) =>
        cell(results.find((one) => one.library === library && one.workload === name)),
      ),
    ]),
  );
}

function cell(result: Result | undefined): string {
  if (!result) return "";
  if (result.status === "exceeded") return `> ${/[\d.]+ s/.exec(result.reason)?.[0] ?? "limit"}`;
  if (result.status === "failed") return "failed";
  if (result.status === "left out" || result.status === "no time") return result.status;
  return result.ms ? spreadCell(result.ms) : "";
}

function spreadCell({ median, min, max, runs }: Spread): string {
  return runs === 1 ? digits(median) : `${digits(median)} (${digits(min)}–${digits(max)})`;
}

/** Every value in bytes, a row for each form of each library. */
function bytes({ workloads, libraries, results }: Results): string {
  const sections: string[] = [];
  for (const { name, title } of workloads) {
    const rows: { who: string; values: Readonly<Record<string, number>> }[] = [];
    for (const { name: library, title: who } of libraries) {
      const result = results.find((one) => one.library === library && one.workload === name);
      if (result?.status !== "measured") continue;
      const parts = Object.entries(result.parts);
      if (parts.length === 0) rows.push({ who, values: sizes(result.values) });
      for (const [form, { values }] of parts)
        rows.push({
          who: parts.length > 1 ? `${who}, ${form}` : who,
          values: sizes(values),
        });
    }
    const columns = [...new Set(rows.flatMap(({ values }) => Object.keys(values)))];
    if (columns.length === 0) continue;
    const lines = rows.map(({ who, values }) => [
      who,
      ...columns.map((column) => (values[column] === undefined ? "" : size(values[column]))),
    ]);
    sections.push(
      `**${title}**\n\n${table(["", ...columns.map((column) => column.replace(/Bytes$/, ""))], lines)}`,
    );
  }
  return sections.join("\n\n");
}

/** The values that are sizes. */
function sizes(values: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => /bytes$/i.test(name)));
}

function size(bytes: number): string {
  if (bytes >= 1_000_000) return `${digits(bytes / 1_000_000)} MB`;
  if (bytes >= 10_000) return `${digits(bytes / 1_000)} KB`;
  return `${bytes >= 1_000 ? Math.round(bytes).toLocaleString("en") : digits(bytes)} B`;
}

function keystrokes(found: Keystrokes | { readonly notMeasured: string }): string {
  if ("notMeasured" in found) return `Not measured: ${found.notMeasured}`;
  const { keys, runs, middle, p50LimitMs, p99LimitMs, kept } = found;
  const range = (pick: "p50" | "p99"): string => {
    const values = runs.map((run) => run[pick]);
    return `${middle[pick].toFixed(1)} ms (${Math.min(...values).toFixed(1)}–${Math.max(...values).toFixed(1)})`;
  };
  const rows = [
    ["keystroke to the other screen, p50", `≤ ${p50LimitMs} ms`, range("p50")],
    ["keystroke to the other screen, p99", `≤ ${p99LimitMs} ms`, range("p99")],
  ];
  return `${table(["measure", "promised", "measured"], rows)}

${kept ? "Kept" : "**Not kept**"}; medians of ${runs.length} runs of ${keys} keys, spread in brackets. Two browser profiles in one Chromium and the real server
with its fsync, all on one machine: from the key's \`keydown\` in one window to the character in the document of the other.`;
}

function uses({ libraries }: Results): string {
  return libraries.map(({ title, use }) => `- **${title}**: ${use}`).join("\n");
}

function method({ settings, results }: Results): string {
  const failed = results.filter(({ status }) => status === "failed");
  const leftOut = results.filter(({ status }) => status === "left out");
  const late = results.filter(({ status }) => status === "no time");
  const others = results.filter(({ checked }) => checked.includes("other way"));
  const lines = [
    `One process for each library and workload, one after another. A process warms up for 0.4 s, then makes up to ${settings.runs} measured runs within the workload's budget, one at least; a first run of more than 1.5 s counts as the measurement, not warm. Garbage is collected before each run, untimed, and the state of the run before is kept alive, since an engine drops optimised code with the last object that it was made for. Wall time.`,
    `A timed run that takes more than ${settings.limitSeconds} s is ended, and shown as such.`,
    "After every run what came out is compared: with the recording's text, with the same messages in another order, with the other replica.",
    "KB are 1,000 bytes. gzip is level 9, brotli quality 11.",
  ];
  for (const { library } of others)
    lines.push(
      `${library} breaks one tie in the recording the other way than its recorder did: its replicas are compared with each other.`,
    );
  for (const { library, workload, reason } of leftOut)
    lines.push(`Left out: ${library}, ${workload}: ${reason}.`);
  for (const workload of new Set(late.map((result) => result.workload)))
    lines.push(
      `No time: ${workload}: ${late.flatMap((result) => (result.workload === workload ? [result.library] : [])).join(", ")}: ${late[0]?.reason}.`,
    );
  for (const { library, workload, reason } of failed)
    lines.push(`**Failed:** ${library}, ${workload}: ${reason}`);
  return [...new Set(lines)].map((line) => `- ${line}`).join("\n");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((text) => text.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map((_, column) => (column === 0 ? ":--" : "--:"))), ...rows.map(line)].join(
    "\n",
  );
}
