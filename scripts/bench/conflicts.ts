/**
 * What crossed what, found: how long it takes when two people made ten thousand edits each all over half a million characters, and
 * how often it is right about merges whose labels are known.
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { seededRandom } from "@weft/base";
import { findConflicts } from "@weft/conflicts";
import { createRichText, type RichText } from "@weft/richtext";
import { root } from "../workspace.mjs";
import { digits } from "./digits.ts";
import type { Verdict } from "./verdict.ts";

const characters = 500_000;
const sizes = [1_000, 10_000] as const;
const limitMs = 150;
const words = "lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor".split(" ");

/** Two sides of so many edits each. */
export interface ConflictRow {
  readonly edits: number;
  readonly found: number;
  /** Wall time of one call, and the processor time of the quickest. */
  readonly medianMs: number;
  readonly leastMs: number;
  readonly leastCpuMs: number;
}

/** All figures. */
export interface ConflictFigures {
  readonly runs: number;
  readonly rows: readonly ConflictRow[];
  /** What the suite prints of its merges with known labels. */
  readonly labelled: readonly string[];
}

/** Measures both. */
export async function measureConflicts(runs: number): Promise<ConflictFigures> {
  const saved = written();
  const rows = sizes.map((edits) => measure(saved, edits, runs));
  for (const row of rows) console.log(`conflicts, ${row.edits} edits a side: ${JSON.stringify(row)}`);
  const labelled = await labelledLines();
  for (const line of labelled) console.log(line);
  return { runs, rows, labelled };
}

/** What is asked. */
export function conflictVerdicts({ rows }: ConflictFigures): readonly Verdict[] {
  return rows
    .filter(({ edits }) => edits === Math.max(...sizes))
    .map(({ edits, medianMs }) => ({
      measure: `conflicts of two sides of ${edits.toLocaleString("en")} scattered edits, 500,000 characters`,
      must: `≤ ${limitMs} ms`,
      aim: "",
      found: `${digits(medianMs)} ms`,
      value: medianMs,
      compared: null,
      kept: medianMs <= limitMs,
      aimReached: null,
    }));
}

/** The section of the report. */
export function conflictReport({ runs, rows, labelled }: ConflictFigures): string {
  const table = rows.map(
    ({ edits, found, medianMs, leastMs, leastCpuMs }) =>
      `| ${edits.toLocaleString("en")} | ${found.toLocaleString("en")} | ${digits(medianMs)} | ${digits(leastMs)} | ${digits(leastCpuMs)} |`,
  );
  return [
    "| edits a side | places found | median ms | least ms | least processor ms |\n| --- | --- | --- | --- | --- |",
    ...table,
    "",
    `Single characters typed and deleted at random places of ${characters.toLocaleString("en")} characters, ${runs} calls after one another in one process, the first ones left out; the app searches in a worker.`,
    "",
    "Merges whose labels are known:",
    "",
    ...labelled.map((line) => `- ${line}`),
  ].join("\n");
}

function measure(saved: Uint8Array, edits: number, runs: number): ConflictRow {
  const [one, two] = [edited(saved, "0000000000000001", edits), edited(saved, "0000000000000002", edits)];
  const base = createRichText({ documentId: "bench", saved }).version();
  const [mine, theirs] = [one.version(), two.version()];
  one.applyUpdate(two.updateSince(base));
  const times: { readonly wallMs: number; readonly cpuMs: number }[] = [];
  let found = 0;
  // The engine compiles what it runs often: the first calls are of another program.
  const warmUps = 5;
  for (let run = 0; run < runs + warmUps; run++) {
    const [cpu, start] = [process.cpuUsage(), performance.now()];
    found = findConflicts({ base, mine, theirs, document: one }).length;
    const wallMs = performance.now() - start;
    const { user, system } = process.cpuUsage(cpu);
    if (run >= warmUps) times.push({ wallMs, cpuMs: (user + system) / 1000 });
  }
  const walls = times.map(({ wallMs }) => wallMs).sort((a, b) => a - b);
  return {
    edits,
    found,
    medianMs: walls[walls.length >> 1] ?? 0,
    leastMs: walls[0] ?? 0,
    leastCpuMs: Math.min(...times.map(({ cpuMs }) => cpuMs)),
  };
}

/** Half a million characters in sentences and paragraphs. */
function written(): Uint8Array {
  const random = seededRandom(1);
  const document = createRichText({ documentId: "bench", replica: "00000000000000aa" });
  const pick = (): string => words[random.below(words.length)] ?? "";
  const sentence = (): string => `${Array.from({ length: 6 + random.below(8) }, pick).join(" ")}. `;
  while (document.length < characters) {
    const text = Array.from({ length: 3 + random.below(4) }, sentence).join("");
    document.edit([
      { type: "insertText", at: document.length, text },
      { type: "splitBlock", at: document.length + text.length },
    ]);
  }
  return document.save();
}

function edited(saved: Uint8Array, replica: string, edits: number): RichText {
  const random = seededRandom(Number.parseInt(replica, 16));
  const document = createRichText({ documentId: "bench", replica, saved });
  for (let edit = 0; edit < edits; edit++) {
    const at = 1 + random.below(document.length - 4);
    document.edit([
      random.next() < 0.6
        ? { type: "insertText", at, text: "x" }
        : { type: "deleteRange", from: at, to: at + 1 },
    ]);
  }
  return document;
}

/** Runs the suite's labelled merges; they belong to the tests, which need their own runner. */
async function labelledLines(): Promise<readonly string[]> {
  const tool = join(root, "node_modules", "vitest", "vitest.mjs");
  const named = ["-t", "labelled merges"];
  const args = [
    tool,
    "run",
    "--project",
    "conflicts",
    "test/laws.test.ts",
    ...named,
    "--disable-console-intercept",
  ];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  const code = await new Promise((resolve) => child.on("close", resolve));
  if (code !== 0) throw new Error("the labelled merges failed");
  return output
    .split("\n")
    .filter(
      (line) =>
        /labelled merges, seed|precision|merges that have nothing, seed/.test(line) && !line.includes("["),
    );
}
