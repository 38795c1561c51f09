/**
 * An open document and everybody in it. One group of batches at a time goes to the log; what is on the disk is
 * then acknowledged to those who sent it and told, encoded once, to all others.
 */
import type { Clock, Random, Timer } from "@weft/base";
import {
  type CloseName,
  type DocumentId,
  erasedIncarnation,
  type Incarnation,
  presenceTickMs,
  type SentBatch,
} from "@weft/protocol";
import { encodeVersion } from "@weft/rga";
import type { Logger } from "pino";
import { UnreadableLogError } from "../admission/inspected-documents.ts";
import type { Identity } from "../identity/token.ts";
import { groupBatchesMax, groupBytesMax, membersPerPresenceTick, presenceTickMsMax } from "../limits.ts";
import type { CommitQueue, DiskState } from "../log/commit-queue.ts";
import type { DocumentLog } from "../log/document-log.ts";
import type { OfferedBatch, Outcome } from "../log/offered-group.ts";
import type { Metrics } from "../metrics.ts";
import type { Act, Entry } from "../storage/storage.ts";
import { StorageError } from "../storage/storage-error.ts";
import { type EntryFrame, encodeEntries } from "./entry-frames.ts";
import { DamagedEntryError, JoinStream, type JoinWish } from "./join-stream.ts";
import type { Member, MemberRefusal } from "./member.ts";
import { PresenceBoard } from "./presence-board.ts";

/** What a room stands on. */
export interface RoomServices {
  readonly commits: CommitQueue;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

/** What a newcomer is told, and how it gets to where the room is. */
export interface Admission {
  readonly session: number;
  readonly incarnation: Incarnation;
  readonly lastSeq: number;
  readonly version: Uint8Array;
  readonly stream: JoinStream;
  /** Encoded presence of all who are there. */
  readonly presence: readonly Uint8Array[];
}

interface Attendance {
  readonly session: number;
  readonly ownSeqs: Set<number>;
  isLive: boolean;
  /** Batches were dropped because the disk is full: the member has to join again when it is not. */
  hasLostBatches: boolean;
}

interface QueuedBatch {
  readonly member: Member;
  readonly number: number;
  readonly batch: SentBatch;
  readonly receivedAtMs: number;
  /** The same by the clock of the figures. */
  readonly moment: number;
}

/** A document that is open. */
export class Room {
  private readonly services: RoomServices;
  private readonly log: DocumentLog;
  private readonly attendances = new Map<Member, Attendance>();
  private readonly board = new PresenceBoard();
  private queue: QueuedBatch[] = [];
  private work: Promise<void> | null = null;
  private presenceTimer: Timer | null = null;
  private nextSession = 1;
  private isLogDamaged = false;
  private isDraining = false;
  private hasEnded = false;

  constructor(services: RoomServices, log: DocumentLog) {
    this.services = services;
    this.log = log;
  }

  get documentId(): DocumentId {
    return this.log.documentId;
  }

  get memberCount(): number {
    return this.attendances.size;
  }

  /** Whether the room has sent everybody away and takes nobody in any more. */
  get isOver(): boolean {
    return this.hasEnded;
  }

  /** Whether nothing was ever written. */
  get isEmpty(): boolean {
    return this.log.lastSeq === 0;
  }

  /** Takes no more batches; those that come are dropped unsettled, and their writers offer them again elsewhere. */
  beginDraining(): void {
    this.isDraining = true;
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    while (this.work !== null) await this.work;
  }

  /** Lets a member in. It is told nothing of the log but through the stream until `goLive`. */
  async join(member: Member, wish: JoinWish): Promise<Admission> {
    const session = this.nextSession++;
    const attendance: Attendance = { session, ownSeqs: new Set(), isLive: false, hasLostBatches: false };
    this.attendances.set(member, attendance);
    const stream = await JoinStream.open(this.log, wish, {
      ownSeqs: attendance.ownSeqs,
      mustUseSnapshot: this.isLogDamaged,
    });
    const { incarnation, lastSeq } = this.log;
    const version = encodeVersion(this.log.version());
    return { session, incarnation, lastSeq, version, stream, presence: this.board.everybody() };
  }

  /** From now on the member is told of every entry. False if the log has gone on since `throughSeq`. */
  goLive(member: Member, throughSeq: number): boolean {
    const attendance = this.attendances.get(member);
    if (attendance === undefined || throughSeq < this.log.lastSeq) return false;
    attendance.isLive = true;
    attendance.ownSeqs.clear();
    return true;
  }

  leave(member: Member): void {
    const attendance = this.attendances.get(member);
    if (attendance === undefined) return;
    this.attendances.delete(member);
    this.board.leave(attendance.session);
    this.tickLater();
  }

  /** Takes batches of a member, numbered from `firstNumber` on, towards the log. */
  offer(member: Member, firstNumber: number, batches: readonly SentBatch[]): void {
    const attendance = this.attendances.get(member);
    if (attendance === undefined || attendance.hasLostBatches) return;
    if (this.isDraining || this.hasEnded) return;
    const receivedAtMs = this.services.clock.now();
    const moment = this.services.metrics.moment();
    batches.forEach((batch, index) => {
      this.queue.push({ member, number: firstNumber + index, batch, receivedAtMs, moment });
    });
    this.services.metrics.unsettled(batches.length);
    this.work ??= this.workOff();
  }

  /** What a tab shows of itself. False if the member speaks for too many tabs. */
  announce(member: Member, client: number, state: Uint8Array | null): boolean {
    const attendance = this.attendances.get(member);
    if (attendance === undefined) return true;
    const isAccepted = this.board.announce(attendance.session, client, state);
    this.tickLater();
    return isAccepted;
  }

  /** Ends the sessions of a token that is no longer good. What they sent and nobody looked at yet is dropped. */
  dismiss(tokenId: string): void {
    const isTheirs = (member: Member): boolean => member.identity.tokenId === tokenId;
    const left = this.queue.filter(({ member }) => !isTheirs(member));
    this.services.metrics.unsettled(left.length - this.queue.length);
    this.queue = left;
    for (const member of [...this.attendances.keys()].filter(isTheirs)) {
      this.end(member, "forbidden", "This link was revoked.");
    }
  }

  /** Gives the sessions of a token another role: what they offered and is not in the log is judged by it already. */
  changeRole({ tokenId, role }: Identity): void {
    for (const member of this.attendances.keys()) {
      if (member.identity.tokenId === tokenId) member.changeRole(role);
    }
  }

  /** Tells everybody that the disk is full, or lets those whose batches were dropped offer them again. */
  diskChanged(state: DiskState): void {
    if (state === "failed") return;
    for (const [member, attendance] of [...this.attendances]) {
      member.showStorage(state);
      if (state === "writable" && attendance.hasLostBatches) {
        this.end(member, "resync", "The server takes edits again.");
      }
    }
  }

  /** A page of the log could not be read for somebody: served from the snapshot from now on, if that reaches so far. */
  reportDamage(error: DamagedEntryError): void {
    const { documentId } = this;
    this.services.logger.error({ documentId, seq: error.seq }, "an entry of the log is damaged");
    if (this.log.isInSnapshot(error.seq)) this.isLogDamaged = true;
    else this.fail(error, []);
  }

  /**
   * Erases the log's history and sends everybody away, to join again. What was offered and is not in the log is offered again
   * then. False if the room was over before. Rejects with a `StorageError`, and then all goes on as it was.
   */
  async eraseHistory(random: Random, act: Act): Promise<boolean> {
    while (this.work !== null) await this.work;
    if (this.hasEnded) return false;
    const erasing = this.eraseNow(random, act);
    this.work = erasing.catch(() => {});
    await erasing;
    return true;
  }

  private async eraseNow(random: Random, act: Act): Promise<void> {
    try {
      await this.log.eraseHistory(erasedIncarnation(random, this.log.incarnation), act);
      this.close("resync", "The history of this document was erased.");
    } finally {
      await this.workOff();
    }
  }

  private async workOff(): Promise<void> {
    while (this.queue.length > 0 && !this.hasEnded) {
      const group = this.takeGroup();
      try {
        this.settleGroup(group, await this.log.offer(group.map(toOffered)));
        await this.refreshSnapshot();
      } catch (error) {
        this.fail(error, group);
      }
      this.services.metrics.unsettled(-group.length);
    }
    this.work = null;
  }

  /** A snapshot is a cache: no space for it is no reason to stop. */
  private async refreshSnapshot(): Promise<void> {
    try {
      await this.log.refreshSnapshot();
    } catch (error) {
      if (!(error instanceof StorageError) || error.failure !== "full") throw error;
      this.services.logger.warn({ documentId: this.documentId }, "no space for a snapshot");
    }
  }

  private takeGroup(): readonly QueuedBatch[] {
    let bytes = 0;
    let count = 0;
    for (const { batch } of this.queue) {
      bytes += batch.bytes.length;
      if (count > 0 && (bytes > groupBytesMax || count >= groupBatchesMax)) break;
      count++;
    }
    return this.queue.splice(0, count);
  }

  /** The group is on the disk: first everybody gets what others wrote, then each their own settlement. */
  private settleGroup(group: readonly QueuedBatch[], outcomes: readonly Outcome[]): void {
    const entries: Entry[] = [];
    const ownSeqs = new Map<Member, Set<number>>();
    const refusals = new Map<Member, MemberRefusal[]>();
    const watermarks = new Map<Member, number>();
    group.forEach(({ member, number }, index) => {
      const outcome = outcomes[index];
      watermarks.set(member, number + 1);
      if (outcome?.kind === "committed") {
        entries.push(outcome.entry);
        ownSeqs.set(member, (ownSeqs.get(member) ?? new Set()).add(outcome.entry.seq));
      } else if (outcome?.kind === "refused") {
        const { reason, sentence } = outcome;
        this.services.metrics.refused(reason);
        refusals.set(member, [...(refusals.get(member) ?? []), { batch: number, reason, sentence }]);
      }
    });
    if (entries.length > 0) this.fanOut(entries, ownSeqs);
    const now = this.services.metrics.moment();
    for (const { moment } of group) this.services.metrics.propagated(now - moment);
    for (const [member, batches] of watermarks) {
      const throughSeq = this.attendances.get(member)?.isLive ? this.log.lastSeq : null;
      member.settle({ refusals: refusals.get(member) ?? [], batches, throughSeq });
    }
  }

  private fanOut(entries: readonly Entry[], ownSeqs: ReadonlyMap<Member, ReadonlySet<number>>): void {
    const throughSeq = this.log.lastSeq;
    // Entries have no gaps between them: before the group everybody who is live was at the place before its first one.
    const range = { afterSeq: throughSeq - entries.length, throughSeq };
    let forAll: readonly EntryFrame[] | null = null;
    for (const [member, attendance] of [...this.attendances]) {
      const own = ownSeqs.get(member);
      if (!attendance.isLive) {
        for (const seq of own ?? []) attendance.ownSeqs.add(seq);
        continue;
      }
      const others = own === undefined ? entries : entries.filter(({ seq }) => !own.has(seq));
      if (others.length === 0) continue;
      if (own === undefined) forAll ??= encodeEntries(entries, range);
      const frames = own === undefined ? forAll : encodeEntries(others, range);
      for (const { bytes, throughSeq } of frames ?? []) member.deliver(bytes, throughSeq);
    }
  }

  private tickLater(): void {
    if (!this.board.hasChanged) return;
    this.presenceTimer ??= this.services.clock.after(this.presenceDelayMs(), () => {
      this.presenceTimer = null;
      for (const frame of this.board.takeChanges()) {
        for (const member of this.attendances.keys()) member.showPresence(frame);
      }
    });
  }

  /** What is told goes to everybody: in a large room it is told less often, so that its cost does not grow with the square. */
  private presenceDelayMs(): number {
    const ticks = Math.ceil(this.attendances.size / membersPerPresenceTick);
    return Math.min(presenceTickMsMax, presenceTickMs * Math.max(1, ticks));
  }

  /** A full disk drops what was offered. Anything else ends the room: it is read afresh when somebody comes. */
  private fail(error: unknown, group: readonly QueuedBatch[]): void {
    if (error instanceof StorageError && error.failure === "full") {
      this.loseBatches(new Set([...group, ...this.queue].map(({ member }) => member)));
      this.dropQueue();
      return;
    }
    this.services.commits.noteFailure(error);
    const isUnreadable =
      error instanceof UnreadableLogError ||
      error instanceof DamagedEntryError ||
      (error instanceof StorageError && error.failure === "damaged");
    this.services.logger.error({ err: error, documentId: this.documentId }, "a document had to be closed");
    this.close(isUnreadable ? "damaged" : "internal", "The server cannot serve this document at present.");
  }

  /** Each is told, even one who heard that the disk is full before it offered anything. */
  private loseBatches(members: ReadonlySet<Member>): void {
    for (const member of members) {
      const attendance = this.attendances.get(member);
      if (attendance === undefined) continue;
      attendance.hasLostBatches = true;
      member.showStorage("full");
    }
  }

  /** Sends everybody away. What is queued and not committed is dropped; nothing of it was acknowledged. */
  close(close: CloseName, sentence: string): void {
    this.hasEnded = true;
    this.dropQueue();
    for (const member of [...this.attendances.keys()]) this.end(member, close, sentence);
  }

  private dropQueue(): void {
    this.services.metrics.unsettled(-this.queue.length);
    this.queue = [];
  }

  private end(member: Member, close: CloseName, sentence: string): void {
    this.leave(member);
    member.end(close, sentence);
  }
}

function toOffered({ member, batch, receivedAtMs }: QueuedBatch): OfferedBatch {
  const { identity, closedReplicas } = member;
  return { batch, identity, receivedAtMs, closedReplicas };
}
