/** What a loaded document that can be edited holds. */
import type { Replica } from "../library.ts";
import { bestOf, expectText } from "../measuring/outcome.ts";
import { replicasOf } from "../measuring/play.ts";
import { wasmMemoryBytes } from "../measuring/wasm-memory.ts";
import type { Bench, Outcome, Part, Workload } from "../workload.ts";
import { savedFile } from "./sending.ts";

/** How many documents are held at once; the figure is for one of them. */
const documentsMin = 4;
const documentsMax = 8;
/** More where WebAssembly memory is counted: what the first load left free there has to be used up. */
const wasmDocumentsMax = 64;
const fillingMs = 5_000;

declare const gc: (() => void) | undefined;

/** Memory per loaded document. */
export function memoryAfterLoad(trace: string): Workload {
  return {
    name: `memory/${trace}`,
    title: `memory after load, editable, ${trace}`,
    about: `Load the saved file, insert and delete a character; one document first, so that code and tables are there, then ${documentsMax} more (${wasmDocumentsMax} in WebAssembly, to use up what the first one left free there; fewer after ${fillingMs / 1000} s), all held. \`heldBytes\` is the growth of heap, array buffers and WebAssembly memory after garbage collection, by document; \`residentBytes\` that of the process, as the system counts its pages. The saved file itself is not counted. WebAssembly memory never shrinks: what loading needed for a moment is in it.`,
    unit: "bytes",
    libraries: "replicas",
    after: `updates/${trace}`,
    processes: 1,
    budgetMs: 2_000,
    measure(bench: Bench): Outcome {
      const library = replicasOf(bench.library);
      const { finalText } = bench.traces.trace(trace);
      const parts: Record<string, Part> = {};
      // Nothing is given back between the forms: what one frees in WebAssembly, the next would get for nothing.
      const kept: Replica[][] = [];
      for (const { name: form } of library.saveForms) {
        const bytes = bench.scratch.read(savedFile(trace, form));
        const open = (writer: number): Replica => {
          const replica = library.load(bytes, form, writer, { sends: true });
          replica.insert(finalText.length >> 1, "x");
          replica.delete(finalText.length >> 1, 1);
          return replica;
        };
        const held = [open(3)];
        kept.push(held);
        const before = counted();
        const documents = fill(before.wasm > 0 ? wasmDocumentsMax : documentsMax, () => {
          held.push(open(3 + held.length));
        });
        const after = counted();
        for (const replica of held) {
          expectText(replica.text(), finalText, `${trace}, ${form}`);
        }
        const each = (key: keyof Counted): number => Math.round((after[key] - before[key]) / documents);
        const values = {
          heldBytes: each("held"),
          wasmBytes: each("wasm"),
          residentBytes: each("resident"),
          documents,
        };
        parts[form] = { ms: null, values };
      }
      return bestOf(parts, "text of every document");
    },
  };
}

/** Calls `open` up to `most` times while there is time. Gives how often. */
function fill(most: number, open: () => void): number {
  const start = performance.now();
  let count = 0;
  while (count < most && (count < documentsMin || performance.now() - start < fillingMs)) {
    open();
    count++;
  }
  return count;
}

interface Counted {
  readonly held: number;
  readonly wasm: number;
  readonly resident: number;
}

function counted(): Counted {
  for (let round = 0; round < 4; round++) gc?.();
  const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
  const wasm = wasmMemoryBytes();
  return { held: heapUsed + arrayBuffers + wasm, wasm, resident: rss };
}
