/** Editing alone: nobody listens, nothing is sent. */
import type { Editor, Library } from "../library.ts";
import { expectText, outcome } from "../measuring/outcome.ts";
import { play } from "../measuring/play.ts";
import { repeated } from "../measuring/stopwatch.ts";
import type { Bench, Outcome, Workload } from "../workload.ts";

const copies = 20;

/** Local edits of one trace. */
export function localEdits(trace: string): Workload {
  return {
    name: `local/${trace}`,
    title: `local edits, ${trace}`,
    about: "Every edit of the trace on one replica, no updates taken.",
    unit: "ms",
    libraries: "all",
    after: null,
    processes: 1,
    budgetMs: 2_000,
    measure: (bench) => playOnce(bench, trace),
  };
}

/** The same, in processes that have never done it before. */
export function coldEdits(trace: string): Workload {
  return {
    ...localEdits(trace),
    name: `cold/${trace}`,
    title: `first, cold run of the local edits, ${trace}`,
    about: "The first run in a fresh process, its library loaded. Median of several processes.",
    after: `local/${trace}`,
    processes: 5,
    measure: (bench) => playOnce({ ...bench, limits: { ...bench.limits, cold: true } }, trace),
  };
}

/** Twenty copies into one document, against one copy. */
export function growth(trace: string): Workload {
  return {
    ...localEdits(trace),
    name: `growth/${trace}`,
    title: `${copies} copies of ${trace} (B4 × ${copies})`,
    about: `The trace ${copies} times into one document, each time from its first index on, as B4 × 100 does it; \`ratio\` is its time over that of one copy, measured in the same process.`,
    after: `local/${trace}`,
    measure({ library, limits, traces }: Bench): Outcome {
      const edits = traces.trace(trace);
      const once = repeated(
        { prepare: () => open(library), run: (editor) => play(editor, edits), free },
        limits,
      );
      const often = repeated(
        {
          prepare: () => open(library),
          run(editor: Editor): void {
            for (let copy = 0; copy < copies; copy++) play(editor, edits);
          },
          check(editor): void {
            const text = editor.text();
            expectText(String(text.length), String(copies * edits.finalText.length), "length of all copies");
            expectText(text.slice(0, edits.finalText.length), edits.finalText, "the last copy");
          },
          free,
        },
        limits,
      );
      return outcome(
        often,
        { ratio: often.median / once.median, oneCopyMs: once.median },
        "length and last copy",
      );
    },
  };
}

function playOnce({ library, limits, traces }: Bench, name: string): Outcome {
  const trace = traces.trace(name);
  const ms = repeated(
    {
      prepare: () => open(library),
      run: (editor) => play(editor, trace),
      check: (editor) => expectText(editor.text(), trace.finalText, name),
      free,
    },
    limits,
  );
  return outcome(ms, { edits: trace.indices.length }, "final text");
}

function open(library: Library): Editor {
  return library.merges ? library.create(1, { sends: false }) : library.create();
}

function free(editor: Editor): void {
  editor.free?.();
}
