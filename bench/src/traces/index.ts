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

/** The names of what can be played. */
export function materialIn(folder: string | null): Material {
  const traces = recordedIn(folder, recordedTraces);
  const session = recordedIn(folder, [recordedSession])[0] ?? generatedSessionName;
  return {
    main: traces[0] ?? generatedTraceName,
    traces: traces.length > 0 ? traces : [generatedTraceName],
    session,
  };
}

/** The trace of that name. */
export function traceNamed(name: string, folder: string | null): Trace {
  return name === generatedTraceName || folder === null
    ? generatedTrace(generatedTraceName, 100_000)
    : readTrace(folder, name);
}

/** The session of that name. */
export function sessionNamed(name: string, folder: string | null): Session {
  return name === generatedSessionName || folder === null
    ? generatedSession(generatedSessionName, 20_000)
    : readSession(folder, name);
}
