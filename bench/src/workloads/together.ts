/** Several writers, each on a replica of its own. */
import type { Replica, ReplicaLibrary } from "../library.ts";
import { bestOf, expectSameCharacters, expectText, outcome } from "../measuring/outcome.ts";
import { packed, unpacked } from "../measuring/packed.ts";
import { replicasOf } from "../measuring/play.ts";
import type { Scratch } from "../measuring/scratch.ts";
import { repeated } from "../measuring/stopwatch.ts";
import type { Session } from "../traces/trace.ts";
import type { Bench, Outcome, Part, Workload } from "../workload.ts";

const base = { unit: "ms", libraries: "replicas", processes: 1, budgetMs: 1_500 } as const;

function logFile(session: string): string {
  return `log/${session}`;
}

function stateFile(session: string, kind: "batch" | "saved", form: string): string {
  return `state/${session}/${kind}/${form}`;
}

/** The text of a session as its writers' replicas had it in the end. */
function finalText(scratch: Scratch, session: string): string {
  return Buffer.from(scratch.read(`text/${session}`)).toString("utf16le");
}

/** The session as it was: each writer edits, sends, and takes in what the other had sent, one message an edit. */
export function replaySession(session: string): Workload {
  return {
    ...base,
    name: `replay/${session}`,
    title: `${session}, each writer on a real replica`,
    about:
      "Each writer takes in exactly what the recorded one had seen, edits, and takes an update per transaction.",
    after: null,
    measure: (bench) => measureReplay(bench, session),
  };
}

/** A newcomer takes in every message, one call each. */
export function mergeOneByOne(session: string): Workload {
  return {
    ...base,
    name: `merge-one-by-one/${session}`,
    title: `fresh replica merges all of ${session}, one by one`,
    about:
      "Every message of the session in the order in which it was sent, one call each, and the text read at the end.",
    after: `replay/${session}`,
    measure: (bench) =>
      measureMerge(bench, session, (replica, log) => {
        for (const update of log) replica.apply(update);
      }),
  };
}

/** A newcomer takes in every message, all in one call. */
export function mergeAtOnce(session: string): Workload {
  return {
    ...base,
    name: `merge-at-once/${session}`,
    title: `fresh replica merges all of ${session}, one batch`,
    about:
      "The same messages in one call, in the library's own way for many at once (a loop where there is none), and the text read at the end.",
    after: `replay/${session}`,
    measure: (bench) => measureMerge(bench, session, (replica, log) => replica.applyAll(log)),
  };
}

/** A newcomer gets the document from somebody who has it. */
export function joinSession(session: string): Workload {
  return {
    ...base,
    name: `join/${session}`,
    title: `fresh replica gets the whole state of ${session}`,
    about:
      "Not the messages but one replica's whole state, in every form that the library has for it: its update since nothing, and its saved forms. Loaded, and the text read.",
    after: `replay/${session}`,
    measure({ library, limits, scratch }: Bench): Outcome {
      const replicas = replicasOf(library);
      const final = finalText(scratch, session);
      const parts: Record<string, Part> = {};
      const measure = (form: string, bytes: Uint8Array, open: () => Replica): void => {
        const ms = repeated(
          {
            prepare: () => ({ replica: null as Replica | null, text: "" }),
            run(state): void {
              state.replica = open();
              state.text = state.replica.text();
            },
            check: ({ text }) => expectText(text, final, session),
            free: ({ replica }) => replica?.free?.(),
          },
          limits,
        );
        parts[form] = { ms, values: { bytes: bytes.length } };
      };
      for (const form of replicas.batchForms) {
        if (!scratch.has(stateFile(session, "batch", form))) continue;
        const bytes = scratch.read(stateFile(session, "batch", form));
        measure(form, bytes, () => {
          const replica = replicas.create(9, { sends: false });
          replica.applyBatch(bytes, form);
          return replica;
        });
      }
      for (const { name: form } of replicas.saveForms) {
        if (form in parts) continue;
        const bytes = scratch.read(stateFile(session, "saved", form));
        measure(form, bytes, () => replicas.load(bytes, form, 9, { sends: false }));
      }
      return bestOf(parts, "the writers' final text");
    },
  };
}

function measureMerge(
  { library, limits, scratch }: Bench,
  session: string,
  merge: (replica: Replica, log: readonly Uint8Array[]) => void,
): Outcome {
  const { create } = replicasOf(library);
  const final = finalText(scratch, session);
  const log = unpacked(scratch.read(logFile(session))).map((update) => update.slice());
  const ms = repeated(
    {
      prepare: () => ({ replica: create(9, { sends: false }), text: "" }),
      run(state): void {
        merge(state.replica, log);
        state.text = state.replica.text();
      },
      check: ({ text }) => expectText(text, final, session),
      free: ({ replica }) => replica.free?.(),
    },
    limits,
  );
  return outcome(ms, { updates: log.length }, "the writers' final text");
}

/** What a session leaves: the writers' replicas and every message by the number of its step. */
interface Played {
  readonly replicas: readonly Replica[];
  readonly messages: (readonly Uint8Array[])[];
}

function measureReplay({ library, limits, scratch, traces }: Bench, name: string): Outcome {
  const replicas = replicasOf(library);
  const session = traces.session(name);
  let final = "";
  let log: readonly Uint8Array[] = [];
  let stored = false;
  const ms = repeated(
    {
      prepare: () => opened(replicas, session),
      run: (played) => replay(session, played),
      check(played): void {
        log = played.messages.flat();
        final = exchangeRest(session, played);
        if (!stored) keepState(scratch, name, replicas, played.replicas[0]);
        stored = true;
        if (session.finalText !== "" && final !== session.finalText)
          expectSameCharacters(final, session.finalText, name);
      },
      free: (played) => {
        for (const replica of played.replicas) replica.free?.();
      },
    },
    limits,
  );
  scratch.write(logFile(name), packed(log));
  scratch.write(`text/${name}`, Buffer.from(final, "utf16le"));
  const bytes = log.reduce((sum, update) => sum + update.length, 0);
  const checked =
    session.finalText === "" || final === session.finalText
      ? "final text on both replicas"
      : "both replicas agree; a tie is broken the other way than in the recording";
  return outcome(ms, { updates: log.length, bytes }, checked);
}

function keepState(
  scratch: Scratch,
  session: string,
  { batchForms, saveForms }: ReplicaLibrary,
  replica: Replica | undefined,
): void {
  for (const form of batchForms) {
    const bytes = replica?.everything(form);
    if (bytes) scratch.write(stateFile(session, "batch", form), bytes);
  }
  for (const { name: form } of saveForms) {
    const bytes = replica?.save(form);
    if (bytes) scratch.write(stateFile(session, "saved", form), bytes);
  }
}

function opened(library: ReplicaLibrary, session: Session): Played {
  const replicas = Array.from({ length: session.writers }, (_, writer) =>
    library.create(writer + 1, { sends: true }),
  );
  return { replicas, messages: [] };
}

function replay({ steps }: Session, { replicas, messages }: Played): void {
  for (const { writer, receives, edits } of steps) {
    const replica = replicas[writer];
    if (!replica) throw new Error(`there is no writer ${writer}`);
    for (const step of receives) for (const update of messages[step] ?? []) replica.apply(update);
    const sent: Uint8Array[] = [];
    for (const { index, deleted, inserted } of edits) {
      if (deleted > 0) {
        replica.delete(index, deleted);
        const update = replica.takeUpdate();
        if (update) sent.push(update);
      }
      if (inserted !== "") {
        replica.insert(index, inserted);
        const update = replica.takeUpdate();
        if (update) sent.push(update);
      }
    }
    messages.push(sent);
  }
}

/** What each has not seen yet at the end of the recording, so that all have all. Gives the text, on which they agree. */
function exchangeRest({ steps, writers }: Session, { replicas, messages }: Played): string {
  const seen = Array.from({ length: writers }, () => new Set<number>());
  for (const { writer, receives } of steps) for (const step of receives) seen[writer]?.add(step);
  const texts = replicas.map((replica, writer) => {
    for (const [number, step] of steps.entries()) {
      if (step.writer === writer || seen[writer]?.has(number)) continue;
      for (const update of messages[number] ?? []) replica.apply(update);
    }
    return replica.text();
  });
  for (const text of texts) expectText(text, texts[0] ?? "", "two replicas that have seen the same");
  return texts[0] ?? "";
}
