/** What a key and a split cost between the editor and the model, ours and those of Yjs, in a short and a long document. */
import type { BindingFigures, EditFigures } from "../../bench/src/binding/figures.ts";
import { digits } from "./digits.ts";
import type { Loss } from "./loss.ts";
import { compileWithBindings, lastLine } from "./peers.ts";
import type { Verdict } from "./verdict.ts";

/** Blocks of a short document and of a long one. */
const lengths = [100, 20_000] as const;
const engines: readonly string[] = ["weft", "y-prosemirror", "y-tiptap"];
const localLimitMs = 0.2;
const remoteLimitMs = 0.3;
const growthLimit = 1.5;

/** One engine, one length. */
interface BindingRow extends BindingFigures {
  /** How many were run; the quickest is told. */
  readonly processes: number;
}

/** The measurement. */
export interface BindingResults {
  readonly edits: number;
  readonly rows: readonly BindingRow[];
}

/** Runs each engine at each length several times, of which the quickest counts: what else the machine does only adds. */
export async function measureBindings(runs: number, edits: number): Promise<BindingResults> {
  const script = await compileWithBindings("src/binding/child.ts", "binding");
  const rows: BindingRow[] = [];
  for (const engine of engines) {
    for (const blocks of lengths) {
      const args = ["--engine", engine, "--blocks", `${blocks}`, "--edits", `${edits}`];
      const found: BindingFigures[] = [];
      for (let run = 0; run < runs; run++) found.push(JSON.parse(await lastLine(script, args)));
      const least = found.reduce((best, one) => (costOf(one.key) < costOf(best.key) ? one : best));
      rows.push({ ...least, processes: runs });
      console.log(`${engine}, ${blocks} blocks: ${JSON.stringify(least)}`);
    }
  }
  return { edits, rows };
}

/** What is asked of ours. */
export function bindingVerdicts({ rows }: BindingResults): readonly Verdict[] {
  const [short, long] = lengths.map((blocks) =>
    rows.find((row) => row.engine === "weft" && row.blocks === blocks),
  );
  if (!short || !long) return [];
  const growth = costOf(long.key) / costOf(short.key);
  return [
    verdict("key to update, 20,000 blocks", long.key.localMs, localLimitMs, "ms"),
    verdict("update to document, 20,000 blocks", long.key.remoteMs, remoteLimitMs, "ms"),
    verdict(
      "a key outside of ProseMirror's own part, 20,000 blocks, times 100 blocks",
      growth,
      growthLimit,
      "×",
    ),
    sameVisits(short, long),
  ];
}

/** Where another binding is quicker. ProseMirror's own part is in their time from a key to an update, so it is put to ours. */
export function bindingLosses({ rows }: BindingResults): readonly Loss[] {
  return rows
    .filter(({ engine }) => engine !== "weft")
    .flatMap((peer) => {
      const own = rows.find((row) => row.engine === "weft" && row.blocks === peer.blocks);
      if (!own) return [];
      return (["key", "split"] as const).flatMap((edit): Loss[] => {
        const loss = { library: peer.engine, unit: "ms" } as const;
        const length = `${peer.blocks.toLocaleString("en")} blocks`;
        const local = own[edit].transformMs + own[edit].localMs;
        return [
          { ...loss, what: `${edit} to update, ${length}`, theirs: peer[edit].localMs, ours: local },
          {
            ...loss,
            what: `update of a ${edit} to document, ${length}`,
            theirs: peer[edit].remoteMs,
            ours: own[edit].remoteMs,
          },
        ];
      });
    })
    .filter((loss) => loss.theirs < loss.ours);
}

/** The section of the report. */
export function bindingReport({ edits, rows }: BindingResults): string {
  const head = [
    "binding",
    "blocks",
    "processes",
    "ProseMirror",
    "key → update",
    "update → document",
    "visited, here and there",
  ];
  head.push("split → update", "update → document", "visited, here and there");
  const lines = rows.map(({ engine, blocks, processes, key, split }) => [
    ...[engine, blocks.toLocaleString("en"), `${processes}`],
    ...[key.transformMs, key.localMs, key.remoteMs].map(milliseconds),
    visits(key),
    ...[split.localMs, split.remoteMs].map(milliseconds),
    visits(split),
  ]);
  const table = [head, head.map(() => "--:"), ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
  return `${table}\n\nMedians of ${edits} keys and ${Math.ceil(edits / 10)} splits in the midst of a document of paragraphs of some fifty characters, between two people in one process, in the editor's own schema, without a screen; of several processes the quickest. *ProseMirror* is what making the transaction costs; it is part of *update → document* once more, and of *key → update* with the bindings of Yjs, whose plugins live in an editor's state. *Visited* are blocks rendered or compared; the bindings of Yjs do not count them.`;
}

/** Local and remote together, without what ProseMirror does itself. */
function costOf({ transformMs, localMs, remoteMs }: EditFigures): number {
  return localMs + Math.max(0, remoteMs - transformMs);
}

function verdict(measure: string, value: number, must: number, unit: "ms" | "×"): Verdict {
  const say = (number: number): string => (unit === "×" ? `${digits(number)}×` : `${digits(number)} ms`);
  return {
    measure,
    must: `≤ ${say(must)}`,
    aim: "",
    found: say(value),
    value,
    compared: null,
    kept: value <= must,
    aimReached: null,
  };
}

function sameVisits(short: BindingFigures, long: BindingFigures): Verdict {
  const found = [short, long].map(({ key, split }) => `${visits(key)}, ${visits(split)}`);
  return {
    measure: "blocks visited by a key and a split, 20,000 blocks and 100",
    must: "the same",
    aim: "",
    found: found.join("; "),
    value: null,
    compared: null,
    kept: found[0] === found[1],
    aimReached: null,
  };
}

function visits({ localVisits, remoteVisits }: EditFigures): string {
  return localVisits === null || remoteVisits === null ? "–" : `${localVisits} and ${remoteVisits}`;
}

function milliseconds(value: number): string {
  return `${digits(value)} ms`;
}
