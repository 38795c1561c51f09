/** Recorded sessions (github.com/josephg/editing-traces), where the machine has them: `WEFT_TRACES` names the folder. */
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { gunzipSync } from "node:zlib";

export type RecordedEdit = readonly [position: number, deleted: number, inserted: string];

export interface RecordedSession {
  readonly endContent: string;
  readonly txns: readonly { readonly patches: readonly RecordedEdit[] }[];
}

const folder = process.env.WEFT_TRACES ?? resolve(import.meta.dirname, "../../../../shared/traces");

/** The session with this name, or null if it is not here. */
export function recordedSession(name: string): RecordedSession | null {
  const file = resolve(folder, `${name}.json.gz`);
  return existsSync(file) ? JSON.parse(gunzipSync(readFileSync(file)).toString()) : null;
}
