/**
 * Recorded sessions in the format of github.com/josephg/editing-traces: `{ startContent, endContent, txns }`, where
 * a transaction has `patches` (`[index, deleted, inserted]`, applied in order) and, with several writers, `agent` and
 * `parents`.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { type Edit, type Session, type Step, type Trace, traceOf } from "./trace.ts";

interface RecordedTransaction {
  readonly patches: readonly (readonly [index: number, deleted: number, inserted: string])[];
  readonly parents?: readonly number[];
  readonly agent?: number;
}

interface Recorded {
  readonly startContent?: string;
  readonly endContent: string;
  readonly numAgents?: number;
  readonly txns: readonly RecordedTransaction[];
}

/** A session of one writer, `<folder>/<name>.json.gz`. */
export function readTrace(folder: string, name: string): Trace {
  const { startContent, endContent, txns } = read(folder, name);
  const edits = txns.flatMap(({ patches }) => patches.map(editOf));
  if (startContent) edits.unshift({ index: 0, deleted: 0, inserted: startContent });
  return traceOf(name, edits, endContent);
}

/** A session of several writers, `<folder>/<name>.json.gz`. */
export function readSession(folder: string, name: string): Session {
  const { endContent, numAgents = 1, txns } = read(folder, name);
  const versions: number[][] = [];
  const byWriter: number[][] = Array.from({ length: numAgents }, () => []);
  const known: number[][] = Array.from({ length: numAgents }, () => new Array<number>(numAgents).fill(0));
  const steps: Step[] = [];
  for (const [number, { agent: writer = 0, parents = [], patches }] of txns.entries()) {
    const sees = new Array<number>(numAgents).fill(0);
    for (const parent of parents)
      for (let other = 0; other < numAgents; other++)
        sees[other] = Math.max(sees[other] ?? 0, versions[parent]?.[other] ?? 0);
    const has = known[writer] ?? [];
    const receives: number[] = [];
    for (let other = 0; other < numAgents; other++) {
      if (other === writer) continue;
      receives.push(...(byWriter[other] ?? []).slice(has[other], sees[other]));
      has[other] = Math.max(has[other] ?? 0, sees[other] ?? 0);
    }
    if ((sees[writer] ?? 0) !== (byWriter[writer]?.length ?? 0))
      throw new Error(`${name}: transaction ${number} has not seen all of its own writer's`);
    steps.push({ writer, receives: receives.sort((a, b) => a - b), edits: patches.map(editOf) });
    byWriter[writer]?.push(number);
    has[writer] = (sees[writer] ?? 0) + 1;
    versions.push([...has]);
  }
  return { name, writers: numAgents, steps, finalText: endContent };
}

/** Which of `names` lie in `folder`. */
export function recordedIn(folder: string | null, names: readonly string[]): readonly string[] {
  return folder === null ? [] : names.filter((name) => existsSync(file(folder, name)));
}

function read(folder: string, name: string): Recorded {
  return JSON.parse(gunzipSync(readFileSync(file(folder, name))).toString("utf8"));
}

function file(folder: string, name: string): string {
  return join(folder, `${name}.json.gz`);
}

function editOf([index, deleted, inserted]: RecordedTransaction["patches"][number]): Edit {
  return { index, deleted, inserted };
}
