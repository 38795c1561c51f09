/** Documents at rest: how large, how soon readable, how soon editable. */
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Replica } from "../library.ts";
import { bestOf, expectText } from "../measuring/outcome.ts";
import { play, replicasOf } from "../measuring/play.ts";
import { repeated } from "../measuring/stopwatch.ts";
import type { Bench, Outcome, Part, Workload } from "../workload.ts";
import { savedFile } from "./sending.ts";

const base = { unit: "ms", libraries: "replicas", processes: 1, budgetMs: 1_000 } as const;

/** Bytes of every form of saving, as they are, behind gzip and behind brotli. */
export function savedSizes(trace: string, written: "by the updates" | "here"): Workload {
  return {
    ...base,
    name: `saved-size/${trace}`,
    title: `saved size, ${trace}`,
    about:
      "Every form of saving, raw, behind gzip -9 and behind brotli -q 11. Each is loaded again and its text compared.",
    unit: "bytes",
    after: written === "by the updates" ? `updates/${trace}` : null,
    measure(bench: Bench): Outcome {
      const library = replicasOf(bench.library);
      const { finalText } = bench.traces.trace(trace);
      const parts: Record<string, Part> = {};
      const make = written === "here" ? savedHere(bench, trace) : null;
      for (const { name: form, deletedText, deletionIds } of library.saveForms) {
        const raw = make ? make(form) : bench.scratch.read(savedFile(trace, form));
        expectText(library.load(raw, form, 3, { sends: false }).text(), finalText, `${trace}, ${form}`);
        const values = {
          rawBytes: raw.length,
          gzipBytes: gzipSync(raw, { level: 9 }).length,
          brotliBytes: brotliCompressSync(raw, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length,
        };
        const flags = { deletedText: Number(deletedText), deletionIds: Number(deletionIds) };
        parts[form] = { ms: null, values: { ...values, ...flags } };
      }
      return bestOf(parts, "text of each loaded form");
    },
  };
}

/** From a saved file to the text on the screen. */
export function savedToText(trace: string): Workload {
  return {
    ...base,
    name: `load/${trace}`,
    title: `saved file → text, ${trace}`,
    about: "Load and read the whole text, warm, for every form of saving.",
    after: `updates/${trace}`,
    measure: (bench) => measureLoad(bench, trace),
  };
}

/** From a saved file to the first edit, and the text read. */
export function savedToEdit(trace: string): Workload {
  return {
    ...base,
    name: `first-edit/${trace}`,
    title: `saved file → first edit applied, ${trace}`,
    about:
      "Load, insert one character in the middle, warm, for every form of saving. The text is read untimed.",
    after: `updates/${trace}`,
    measure: (bench) => measureFirstEdit(bench, trace),
  };
}

function measureLoad({ library, limits, scratch, traces }: Bench, trace: string): Outcome {
  const { load, saveForms } = replicasOf(library);
  const { finalText } = traces.trace(trace);
  const parts: Record<string, Part> = {};
  for (const { name: form } of saveForms) {
    const bytes = scratch.read(savedFile(trace, form));
    const ms = repeated(
      {
        prepare: () => ({ replica: null as Replica | null, text: "" }),
        run(state): void {
          state.replica = load(bytes, form, 3, { sends: false });
          state.text = state.replica.text();
        },
        check: ({ text }) => expectText(text, finalText, trace),
        free: ({ replica }) => replica?.free?.(),
      },
      limits,
    );
    parts[form] = { ms, values: {} };
  }
  return bestOf(parts, "text");
}

function measureFirstEdit({ library, limits, scratch, traces }: Bench, trace: string): Outcome {
  const { load, saveForms } = replicasOf(library);
  const { finalText } = traces.trace(trace);
  const middle = finalText.length >> 1;
  const expected = `${finalText.slice(0, middle)}x${finalText.slice(middle)}`;
  const parts: Record<string, Part> = {};
  for (const { name: form } of saveForms) {
    const bytes = scratch.read(savedFile(trace, form));
    const ms = repeated(
      {
        prepare: () => ({ replica: null as Replica | null }),
        run(state): void {
          state.replica = load(bytes, form, 3, { sends: false });
          state.replica.insert(middle, "x");
        },
        check: ({ replica }) => expectText(replica?.text() ?? "", expected, trace),
        free: ({ replica }) => replica?.free?.(),
      },
      limits,
    );
    parts[form] = { ms, values: {} };
  }
  return bestOf(parts, "text with the edit");
}

function savedHere({ library, traces }: Bench, trace: string): (form: string) => Uint8Array {
  const replica = replicasOf(library).create(1, { sends: false });
  play(replica, traces.trace(trace));
  return (form) => replica.save(form);
}
