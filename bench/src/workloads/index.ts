import type { Material } from "../traces/index.ts";
import type { Workload } from "../workload.ts";
import { bundleSize } from "./bundle.ts";
import { backwards, scattered } from "./conflicts.ts";
import { b1 } from "./crdt-benchmarks/b1.ts";
import { b2 } from "./crdt-benchmarks/b2.ts";
import { b3 } from "./crdt-benchmarks/b3.ts";
import { coldEdits, growth, localEdits } from "./local.ts";
import { memoryAfterLoad } from "./memory.ts";
import { savedSizes, savedToEdit, savedToText } from "./saved.ts";
import { editsWithUpdates, remoteUpdates } from "./sending.ts";
import { sessionForm } from "./session-form.ts";
import { joinSession, mergeAtOnce, mergeOneByOne, replaySession } from "./together.ts";

/** Every workload, in the order of the table. B4 of crdt-benchmarks is the local edits of automerge-paper and their growth. */
export function workloadsOf({ main, traces, session }: Material): readonly Workload[] {
  return [
    ...traces.map((trace) => localEdits(trace)),
    coldEdits(main),
    editsWithUpdates(main),
    sessionForm(main),
    remoteUpdates(main),
    replaySession(session),
    mergeOneByOne(session),
    mergeAtOnce(session),
    joinSession(session),
    ...b1,
    ...b2,
    ...b3,
    backwards,
    scattered,
    ...traces.map((trace) => savedSizes(trace, trace === main ? "by the updates" : "here")),
    savedToText(main),
    savedToEdit(main),
    memoryAfterLoad(main),
    bundleSize,
    growth(main),
  ];
}
