import { generatedSession, generatedTrace } from "./generated.ts";
import { readSession, readTrace, recordedIn } from "./recorded.ts";
import type { Session, Trace } from "./trace.ts";

const recordedTraces = ["automerge-paper", "sveltecomponent", "json-crdt-patch"] as const;
const recordedSession = "friendsforever";
const generatedTraceName = "generated-paper";
const generatedSessionName = "generated-session";

/** What there is to be edited: recordings where a folder of them was given, else generated ones. */
export interface Material {
  /** The trace that most workloads use. */
  readonly main: string;
  readonly traces: readonly string[];
  readonly session: string;
}

/** The sessions that can be played on this machine. */
export class Traces {
  readonly material: Material;
  private readonly folder: string | null;
  private readonly quick: boolean;

  /** `folder` is where recordings lie, null if there are none; `quick` makes generated ones short. */
  constructor(folder: string | null, quick: boolean) {
    this.folder = folder;
    this.quick = quick;
    const traces = recordedIn(folder, recordedTraces);
    const session = recordedIn(folder, [recordedSession])[0] ?? generatedSessionName;
    this.material =
      traces.length > 0
        ? { main: traces[0] ?? generatedTraceName, traces, session }
        : { main: generatedTraceName, traces: [generatedTraceName], session };
  }

  /** The edits of one writer, by name. */
  trace(name: string): Trace {
    return name === generatedTraceName || this.folder === null
      ? generatedTrace(generatedTraceName, this.quick ? 10_000 : 100_000)
      : readTrace(this.folder, name);
  }

  /** A session of several writers, by name. */
  session(name: string): Session {
    return name === generatedSessionName || this.folder === null
      ? generatedSession(generatedSessionName, this.quick ? 2_000 : 20_000)
      : readSession(this.folder, name);
  }
}
