/**
 * Which file goes to the server next: a pure machine. What waits is on this device's disk; the one tab of a browser that
 * is elected sends for all, and a tab whose file could not be kept sends that one itself.
 *
 * Laws: a file is given up only for a reason that does not pass by itself, and then it still waits and is counted; it is
 * saved only if the server said so.
 */

import { unreachable } from "@weft/base";
import { type FileHash, type FileRefusal, mayPass } from "@weft/protocol";

/** A file that is not known to be on the server. */
export interface WaitingFile {
  readonly hash: FileHash;
  /** In bytes. */
  readonly size: number;
  /** Whether this device's disk has it; if not, the tab that took it in is the only place. */
  readonly isKept: boolean;
  readonly sentBytes: number;
  /** Why the server did not take it, if that does not pass by itself. */
  readonly refusal: FileRefusal | null;
}

/** What came of sending a file. */
export type UploadOutcome = "saved" | "unreachable" | FileRefusal;

/** All that the machine knows. */
export interface UploadState {
  readonly files: readonly WaitingFile[];
  readonly elected: boolean;
  readonly connected: boolean;
  readonly sending: FileHash | null;
  /** In a row. */
  readonly failures: number;
  readonly resting: boolean;
}

/** What happens. */
export type UploadInput =
  /** Files were taken in here or by another tab, or found on this device's disk. */
  | { readonly type: "waiting"; readonly files: readonly WaitingFile[] }
  | { readonly type: "elected" }
  | { readonly type: "connected"; readonly connected: boolean }
  | { readonly type: "progress"; readonly hash: FileHash; readonly sentBytes: number }
  | { readonly type: "answered"; readonly hash: FileHash; readonly outcome: UploadOutcome }
  /** What another tab was answered. */
  | { readonly type: "heard"; readonly hash: FileHash; readonly outcome: "saved" | FileRefusal }
  | { readonly type: "rested" }
  /** A person wants to try a refused file again. */
  | { readonly type: "retry"; readonly hash: FileHash };

/** What is to be done. */
export type UploadEffect =
  | { readonly type: "send"; readonly hash: FileHash }
  /** Break off what is being sent. */
  | { readonly type: "stop" }
  | { readonly type: "rest"; readonly delayMs: number }
  | { readonly type: "wake" }
  /** Note on this device's disk, and tell the other tabs, where the file is now. */
  | { readonly type: "note"; readonly hash: FileHash; readonly outcome: "saved" | FileRefusal };

/** A state, and what is to be done about it. */
export interface UploadStep {
  readonly state: UploadState;
  readonly effects: readonly UploadEffect[];
}

/** Nothing waits, nobody is elected. */
export const noUploads: UploadState = {
  files: [],
  elected: false,
  connected: false,
  sending: null,
  failures: 0,
  resting: false,
};

/** The first rest after a failure; it doubles with each, up to `restMsMax`. */
const restMsFirst = 1000;
const restMsMax = 60_000;

/** What follows from `input`. `chance` is a random number from 0 up to 1. */
export function stepUploads(state: UploadState, input: UploadInput, chance: number): UploadStep {
  switch (input.type) {
    case "waiting":
      return goOn({ ...state, files: withFiles(state.files, input.files) });
    case "elected":
      return goOn({ ...state, elected: true });
    case "connected":
      return connect(state, input.connected);
    case "progress":
      return goOn(changed(state, input.hash, { sentBytes: input.sentBytes }));
    case "answered":
      return answer(state, input.hash, input.outcome, chance);
    case "heard":
      return goOn(settled(state, input.hash, input.outcome));
    case "rested":
      return goOn({ ...state, resting: false });
    case "retry":
      return goOn(changed({ ...state, failures: 0 }, input.hash, { refusal: null }));
    default:
      return unreachable(input);
  }
}

function connect(state: UploadState, connected: boolean): UploadStep {
  if (connected === state.connected) return { state, effects: [] };
  if (connected) return goOn({ ...state, connected, failures: 0 });
  const stopped = state.sending === null ? state : changed(state, state.sending, { sentBytes: 0 });
  const effects: UploadEffect[] = state.resting ? [{ type: "wake" }] : [];
  if (state.sending !== null) effects.push({ type: "stop" });
  return { state: { ...stopped, connected, sending: null, resting: false }, effects };
}

function answer(state: UploadState, hash: FileHash, outcome: UploadOutcome, chance: number): UploadStep {
  // What was broken off is answered too late, but what is saved is saved.
  if (state.sending !== hash && outcome !== "saved") return { state, effects: [] };
  const free: UploadState = state.sending === hash ? { ...state, sending: null } : state;
  if (outcome !== "saved" && (outcome === "unreachable" || mayPass(outcome))) return rest(free, hash, chance);
  const { state: next, effects } = goOn({ ...settled(free, hash, outcome), failures: 0 });
  return { state: next, effects: [{ type: "note", hash, outcome }, ...effects] };
}

/** The others come first next time. */
function rest(state: UploadState, hash: FileHash, chance: number): UploadStep {
  const failed = changed(state, hash, { sentBytes: 0 }).files;
  const files = [
    ...failed.filter((file) => file.hash !== hash),
    ...failed.filter((file) => file.hash === hash),
  ];
  const delay = Math.min(restMsMax, restMsFirst * 2 ** Math.min(state.failures, 10));
  const delayMs = Math.round(delay * (0.5 + chance / 2));
  const resting = { ...state, files, failures: state.failures + 1, resting: true };
  return { state: resting, effects: [{ type: "rest", delayMs }] };
}

function settled(state: UploadState, hash: FileHash, outcome: "saved" | FileRefusal): UploadState {
  if (outcome !== "saved") return changed(state, hash, { refusal: outcome, sentBytes: 0 });
  return { ...state, files: state.files.filter((file) => file.hash !== hash) };
}

/** Sends the first file that this tab may send, if nothing is in the way. */
function goOn(state: UploadState): UploadStep {
  if (!state.connected || state.sending !== null || state.resting) return { state, effects: [] };
  const next = state.files.find((file) => file.refusal === null && (state.elected || !file.isKept));
  if (next === undefined) return { state, effects: [] };
  return { state: { ...state, sending: next.hash }, effects: [{ type: "send", hash: next.hash }] };
}

function changed(state: UploadState, hash: FileHash, change: Partial<WaitingFile>): UploadState {
  return { ...state, files: state.files.map((file) => (file.hash === hash ? { ...file, ...change } : file)) };
}

function withFiles(known: readonly WaitingFile[], added: readonly WaitingFile[]): readonly WaitingFile[] {
  const hashes = new Set(known.map(({ hash }) => hash));
  return [...known, ...added.filter(({ hash }) => !hashes.has(hash))];
}
