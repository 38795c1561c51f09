/** One update per edit: made, counted, taken in one by one. */
import type { Replica } from "../library.ts";
import { expectText, outcome } from "../measuring/outcome.ts";
import { packed, unpacked } from "../measuring/packed.ts";
import { playAndTake, replicasOf } from "../measuring/play.ts";
import { repeated } from "../measuring/stopwatch.ts";
import type { Trace } from "../traces/trace.ts";
import type { Bench, Outcome, Workload } from "../workload.ts";

/** Where the updates of a trace lie, for whoever takes them in. */
export function updatesFile(trace: string): string {
  return `updates/${trace}`;
}

/** Where a saved document lies. */
export function savedFile(trace: string, form: string): string {
  return `saved/${trace}/${form}`;
}

/** Local edits, an update taken after each. */
export function editsWithUpdates(trace: string): Workload {
  return {
    name: `updates/${trace}`,
    title: `local edits with an update each, ${trace}`,
    about:
      "As above, and after each edit its update is taken as bytes of its own. Bytes are means over the trace.",
    unit: "ms",
    libraries: "replicas",
    after: null,
    processes: 1,
    budgetMs: 2_000,
    measure: (bench) => measureUpdates(bench, trace),
  };
}

/** The updates, taken in by a second replica. */
export function remoteUpdates(trace: string): Workload {
  return {
    name: `remote/${trace}`,
    title: `remote updates one by one, ${trace}`,
    about: "A fresh replica takes in the updates of every edit, one call each.",
    unit: "ms",
    libraries: "replicas",
    after: `updates/${trace}`,
    processes: 1,
    budgetMs: 2_000,
    measure({ library, limits, scratch, traces }: Bench): Outcome {
      const { create } = replicasOf(library);
      const { finalText } = traces.trace(trace);
      const updates = unpacked(scratch.read(updatesFile(trace))).map((update) => update.slice());
      const ms = repeated(
        {
          prepare: () => create(2, { sends: false }),
          run(replica: Replica): void {
            for (const update of updates) replica.apply(update);
          },
          check: (replica) => expectText(replica.text(), finalText, trace),
          free: (replica) => replica.free?.(),
        },
        limits,
      );
      return outcome(ms, { updates: updates.length }, "final text on the receiver");
    },
  };
}

function measureUpdates({ library, limits, scratch, traces }: Bench, name: string): Outcome {
  const { create, saveForms } = replicasOf(library);
  const trace = traces.trace(name);
  let made: readonly Uint8Array[] = [];
  let last: Replica | null = null;
  const ms = repeated(
    {
      prepare: () => ({ replica: create(1, { sends: true }), updates: [] as Uint8Array[] }),
      run: ({ replica, updates }) => playAndTake(replica, trace, updates),
      check({ replica, updates }): void {
        expectText(replica.text(), trace.finalText, name);
        made = updates;
        last = replica;
      },
      free: ({ replica }) => replica.free?.(),
    },
    limits,
  );
  scratch.write(updatesFile(name), packed(made));
  for (const { name: form } of saveForms) {
    const saved = (last as Replica | null)?.save(form);
    if (saved) scratch.write(savedFile(name, form), saved);
  }
  return outcome(ms, { updates: made.length, ...meanBytes(trace, made) }, "final text");
}

/** Mean sizes over all updates, over those of one typed character, and over those of one deleted one. */
export function meanBytes(trace: Trace, updates: readonly Uint8Array[]): Record<string, number> {
  const sums = { mean: [0, 0], typed: [0, 0], deleted: [0, 0] } satisfies Record<string, [number, number]>;
  const add = (sum: number[], bytes: number): void => {
    sum[0] = (sum[0] ?? 0) + bytes;
    sum[1] = (sum[1] ?? 0) + 1;
  };
  let number = 0;
  const next = (): number => updates[number++]?.length ?? 0;
  for (let edit = 0; edit < trace.indices.length; edit++) {
    const deletes = trace.deleted[edit] ?? 0;
    const inserts = trace.inserted[edit]?.length ?? 0;
    if (deletes > 0) {
      const bytes = next();
      add(sums.mean, bytes);
      if (deletes === 1) add(sums.deleted, bytes);
    }
    if (inserts > 0) {
      const bytes = next();
      add(sums.mean, bytes);
      if (inserts === 1) add(sums.typed, bytes);
    }
  }
  const means: Record<string, number> = {};
  for (const [name, [sum, count]] of Object.entries(sums)) if (count > 0) means[`${name}Bytes`] = sum / count;
  return means;
}
