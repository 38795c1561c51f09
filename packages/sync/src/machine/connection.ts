/**
 * The life of the socket: when to open one, when to give one up, how long to wait. It knows nothing of what is
 * said on it. Time and jitter are given; timers are asked for by name.
 */
import {
  type CloseName,
  closeAdvice,
  closeName,
  helloDelayMsMax,
  pingIntervalMs,
  reconnectDelayMsFirst,
  reconnectDelayMsMax,
  silenceMsMax,
} from "@weft/protocol";
import type { Effect } from "./effect.ts";

/** Where the socket is. */
export type Phase =
  /** Not this tab's business: another one holds the socket, or the replica is closed. */
  | { readonly name: "idle" }
  /** Until a timer fires, the network comes back or a person says "try now". */
  | { readonly name: "waiting" }
  | { readonly name: "connecting" }
  /** `hello` is sent. */
  | { readonly name: "joining" }
  /** Welcomed. */
  | { readonly name: "open" }
  /** Closed for a reason that trying again does not mend. */
  | { readonly name: "stopped"; readonly close: CloseName; readonly sentence: string };

/** The failures in a row after which it is no passing disturbance any more. */
export const passingFailuresMax = 2;

/** The state of the connection. */
export interface Connection {
  readonly phase: Phase;
  /** Attempts in a row that did not end in a welcome. */
  readonly failures: number;
  readonly pingNumber: number;
  /** Whether the last session was given up to join anew, and nothing has been gained since. */
  readonly rejoined: boolean;
}

/** Time and chance as they are when an input comes. */
export interface Moment {
  readonly nowMs: number;
  /** 0 ≤ jitter < 1, fresh for every input. */
  readonly jitter: number;
}

/** What follows from an input. */
export interface ConnectionStep {
  readonly connection: Connection;
  readonly effects: readonly Effect[];
}

export const idleConnection: Connection = {
  phase: { name: "idle" },
  failures: 0,
  pingNumber: 0,
  rejoined: false,
};

/** Opens a socket now, whatever was being waited for. */
export function connect(connection: Connection): ConnectionStep {
  return {
    connection: { ...connection, phase: { name: "connecting" } },
    effects: [
      { type: "clearTimer", timer: "reconnect" },
      { type: "openSocket" },
      { type: "setTimer", timer: "silence", delayMs: helloDelayMsMax },
    ],
  };
}

/** The server has welcomed: failures are forgotten, the heartbeat starts. */
export function welcomed(connection: Connection): ConnectionStep {
  return {
    connection: { ...connection, phase: { name: "open" }, failures: 0 },
    effects: [{ type: "setTimer", timer: "ping", delayMs: pingIntervalMs }],
  };
}

/** Something came in: the way is alive. */
export const heard: Effect = { type: "setTimer", timer: "silence", delayMs: silenceMsMax };

/** Time for a heartbeat. */
export function ping(connection: Connection): ConnectionStep {
  const number = connection.pingNumber + 1;
  return {
    connection: { ...connection, pingNumber: number },
    effects: [
      { type: "send", frame: { type: "ping", number } },
      { type: "setTimer", timer: "ping", delayMs: pingIntervalMs },
    ],
  };
}

/** The socket is closed, by whomever. */
export function closed(connection: Connection, code: number, moment: Moment): ConnectionStep {
  const name = closeName(code);
  if (name !== null && closeAdvice(code) === "stop") return stop(connection, name, stopSentences[name] ?? "");
  const effects: Effect[] = [
    { type: "clearTimer", timer: "ping" },
    { type: "clearTimer", timer: "silence" },
  ];
  if (closeAdvice(code) === "rejoin" && !connection.rejoined) {
    const again = connect({ ...connection, rejoined: true });
    return { connection: again.connection, effects: [...effects, ...again.effects] };
  }
  const failures = connection.failures + 1;
  effects.push({ type: "setTimer", timer: "reconnect", delayMs: backoffMs(failures, moment.jitter) });
  return { connection: { ...connection, phase: { name: "waiting" }, failures }, effects };
}

/** Gives the present socket up and waits, as if it had been closed with `code`. */
export function giveUp(connection: Connection, code: number, moment: Moment): ConnectionStep {
  const after = closed(connection, code, moment);
  return { connection: after.connection, effects: [{ type: "closeSocket" }, ...after.effects] };
}

/** Ends all attempts until a person does something. */
export function stop(connection: Connection, close: CloseName, sentence: string): ConnectionStep {
  return {
    connection: { ...connection, phase: { name: "stopped", close, sentence } },
    effects: [
      { type: "closeSocket" },
      { type: "clearTimer", timer: "reconnect" },
      { type: "clearTimer", timer: "ping" },
      { type: "clearTimer", timer: "silence" },
    ],
  };
}

/**
 * How long to wait after `failures` failures: half of a bound that doubles, capped, and up to the other half by chance
 * ("equal jitter", Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015). The fixed half keeps
 * one unlucky client from asking in a hot loop, the bound keeps another from being away long after the server is back.
 */
export function backoffMs(failures: number, jitter: number): number {
  const bound = Math.min(reconnectDelayMsMax, reconnectDelayMsFirst * 2 ** Math.max(0, failures - 1));
  return Math.round((bound / 2) * (1 + jitter));
}

const stopSentences: Partial<Record<CloseName, string>> = {
  unauthorized: "This link does not open the document. Ask its owner for a new one.",
  expired: "Your sign-in has ended. Sign in again to go on; your edits are kept.",
  forbidden: "Your access to this document has ended. Ask its owner for a new link.",
  taken: "A document with this id belongs to somebody else.",
  otherEngine: "This document is a Yjs document: this link does not open it here.",
  unsupportedVersion: "The server speaks a newer language. Reload the page to update.",
};
