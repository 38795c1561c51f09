/**
 * The client as a pure machine: what happened goes in, what is to be done comes out. No I/O, no clock, no
 * chance in here; the rules are numbered in SPEC.md. This file holds the local side (edits, store, tabs, timers);
 * what the server says is handled in `server-frames.ts`.
 */
import { unreachable } from "@weft/base";
import { isErasedSince } from "@weft/protocol";
import type { ConnectionStep } from "./connection.ts";
import {
  closed,
  connect,
  giveUp,
  heard,
  idleConnection,
  type Moment,
  passingFailuresMax,
  ping,
  stop,
} from "./connection.ts";
import type { Effect, TimerName } from "./effect.ts";
import { emptyCopy } from "./fresh-copy.ts";
import type { Input } from "./input.ts";
import { causallyFrom, enqueue, markStorage, type PendingBatch, remove } from "./outbox.ts";
import { batchKey, type OutboxBatch } from "./outbox-batch.ts";
import { keepAside, sendWaiting } from "./sending.ts";
import { distrust, endSession, joinAnew, receiveFrame } from "./server-frames.ts";
import { partialOf } from "./snapshot-assembly.ts";
import { isCaughtUp, type LeaderState, type SyncState } from "./sync-state.ts";

/** How long updates may wait for their causes before the client compares by version. */
export const missingPatienceMs = 2_000;

/** How long after a failed commit to this device's disk the next one is tried, if nothing is typed before. */
export const storeAgainMs = 10_000;

/** How long a session may leave batches unsettled without settling any: something was lost on the way. */
export const settlingPatienceMs = 30_000;

/** How often in a row the session is begun anew for what cannot be read: bytes may suffer on the way, too. */
export const unreadableMax = 5;

/** WebSocket's own code for a way that broke; the machine uses it when it finds the way dead itself. */
const brokenWay = 1006;

/** What follows from an input. */
export interface Step {
  readonly state: SyncState;
  readonly effects: readonly Effect[];
}

/** The state after `input`, and what is to be done, in this order. */
export function step(state: SyncState, input: Input, moment: Moment): Step {
  const out: Effect[] = [];
  const next = turn(state, input, out, moment);
  watchSettling(state, next, out);
  return { state: next, effects: out };
}

/** Lets the patience with unsettled batches begin, begin again with every progress, and end with the last. */
function watchSettling(before: SyncState, after: SyncState, out: Effect[]): void {
  const waited = before.session.unsettled.length > 0;
  const waits = after.session.unsettled.length > 0;
  const progressed = after.session.settled !== before.session.settled;
  if (waits && (!waited || progressed)) {
    out.push({ type: "setTimer", timer: "settling", delayMs: settlingPatienceMs });
  } else if (waited && !waits) {
    out.push({ type: "clearTimer", timer: "settling" });
  }
}

function turn(state: SyncState, input: Input, out: Effect[], moment: Moment): SyncState {
  switch (input.type) {
    case "lead":
      return lead(state, input.outbox, out);
    case "tabOpened":
      return tabOpened(state, out);
    case "edited":
      return edited(state, out, moment);
    case "taken":
      return taken(state, input.batches, out);
    case "stored":
      return stored(state, new Set(input.keys), out, moment);
    case "notStored":
      return notStored(state, input, out, moment);
    case "notKept":
      out.push({ type: "setTimer", timer: "storeAgain", delayMs: storeAgainMs });
      return { ...state, storeProblem: input.failure };
    case "baseLost":
      if (state.part === "leader") return joinAnew(state, out, moment);
      out.push({ type: "askTabs" });
      return state;
    case "merged":
      return merged(state, input.missingCauses, out);
    case "notMerged":
      return notMerged(state, input, out, moment);
    case "reoffers":
      return sendWaiting({ ...state, reoffers: input.batches, findingLost: false }, out, moment);
    case "reopened":
      return {
        ...state,
        replica: input.replica,
        nextCounter: input.nextCounter,
        waitingEdits: 0,
        waitingSinceMs: null,
        replacing: false,
      };
    case "startedOver":
      // Should this session end before what the log lacks was offered, the next one looks again.
      return { ...state, origin: input.origin, offerByVersion: true };
    case "keptPieces":
      return { ...state, keptPieces: input.count, keptSentence: input.sentence };
    case "siblingBatches":
      return siblingBatches(state, input, out, moment);
    case "siblingSaved":
      return { ...state, queue: remove(state.queue, new Set(input.keys)), savedAtMs: input.savedAtMs };
    case "siblingKept":
      return siblingKept(state, input, out);
    case "leaderState":
      return leaderState(state, input.leader, out);
    case "socketOpened":
      return socketOpened(state, out);
    case "socketClosed":
      return lostSocket(state, closed(state.connection, input.code, moment), out);
    case "frame":
      out.push(heard);
      return receiveFrame(state, input.frame, out, moment);
    case "badFrame":
      return distrust(state, out, moment);
    case "timer":
      return timer(state, input.timer, out, moment);
    case "tryNow":
      return tryNow(state, out);
    case "networkLost":
      return networkLost(state, out, moment);
    case "close":
      out.push({ type: "closeSocket" });
      for (const name of allTimers) out.push({ type: "clearTimer", timer: name });
      return { ...state, connection: idleConnection };
    default:
      return unreachable(input);
  }
}

const allTimers: readonly TimerName[] = ["reconnect", "ping", "silence", "missing", "settling", "storeAgain"];

function lead(state: SyncState, outbox: readonly OutboxBatch[], out: Effect[]): SyncState {
  const stored = outbox.map((batch): PendingBatch => ({ batch, storage: "stored" }));
  const queue = enqueue(enqueue([], stored), state.queue);
  const begun = connect(state.connection);
  out.push(...begun.effects);
  // Under another tab's lead this document has got further than its own place says, and perhaps than the store.
  const place = state.leader === null ? state.place : null;
  return { ...state, part: "leader", leader: null, place, queue, connection: begun.connection };
}

/** Tells again what a tab that has just opened, or just taken the socket, may not have heard. */
function tabOpened(state: SyncState, out: Effect[]): SyncState {
  const batches = state.queue
    .filter((pending) => pending.storage === "stored")
    .map((pending) => pending.batch);
  if (batches.length > 0) out.push({ type: "tellTabs", news: { type: "batches", batches, stored: true } });
  return state;
}

function edited(state: SyncState, out: Effect[], moment: Moment): SyncState {
  if (!state.taking) out.push({ type: "takeEdits" });
  const waitingSinceMs = state.waitingSinceMs ?? moment.nowMs;
  return { ...state, waitingEdits: state.waitingEdits + 1, waitingSinceMs, taking: true };
}

function taken(state: SyncState, batches: readonly OutboxBatch[], out: Effect[]): SyncState {
  const last = batches.at(-1);
  if (last === undefined) return { ...state, waitingEdits: 0, waitingSinceMs: null, taking: false };
  const added = batches.map((batch): PendingBatch => {
    const edits = batch === last ? state.waitingEdits : 0;
    return { batch: { ...batch, edits }, storage: "waiting" };
  });
  const queue = enqueue(state.queue, added);
  const nextCounter = last.replica === state.replica ? last.counter + last.count : state.nextCounter;
  const next = { ...state, queue, nextCounter, waitingEdits: 0, waitingSinceMs: null };
  out.push({ type: "store", batches: unstoredBatches(next) });
  return next;
}

function stored(state: SyncState, keys: ReadonlySet<string>, out: Effect[], moment: Moment): SyncState {
  const queue = markStorage(state.queue, keys, "stored");
  const told = queue.filter(({ batch }) => keys.has(batchKey(batch))).map((pending) => pending.batch);
  out.push({ type: "clearTimer", timer: "storeAgain" });
  return afterStoring({ ...state, queue, storeProblem: null }, { told, stored: true }, out, moment);
}

function notStored(
  state: SyncState,
  { keys, failure }: Extract<Input, { type: "notStored" }>,
  out: Effect[],
  moment: Moment,
): SyncState {
  const failed = new Set(keys);
  const queue = markStorage(state.queue, failed, "failed");
  const told = queue.filter(({ batch }) => failed.has(batchKey(batch))).map((pending) => pending.batch);
  out.push({ type: "setTimer", timer: "storeAgain", delayMs: storeAgainMs });
  return afterStoring({ ...state, queue, storeProblem: failure }, { told, stored: false }, out, moment);
}

/** The store has answered, one way or the other: tell, send, and take what was typed meanwhile. */
function afterStoring(
  state: SyncState,
  { told, stored }: { readonly told: readonly OutboxBatch[]; readonly stored: boolean },
  out: Effect[],
  moment: Moment,
): SyncState {
  if (told.length > 0) out.push({ type: "tellTabs", news: { type: "batches", batches: told, stored } });
  const sent = sendWaiting(state, out, moment);
  if (sent.waitingEdits === 0) return { ...sent, taking: false };
  out.push({ type: "takeEdits" });
  return { ...sent, taking: true };
}

function unstoredBatches(state: SyncState): readonly OutboxBatch[] {
  return state.queue.filter((pending) => pending.storage !== "stored").map((pending) => pending.batch);
}

function merged(state: SyncState, missingCauses: number, out: Effect[]): SyncState {
  const waits = missingCauses > 0;
  if (waits && !state.missingCauses) {
    out.push({ type: "setTimer", timer: "missing", delayMs: missingPatienceMs });
  }
  if (!waits && state.missingCauses) out.push({ type: "clearTimer", timer: "missing" });
  return { ...state, missingCauses: waits, unreadable: isCaughtUp(state) ? 0 : state.unreadable };
}

function notMerged(
  state: SyncState,
  input: Extract<Input, { type: "notMerged" }>,
  out: Effect[],
  moment: Moment,
): SyncState {
  switch (input.problem) {
    case "reused-id": {
      // What both wrote before they went apart stays, or it would be written twice.
      const { replica, counter = 0 } = input;
      const first = state.queue.find(
        ({ batch }) => batch.replica === replica && batch.counter + batch.count > counter,
      );
      if (first === undefined) return stopFor(state, "damaged", input.sentence, out);
      const pending = causallyFrom(state.queue, batchKey(first.batch));
      const sentence = "Another copy of this browser's profile has written under the same name.";
      return joinAnew(keepAside(state, out, { pending, reason: "reused-id", sentence }), out, moment);
    }
    case "buffer-full":
      return state.part === "leader" ? joinAnew(state, out, moment) : state;
    case "unknown":
      return stopFor(state, "unsupportedVersion", input.sentence, out);
    case "malformed":
      return unreadable(state, input.sentence, out, moment);
    default:
      return unreachable(input.problem);
  }
}

/** Begins anew for what could not be read; when that does not help, whatever sends it is damaged. */
function unreadable(state: SyncState, sentence: string, out: Effect[], moment: Moment): SyncState {
  const times = state.unreadable + 1;
  if (state.part === "follower" || times >= unreadableMax) return stopFor(state, "damaged", sentence, out);
  const connection = { ...state.connection, failures: times };
  const after = giveUp(connection, brokenWay, moment);
  return lostSocket({ ...state, unreadable: times, place: null, assembly: null }, after, out);
}

/** The place in the log has gone past what could not be merged: it is given up, so that a later try asks for it. */
function stopFor(
  state: SyncState,
  close: "damaged" | "unsupportedVersion",
  sentence: string,
  out: Effect[],
): SyncState {
  return lostSocket({ ...state, place: null, assembly: null }, stop(state.connection, close, sentence), out);
}

function siblingBatches(
  state: SyncState,
  { batches, stored }: Extract<Input, { type: "siblingBatches" }>,
  out: Effect[],
  moment: Moment,
): SyncState {
  out.push({ type: "mergeSiblings", batches });
  const storage = stored ? "stored" : "failed";
  const added = batches.map((batch): PendingBatch => ({ batch, storage }));
  const queue = enqueue(state.queue, added);
  // What had no room at first may be told again as stored.
  const told = stored ? markStorage(queue, new Set(batches.map(batchKey)), "stored") : queue;
  return sendWaiting({ ...state, queue: told }, out, moment);
}

/** Another tab's server refused something that this tab's document holds too: what builds on it goes as well. */
function siblingKept(
  state: SyncState,
  input: Extract<Input, { type: "siblingKept" }>,
  out: Effect[],
): SyncState {
  const gone = new Set(input.keys);
  const known = state.queue.filter(({ batch }) => gone.has(batchKey(batch)));
  const tainted = new Set(known.flatMap(({ batch }) => causallyFrom(state.queue, batchKey(batch))));
  const rest = [...tainted].filter(({ batch }) => !gone.has(batchKey(batch)));
  const without = { ...state, queue: remove(state.queue, gone) };
  const alsoReplicas = known.map(({ batch }) => batch.replica);
  const { reason, sentence } = input;
  return keepAside(without, out, { pending: rest, reason, sentence, alsoReplicas });
}

/** What the tab with the socket put in the place of all that came from the log is on this device's disk. */
function leaderState(state: SyncState, leader: LeaderState, out: Effect[]): SyncState {
  const { origin } = leader;
  const hasStartedOver = state.origin !== null && origin !== null && isErasedSince(state.origin, origin);
  if (hasStartedOver) out.push({ type: "startAgain" });
  const next = { ...state, leader, savedAtMs: leader.savedAtMs ?? state.savedAtMs };
  // What is here without a log of its own came, or will come, from that tab.
  return hasStartedOver || state.origin === null ? { ...next, origin } : next;
}

function socketOpened(state: SyncState, out: Effect[]): SyncState {
  if (state.connection.phase.name !== "connecting") return state;
  const fromNothing = state.freshCopy !== null;
  // A copy that was not whole begins again; only a snapshot goes on where it was cut off.
  const place = fromNothing ? null : state.place;
  out.push(heard, { type: "sendHello", fromNothing, place, partial: partialOf(state.assembly) });
  const connection = { ...state.connection, phase: { name: "joining" } as const };
  return { ...state, place, freshCopy: state.freshCopy && emptyCopy, connection };
}

function lostSocket(state: SyncState, after: ConnectionStep, out: Effect[]): SyncState {
  out.push(...after.effects);
  return endSession({ ...state, connection: after.connection }, out);
}

function timer(state: SyncState, name: TimerName, out: Effect[], moment: Moment): SyncState {
  const { phase } = state.connection;
  switch (name) {
    case "reconnect": {
      if (phase.name !== "waiting") return state;
      const begun = connect(state.connection);
      out.push(...begun.effects);
      return { ...state, connection: begun.connection };
    }
    case "ping": {
      if (phase.name !== "open") return state;
      const after = ping(state.connection);
      out.push(...after.effects);
      return { ...state, connection: after.connection };
    }
    case "silence":
      if (phase.name === "idle" || phase.name === "waiting" || phase.name === "stopped") return state;
      return lostSocket(state, giveUp(state.connection, brokenWay, moment), out);
    case "missing":
      if (!state.missingCauses) return state;
      if (state.part === "follower") {
        out.push({ type: "askTabs" });
        return { ...state, missingCauses: false };
      }
      return joinAnew({ ...state, missingCauses: false }, out, moment);
    case "settling":
      // A server without space lets batches wait unsettled, and says when it has space again.
      if (phase.name !== "open" || state.serverStorage === "full") return state;
      return lostSocket(state, giveUp(state.connection, brokenWay, moment), out);
    case "storeAgain": {
      if (state.taking || state.storeProblem === null) return state;
      // With nothing to store this asks whether there is room again.
      out.push({ type: "store", batches: unstoredBatches(state) });
      return { ...state, taking: true };
    }
    default:
      return unreachable(name);
  }
}

function tryNow(state: SyncState, out: Effect[]): SyncState {
  const { phase } = state.connection;
  if (phase.name !== "waiting" && phase.name !== "stopped") return state;
  const begun = connect({ ...state.connection, failures: 0, rejoined: false });
  out.push(...begun.effects);
  return { ...state, connection: begun.connection, unreadable: 0 };
}

function networkLost(state: SyncState, out: Effect[], moment: Moment): SyncState {
  const { phase } = state.connection;
  if (phase.name === "idle" || phase.name === "waiting" || phase.name === "stopped") return state;
  const failures = Math.max(state.connection.failures, passingFailuresMax);
  return lostSocket(state, giveUp({ ...state.connection, failures }, brokenWay, moment), out);
}
