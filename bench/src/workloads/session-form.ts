/** The form for a socket, of which only our package has one: what a reader and a writer agreed on is not said again. */
import { SessionReader, SessionWriter } from "@weft/rga";
import { outcome } from "../measuring/outcome.ts";
import { unpacked } from "../measuring/packed.ts";
import { repeated } from "../measuring/stopwatch.ts";
import type { Bench, Outcome, Workload } from "../workload.ts";
import { meanBytes, updatesFile } from "./sending.ts";

/** Every update of a trace through one session. */
export function sessionForm(trace: string): Workload {
  return {
    name: `session/${trace}`,
    title: `one update per edit in a session, ${trace}`,
    about:
      "The updates of every edit, written into one session and read out of it again, byte for byte the same. No other library here has such a form. Bytes are means over the trace.",
    unit: "ms",
    libraries: ["weft"],
    after: `updates/${trace}`,
    processes: 1,
    budgetMs: 2_000,
    measure({ limits, scratch, traces }: Bench): Outcome {
      const updates = unpacked(scratch.read(updatesFile(trace))).map((update) => update.slice());
      let sent: Uint8Array[] = [];
      const ms = repeated(
        {
          prepare: () => ({ writer: new SessionWriter(), frames: [] as Uint8Array[] }),
          run({ writer, frames }): void {
            for (const update of updates) frames.push(writer.write([update]));
          },
          check({ frames }): void {
            const reader = new SessionReader();
            for (const [number, frame] of frames.entries()) {
              const read = reader.read(frame);
              if (!read.ok) throw read.error;
              if (Buffer.compare(Buffer.concat(read.value), updates[number] ?? new Uint8Array()) !== 0)
                throw new Error(`update ${number} came out of the session as another`);
            }
            sent = frames;
          },
        },
        limits,
      );
      return outcome(ms, meanBytes(traces.trace(trace), sent), "the very updates on the other side");
    },
  };
}
