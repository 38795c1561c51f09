/** `bench/LOSS.md`: the table of the loss test, what was counted, and the seeds to see it happen. */
import type { Summary } from "../../bench/src/loss/summary.ts";
import { digits } from "../bench/digits.ts";
import type { EngineFacts } from "./children.ts";

/** One engine with one K. */
export interface Row extends Omit<Summary, "add" | "note"> {
  readonly engine: string;
  readonly editsAlone: number;
}

/** A whole run. */
export interface LossResults {
  readonly seed: number;
  readonly runs: number;
  readonly engines: readonly EngineFacts[];
  readonly packages: readonly { readonly name: string; readonly version: string; readonly licence: string }[];
  readonly rows: readonly Row[];
  readonly seconds: number;
}

/** One row as a line for the terminal. */
export function rowWords(row: Row): string {
  const { engine, editsAlone, runs, kept, lost, doubled, revived, misplaced, diverged, invalid, thrown } =
    row;
  return `K ${editsAlone}, ${engine}: ${runs} histories, of ${kept} characters ${lost} lost, ${doubled} doubled, ${revived} revived, ${misplaced} misplaced; ${diverged} diverged, ${invalid} invalid, ${thrown} thrown`;
}

/** The whole document. */
export function lossReport(results: LossResults): string {
  const { seed, runs, packages, seconds } = results;
  const versions = packages.map(({ name, version, licence }) => `${name} ${version} (${licence})`);
  return [
    "# The loss test",
    `Made by \`npm run loss -- --runs ${runs} --seed ${seed}\` in ${Math.ceil(seconds / 60)} minutes. Versions: ${versions.join(", ")}.`,
    "Two people start from three paragraphs and a list of three. Five times each of them makes K random edits alone, and then both exchange everything. More than half of the edits type one character; the others split, join, delete, retype, quote, lift, split list items, indent, outdent, move, paste, undo and redo, and change tables where the schema has them, by the editor's own commands. Every engine is given the same generator, the same seeds and the same ProseMirror. Every character is typed once, so that each one is known by name.",
    table(results),
    "- **lost**: nobody had deleted it, or every deletion was undone, and after an exchange somebody did not see it. An undo that takes away what another person typed counts here too.\n- **doubled**: the same, and somebody saw it more than once.\n- **revived**: somebody had deleted it and not taken that back, and it was there.\n- **misplaced**: it changed places with other text in an exchange. Asked of every second history, in which nobody moves anything, for the text in tables and that around them each by itself (who joins two paragraphs between which another puts a table has to see their text on one side of it).\n- **diverged**, **invalid**, **thrown**: histories after whose exchanges people saw different documents (or one who opened the document afresh did), saw what the schema forbids, or which an exception ended; characters of the last are not counted.\n- **corrected**: own edits after which the editor had to be corrected. Only ours counts that.",
    "## What was done",
    doings(results),
    "## Seeds",
    seeds(results),
    "`npm run loss -- --story --engines NAME --alone K --seed SEED` plays one of them edit by edit.",
  ]
    .join("\n\n")
    .concat("\n");
}

function table({ rows, engines }: LossResults): string {
  const head = ["K", "engine", "histories", "edits", "characters", "lost", "doubled", "revived", "misplaced"];
  head.push("diverged", "invalid", "thrown", "corrected");
  const lines = rows.map((row) => [
    String(row.editsAlone),
    titleOf(engines, row.engine),
    ...[row.runs, row.edits, row.kept].map((count) => count.toLocaleString("en")),
    ...[row.lost, row.doubled, row.revived, row.misplaced].map((count) => share(count, row.kept)),
    ...[row.diverged, row.invalid, row.thrown].map((count) => share(count, row.runs)),
    row.fixUps === null ? "–" : share(row.fixUps, row.edits),
  ]);
  return [
    `| ${head.join(" | ")} |`,
    `| ${head.map((_, index) => (index === 1 ? ":--" : "--:")).join(" | ")} |`,
    ...lines.map((cells) => `| ${cells.join(" | ")} |`),
  ].join("\n");
}

function share(count: number, of: number): string {
  return count === 0 ? "0" : `${count.toLocaleString("en")} (${digits((100 * count) / of)} %)`;
}

function doings({ rows, engines }: LossResults): string {
  return engines
    .map(({ name, title }) => {
      const sums = new Map<string, number>();
      for (const { engine, kinds } of rows) {
        if (engine !== name) continue;
        for (const [kind, count] of Object.entries(kinds)) sums.set(kind, (sums.get(kind) ?? 0) + count);
      }
      const list = [...sums].sort((a, b) => b[1] - a[1]).map(([kind, count]) => `${kind} ${count}`);
      return `- **${title}**: ${list.join(", ")}.`;
    })
    .join("\n");
}

function seeds({ rows, engines }: LossResults): string {
  const lines = rows.flatMap((row) =>
    Object.entries(row.seeds).flatMap(([fault, found]) =>
      found.length === 0
        ? []
        : [
            `- ${titleOf(engines, row.engine)}, K ${row.editsAlone}, ${fault}: ${found.join(" ")}${words(row, fault)}`,
          ],
    ),
  );
  return lines.length === 0 ? "Nothing went wrong." : lines.join("\n");
}

function words({ messages }: Row, fault: string): string {
  if (fault !== "thrown") return "";
  return ` (${Object.entries(messages)
    .map(([message, count]) => `${count} × ${message}`)
    .join("; ")})`;
}

function titleOf(engines: readonly EngineFacts[], name: string): string {
  return engines.find((engine) => engine.name === name)?.title ?? name;
}
