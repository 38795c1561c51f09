/** What follows from each frame of the server. */
import { unreachable } from "@weft/base";
import type { Acknowledged, Chunk, DownFrame, Entries, LogPlace, Refused, Welcome } from "@weft/protocol";
import { closeCodes, isErasedSince } from "@weft/protocol";
import { giveUp, type Moment, welcomed } from "./connection.ts";
import type { Effect } from "./effect.ts";
import { addToCopy, emptyCopy } from "./fresh-copy.ts";
import { causallyFrom, emptySession, isUnsettled, remove, sentKey, settle } from "./outbox.ts";
import { batchKey } from "./outbox-batch.ts";
import { keepAside, sendWaiting } from "./sending.ts";
import { addChunk, assembledBytes, beginAssembly, holdEntries, isWhole } from "./snapshot-assembly.ts";
import type { SyncState } from "./sync-state.ts";

/** Work that waited here for longer did not see what others did meanwhile; below that it counts as live. */
export const apartMs = 3_000;

/** The state after `frame`; effects are added to `out`. */
export function receiveFrame(state: SyncState, frame: DownFrame, out: Effect[], moment: Moment): SyncState {
  const { phase } = state.connection;
  if (frame.type === "welcome") {
    return phase.name === "joining" ? welcome(state, frame, out, moment) : distrust(state, out, moment);
  }
  if (phase.name !== "open") return distrust(state, out, moment);
  switch (frame.type) {
    case "chunk":
      return chunk(state, frame, out, moment);
    case "entries":
      return entries(state, frame, out, moment);
    case "acknowledged":
      return acknowledged(state, frame, out, moment);
    case "refused":
      return refused(state, frame, out, moment);
    case "presence":
      for (const peer of frame.peers) out.push({ ...peer, type: "presence" });
      return state;
    case "roleChanged":
      return { ...state, role: frame.role };
    case "status":
      return sendWaiting(
        { ...state, serverStorage: frame.storage, serverSentence: frame.sentence },
        out,
        moment,
      );
    case "pong":
      return state;
    default:
      return unreachable(frame);
  }
}

/** Joins again from scratch: the server compares by version, whatever the log's place says. */
export function joinAnew(state: SyncState, out: Effect[], moment: Moment): SyncState {
  const after = giveUp(state.connection, closeCodes.resync, moment);
  out.push(...after.effects);
  return endSession({ ...state, connection: after.connection, place: null, assembly: null }, out);
}

/** The state after the socket is gone: what was on its way is unsettled again. */
export function endSession(state: SyncState, out: Effect[]): SyncState {
  out.push({ type: "session", session: null });
  return { ...state, session: emptySession, reoffers: [], findingLost: false, goalSeq: null, heardSeq: null };
}

/** Leaves a session in which a frame was lost or doubled on the way: what it says from now on means something else. */
function missedFrame(state: SyncState, out: Effect[], moment: Moment): SyncState {
  const after = giveUp(state.connection, closeCodes.resync, moment);
  out.push(...after.effects);
  return endSession({ ...state, connection: after.connection, assembly: null }, out);
}

/** Gives up a session in which the server said what the protocol does not allow. */
export function distrust(state: SyncState, out: Effect[], moment: Moment): SyncState {
  const after = giveUp(state.connection, closeCodes.badFrame, moment);
  out.push(...after.effects);
  return endSession({ ...state, connection: after.connection, assembly: null }, out);
}

function welcome(state: SyncState, frame: Welcome, out: Effect[], moment: Moment): SyncState {
  const { reply, incarnation, lastSeq } = frame;
  const isErased = state.origin !== null && isErasedSince(state.origin, incarnation);
  if (isErased !== (state.freshCopy !== null)) {
    const connection = { ...state.connection, rejoined: false };
    return joinAnew({ ...state, connection, freshCopy: isErased ? emptyCopy : null }, out, moment);
  }
  const place = state.place?.incarnation === incarnation && state.place.seq <= lastSeq ? state.place : null;
  const assembly = reply.kind === "snapshot" ? beginAssembly(incarnation, reply, state.assembly) : null;
  if (reply.kind === "snapshot" && assembly === null) return distrust(state, out, moment);
  // Without a common place nobody knows what the log has kept of what this device holds.
  const lost = state.offerByVersion || place === null;
  const { freshCopy } = state;
  const after = welcomed(state.connection);
  out.push(...after.effects, { type: "session", session: frame.session });
  const wasApart = state.queue.some(({ batch }) => moment.nowMs - batch.madeAtMs >= apartMs);
  if (wasApart) out.push({ type: "meet", version: frame.version });
  if (lost && freshCopy === null) out.push({ type: "findLost", version: frame.version });
  const next: SyncState = {
    ...state,
    connection: after.connection,
    session: emptySession,
    reoffers: [],
    findingLost: lost,
    offerByVersion: false,
    origin: freshCopy === null ? incarnation : state.origin,
    place: reply.kind === "tail" && freshCopy === null ? tailStart(place, frame, reply.afterSeq, out) : place,
    heardSeq: reply.kind === "tail" ? reply.afterSeq : reply.seq,
    goalSeq: lastSeq,
    assembly,
    role: frame.role,
    serverStorage: "writable",
    serverSentence: "",
  };
  if (freshCopy !== null && reply.kind === "tail") {
    return addToCopy(next, freshCopy, { incarnation, seq: reply.afterSeq }, out);
  }
  return finishAssembly(sendWaiting(next, out, moment), out, moment);
}

/** Where a tail begins: what lies before is here already, by place or by version, and its place is kept. */
function tailStart(place: LogPlace | null, frame: Welcome, afterSeq: number, out: Effect[]): LogPlace {
  if (place !== null && place.seq >= afterSeq) return place;
  const start = { incarnation: frame.incarnation, seq: afterSeq };
  out.push({ type: "receive", updates: [], saved: [], after: place, place: start });
  return start;
}

function chunk(state: SyncState, frame: Chunk, out: Effect[], moment: Moment): SyncState {
  const assembly = state.assembly && addChunk(state.assembly, frame);
  if (!assembly) return distrust(state, out, moment);
  return finishAssembly({ ...state, assembly }, out, moment);
}

function finishAssembly(state: SyncState, out: Effect[], moment: Moment): SyncState {
  const { assembly } = state;
  if (assembly === null || !isWhole(assembly)) return state;
  const bytes = assembledBytes(assembly);
  if (bytes === null) return distrust(state, out, moment);
  const { incarnation, seq, held, heldThroughSeq } = assembly;
  const place: LogPlace = { incarnation, seq: heldThroughSeq };
  if (state.freshCopy !== null) {
    return addToCopy({ ...state, assembly: null }, { base: bytes, updates: held }, place, out);
  }
  out.push({ type: "receiveSnapshot", bytes, place: { incarnation, seq } });
  if (heldThroughSeq > seq)
    out.push({ type: "receive", updates: held, saved: [], after: { incarnation, seq }, place });
  return { ...state, assembly: null, place };
}

function entries(state: SyncState, frame: Entries, out: Effect[], moment: Moment): SyncState {
  if (!isInLogOrder(frame)) return distrust(state, out, moment);
  if (frame.afterSeq !== state.heardSeq) return missedFrame(state, out, moment);
  const updates = frame.entries.map((entry) => entry.bytes);
  const { connection } = state;
  const progressed = {
    ...state,
    heardSeq: frame.throughSeq,
    connection: { ...connection, rejoined: false },
  };
  if (state.assembly !== null) {
    const assembly = holdEntries(state.assembly, updates, frame.throughSeq);
    return assembly ? { ...progressed, assembly } : distrust(state, out, moment);
  }
  if (state.place === null || frame.throughSeq < state.place.seq) return distrust(state, out, moment);
  // The server says again where the client is (PR-26): nothing to take in, and nothing to write.
  if (updates.length === 0 && frame.throughSeq === state.place.seq) return progressed;
  const place = { ...state.place, seq: frame.throughSeq };
  const { freshCopy } = state;
  if (freshCopy !== null) {
    const copy = { ...freshCopy, updates: [...freshCopy.updates, ...updates] };
    return addToCopy(progressed, copy, place, out);
  }
  out.push({ type: "receive", updates, saved: [], after: state.place, place });
  return { ...progressed, place };
}

/** Entries out of the log's order, or beyond the place that the frame claims, would leave gaps behind that place. */
function isInLogOrder({ entries, afterSeq, throughSeq }: Entries): boolean {
  if (throughSeq < afterSeq) return false;
  return entries.every(({ seq }, index) => seq > (entries[index - 1]?.seq ?? afterSeq) && seq <= throughSeq);
}

function acknowledged(state: SyncState, frame: Acknowledged, out: Effect[], moment: Moment): SyncState {
  const settled = settle(state.session, frame.batches);
  if (settled === null) return distrust(state, out, moment);
  const heardSeq = state.heardSeq ?? 0;
  const skipsEntries = frame.throughSeq > heardSeq && frame.afterSeq > heardSeq;
  if (skipsEntries || frame.refusals !== state.session.refusals) return missedFrame(state, out, moment);
  const keys = new Set(settled.saved);
  const passed = state.queue.filter((pending) => keys.has(batchKey(pending.batch)));
  const saved = passed.map((pending) => pending.batch);
  // What could not be stored here may be on the server's disk before the other tabs have heard of it.
  const untold = passed.filter((pending) => pending.storage !== "stored").map((pending) => pending.batch);
  if (untold.length > 0)
    out.push({ type: "tellTabs", news: { type: "batches", batches: untold, stored: false } });
  // While a snapshot is on its way the log's place is not known, and a place behind ours would be a lie.
  const forward = state.assembly === null && state.place !== null && frame.throughSeq >= state.place.seq;
  const place = forward && state.place ? { ...state.place, seq: frame.throughSeq } : state.place;
  const savedAtMs = saved.length > 0 ? moment.nowMs : state.savedAtMs;
  if (saved.length > 0 || place !== state.place) {
    out.push({
      type: "receive",
      updates: [],
      saved,
      after: state.place,
      place: forward ? place : null,
    });
  }
  if (saved.length > 0) {
    out.push({
      type: "tellTabs",
      news: { type: "saved", keys: saved.map(batchKey), savedAtMs: moment.nowMs },
    });
  }
  const next: SyncState = {
    ...state,
    connection: { ...state.connection, rejoined: false },
    session: settled.session,
    queue: remove(state.queue, keys),
    reoffers: state.reoffers.filter((batch) => !keys.has(batchKey(batch))),
    place,
    heardSeq: Math.max(heardSeq, frame.throughSeq),
    savedAtMs,
  };
  return sendWaiting(next, out, moment);
}

/** Refusals that a fresh comparison by version can mend: the server lacks, or has, more than was thought. */
const healable: ReadonlySet<Refused["reason"]> = new Set(["overlap", "gap", "missing-dependency", "clock"]);

function refused(before: SyncState, frame: Refused, out: Effect[], moment: Moment): SyncState {
  // Refusals come in the order of the batches: one that came twice would stand in the count for one that was lost.
  if (frame.batch <= before.session.lastRefused) return missedFrame(before, out, moment);
  const session = { ...before.session, refusals: before.session.refusals + 1, lastRefused: frame.batch };
  const state = { ...before, session };
  if (!isUnsettled(session, frame.batch)) return distrust(state, out, moment);
  const key = sentKey(state.session, frame.batch);
  if (key === null) return state;
  const inQueue = state.queue.some((pending) => batchKey(pending.batch) === key);
  if (healable.has(frame.reason) && !state.healed.has(key)) {
    const healed = new Set([...state.healed, key]);
    return joinAnew({ ...state, healed, offerByVersion: true }, out, moment);
  }
  // Somebody else's batch that is refused to us is not ours to keep: it is in our log and stays there.
  if (!inQueue) return { ...state, reoffers: state.reoffers.filter((batch) => batchKey(batch) !== key) };
  const pending = causallyFrom(state.queue, key);
  return keepAside(state, out, { pending, reason: frame.reason, sentence: frame.sentence });
}
