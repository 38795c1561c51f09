/** Verdicts as a table for the terminal. */
import type { Engine, Verdict } from "@weft/lab";

const head = ["scene", "seed", "engine", "seen", "kept", "lost", "doubled", "revived", "misplaced", "edits"];
head.push("bytes", "frames", "merge ms", "saved", "memory");

/** One line for each verdict, and what was seen instead of what must be seen. */
export function verdictTable(verdicts: readonly Verdict[], engines: readonly Engine[]): string {
  const rows = verdicts.map((verdict) => cellsOf(verdict, engines));
  const widths = head.map((word, column) =>
    Math.max(word.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) =>
        column === 0 || column === 2 || column === 3
          ? cell.padEnd(widths[column] ?? 0)
          : cell.padStart(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd();
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

function cellsOf(verdict: Verdict, engines: readonly Engine[]): readonly string[] {
  const { scene, seed, engine, kept, lost, doubled, revived, misplaced, edits, traffic } = verdict;
  const title = engines.find(({ name }) => name === engine)?.title ?? engine;
  const counts = [kept, lost, doubled, revived, misplaced, edits, traffic.bytes, traffic.frames];
  const figures = [...counts, verdict.mergeMs, verdict.savedBytes, verdict.memoryBytes];
  return [scene, `${seed}`, title, seenWords(verdict), ...figures.map((figure) => `${figure}`)];
}

function seenWords({ thrown, diverged, invalid, reopensDifferent, asExpected, shown }: Verdict): string {
  if (thrown !== null) return `threw ${thrown.slice(0, 40)}`;
  if (diverged) return "diverged";
  if (invalid) return "invalid";
  if (reopensDifferent) return "reopens different";
  if (asExpected === false) return `not ${(shown ?? "").slice(0, 44)}`;
  return asExpected ? "as it must be" : "the same";
}
