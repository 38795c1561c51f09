/**
 * A group of batches on its way into a log, in two pure steps: `judgeGroup` says from headers which of them are
 * worth inspecting, `decideGroup` makes entries of those that were found sound.
 */
import { batchAgeMsMax, type SentBatch } from "@weft/protocol";
import { type BatchHeader, readBatchHeader } from "@weft/rga";
import type { Inspection } from "../admission/inspected-documents.ts";
import type { Identity } from "../identity/token.ts";
import type { Entry, NewEntry } from "../storage/storage.ts";
import { bindingOf, judgeOffer, type Offer, type Refusal, refuse } from "./admission-rules.ts";
import type { LogState } from "./log-state.ts";

/**
 * From which counter on a session may bring nothing more of a replica, nor what leans on it: under the same names the log may
 * have something else.
 */
export type ClosedReplicas = Map<string, number>;

/** A batch as it came, and who brought it when. */
export interface OfferedBatch {
  readonly batch: SentBatch;
  readonly identity: Identity;
  readonly receivedAtMs: number;
  /** Replicas of which this session may bring nothing more. A refusal adds to it. */
  readonly closedReplicas: ClosedReplicas;
}

/** A batch whose header was judged. `known`: the log holds all its counters already. */
export type Judged =
  | Refusal
  | { readonly kind: "next" | "known"; readonly offered: OfferedBatch; readonly offer: Offer };

/** What became of a batch. `known`: the log had it already, with the same content. */
export type Outcome =
  | Refusal
  | { readonly kind: "known" }
  | { readonly kind: "committed"; readonly entry: Entry };

/** The outcome of each batch, the entries to commit, and whether every batch that was found sound is among them. */
export interface Decision {
  readonly outcomes: readonly Outcome[];
  readonly entries: readonly NewEntry[];
  readonly isAsInspected: boolean;
}

/** Judges each batch as if all before it that may pass had passed. */
export function judgeGroup(state: LogState, group: readonly OfferedBatch[]): readonly Judged[] {
  const ahead = state.fork();
  return group.map((offered): Judged => {
    const read = readBatchHeader(offered.batch.bytes);
    if (!read.ok) {
      return read.error.failure === "version"
        ? refuse("unknown-kind", "The server does not know this form of edits: it is older than your editor.")
        : refuse("malformed", `These edits cannot be read: ${read.error.message}.`);
    }
    const { batch, identity } = offered;
    const offer: Offer = { header: read.value, origin: batch.origin, identity };
    const judgement = judgeOpen(ahead, offered.closedReplicas, offer);
    if (judgement.kind === "refused") {
      close(offered.closedReplicas, offer.header);
      return judgement;
    }
    if (judgement.kind === "next") ahead.accept(toEntry(ahead, offered, offer));
    return { kind: judgement.kind, offered, offer };
  });
}

/**
 * Makes entries of what was found sound. Each batch is judged again, now that it is known which of those before it
 * fell away: what leaned on one of them is refused, and what seemed to repeat one of them is new after all.
 */
export function decideGroup(
  state: LogState,
  lastSeq: number,
  found: readonly { readonly judged: Judged; readonly inspection: Inspection | null }[],
): Decision {
  const ahead = state.fork();
  const entries: NewEntry[] = [];
  let isAsInspected = true;
  // What was refused from its header alone counts for those behind it, and there it was counted; here, only what falls away here.
  const fallen = new Map<ClosedReplicas, ClosedReplicas>();
  const outcomes = found.map(({ judged, inspection }): Outcome => {
    if (judged.kind === "refused") return judged;
    const { offered, offer } = judged;
    const closed = fallen.get(offered.closedReplicas) ?? new Map<string, number>();
    fallen.set(offered.closedReplicas, closed);
    if (inspection?.kind === "unsound") {
      const isFollower = isClosed(closed, offer.header);
      close(closed, offer.header);
      close(offered.closedReplicas, offer.header);
      return isFollower ? afterRefusal() : refuse(inspection.reason, inspection.sentence);
    }
    const again = judgeOpen(ahead, closed, offer);
    if (again.kind === "known") return again;
    if (again.kind === "refused") {
      close(closed, offer.header);
      close(offered.closedReplicas, offer.header);
      isAsInspected = false;
      return again;
    }
    const { binds, ...entry } = toEntry(ahead, offered, offer);
    ahead.accept({ ...entry, binds });
    entries.push({ ...entry, binds });
    return { kind: "committed", entry: { ...entry, seq: lastSeq + entries.length } };
  });
  return { outcomes, entries, isAsInspected };
}

function judgeOpen(
  state: LogState,
  closedReplicas: ClosedReplicas,
  offer: Offer,
): ReturnType<typeof judgeOffer> {
  const judgement = judgeOffer(state, offer);
  return judgement.kind !== "known" && isClosed(closedReplicas, offer.header) ? afterRefusal() : judgement;
}

function close(closedReplicas: ClosedReplicas, { replica, counter }: BatchHeader): void {
  closedReplicas.set(replica, Math.min(counter, closedReplicas.get(replica) ?? counter));
}

function isClosed(closed: ReadonlyMap<string, number>, { replica, dependencies }: BatchHeader): boolean {
  if (closed.size === 0) return false;
  return (
    closed.has(replica) || dependencies.some((one) => one.counter >= (closed.get(one.replica) ?? Infinity))
  );
}

function afterRefusal(): Refusal {
  return refuse("after-refusal", "Edits that these follow were refused.");
}

function toEntry(state: LogState, { batch, identity, receivedAtMs }: OfferedBatch, offer: Offer): NewEntry {
  const { replica, counter, count, lamport }: BatchHeader = offer.header;
  const wallTimeMs = Math.max(0, Math.round(receivedAtMs - Math.min(batch.ageMs, batchAgeMsMax)));
  const author = identity.tokenId;
  const binds = bindingOf(state, offer);
  return { replica, counter, count, lamport, wallTimeMs, author, binds, bytes: batch.bytes };
}
