/**
 * An open Yjs document and everybody in it. One piece of work at a time: a group of updates goes through the decoding
 * thread to the log, and only when it is on the disk its senders hear their own updates again and all others what Yjs
 * made of them; or a newcomer is told what it lacks of what is on the disk.
 */
import { assert, type Clock, type Timer } from "@weft/base";
import { type CloseName, type DocumentId, mayEdit, presenceTickMs, type RefusalReason } from "@weft/protocol";
import type { Logger } from "pino";
import { RateLimit } from "../identity/rate-limit.ts";
import type { Identity } from "../identity/token.ts";
import { membersPerPresenceTick, presenceTickMsMax, yjsDocumentBytesMax, yjsMergesMax } from "../limits.ts";
import type { CommitQueue, DiskState } from "../log/commit-queue.ts";
import type { Metrics } from "../metrics.ts";
import { StorageError } from "../storage/storage-error.ts";
import { AwarenessBoard } from "./awareness-board.ts";
import type { Decoder } from "./decoding/decoder.ts";
import { UnreadableYjsLogError } from "./decoding/unreadable-yjs-log.ts";
import type { Taken } from "./decoding/yjs-documents.ts";
import { type QueuedTitle, type QueuedUpdate, sizeOf, type Work, WorkQueue } from "./work-queue.ts";
import { type AwarenessEntry, encodeYjsFrame } from "./yjs-frames.ts";
import type { YjsLog } from "./yjs-log.ts";
import type { YjsMember } from "./yjs-member.ts";

/** What a Yjs room stands on. */
export interface YjsRoomServices {
  readonly decoder: Decoder;
  readonly commits: CommitQueue;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly documentBytesMax?: number;
}

interface Attendance {
  /** Hears of every update. */
  isLive: boolean;
  /** Updates were dropped because the disk is full: the member has to come again when it is not. */
  hasLostUpdates: boolean;
  /** Its last question that is not answered yet. */
  question: Uint8Array | null;
}

const tooLarge = "A Yjs document has at most 16 MiB. This one has no room for that.";
const onlyReading = "You may read this document, not write in it.";

/** What somebody answers who has nothing new: no ops, nothing deleted. */
const emptyUpdateBytes = 2;

/** A Yjs document that is open. */
export class YjsRoom {
  private readonly services: YjsRoomServices;
  private readonly log: YjsLog;
  private readonly attendances = new Map<YjsMember, Attendance>();
  private readonly board = new AwarenessBoard();
  private readonly queue = new WorkQueue();
  private readonly merges: RateLimit;
  private work: Promise<void> | null = null;
  private awarenessTimer: Timer | null = null;
  /** The last answer, for the next who asks the same: many join at once. */
  private lastAnswer: { seq: number; question: Uint8Array; frame: Uint8Array } | null = null;
  private isDraining = false;
  private hasEnded = false;

  constructor(services: YjsRoomServices, log: YjsLog) {
    this.services = services;
    this.log = log;
    this.merges = new RateLimit(services.clock, yjsMergesMax);
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

  /** Takes no more updates; those that come are dropped, and their writers send them again elsewhere. */
  beginDraining(): void {
    this.isDraining = true;
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    while (this.work !== null) await this.work;
  }

  /** Lets a member in: it is asked what it has, told who is there, and hears of every update from then on. */
  join(member: YjsMember): void {
    this.attendances.set(member, { isLive: false, hasLostUpdates: false, question: null });
    this.add({ kind: "welcome", member });
  }

  leave(member: YjsMember): void {
    if (!this.attendances.delete(member)) return;
    this.board.leave(member);
    this.tickLater();
  }

  /** Tells a member what it lacks, `stateVector` being what it has. Of many questions the last is answered. */
  ask(member: YjsMember, stateVector: Uint8Array): void {
    const attendance = this.attendances.get(member);
    if (attendance === undefined) return;
    const isWaiting = attendance.question !== null;
    attendance.question = stateVector;
    if (!isWaiting) this.add({ kind: "answer", member });
  }

  /** Takes an update of a member towards the log. */
  offer(member: YjsMember, bytes: Uint8Array, { isAnswer }: { readonly isAnswer: boolean }): void {
    const attendance = this.attendances.get(member);
    if (attendance === undefined || attendance.hasLostUpdates || this.isDraining || this.hasEnded) return;
    const { clock, metrics } = this.services;
    metrics.unsettled(1);
    this.add({
      kind: "update",
      member,
      bytes,
      isAnswer,
      receivedAtMs: clock.now(),
      moment: metrics.moment(),
    });
  }

  /** What a member says of its clients. False if it speaks for too many. */
  announce(member: YjsMember, entries: readonly AwarenessEntry[]): boolean {
    if (!this.attendances.has(member)) return true;
    const { isAccepted, asked } = this.board.announce(member, entries);
    if (asked.length > 0) member.showAwareness(encodeYjsFrame({ kind: "awareness", entries: asked }));
    this.tickLater();
    return isAccepted;
  }

  /** Tells a member who is there. */
  showEverybody(member: YjsMember): void {
    member.showAwareness(encodeYjsFrame({ kind: "awareness", entries: this.board.everybody() }));
  }

  /** Writes a title into the document. Resolves when it is on the disk. */
  writeTitle(title: string, { tokenId: author }: Identity): Promise<void> {
    return new Promise((resolve, reject) => {
      this.add({ kind: "title", member: null, title, author, resolve, reject });
    });
  }

  /** Ends the sessions of a token that is no longer good. What they sent and nobody looked at yet is dropped. */
  dismiss(tokenId: string): void {
    const isTheirs = (member: YjsMember | null): boolean => member?.identity.tokenId === tokenId;
    this.dropQueued((work) => isTheirs(work.member));
    for (const member of [...this.attendances.keys()].filter(isTheirs)) {
      this.end(member, "forbidden", "This link was revoked.");
    }
  }

  /**
   * Gives the sessions of a token another role: what they sent and is not in the log is judged by it already. Who may not
   * write any more is told so; who may now is called back, to bring what was dropped.
   */
  changeRole({ tokenId, role }: Identity): void {
    for (const member of [...this.attendances.keys()]) {
      if (member.identity.tokenId !== tokenId) continue;
      const couldEdit = mayEdit(member.identity.role);
      member.changeRole(role);
      if (mayEdit(role) && !couldEdit) this.end(member, "resync", "You may write in this document now.");
      if (!mayEdit(role) && couldEdit) member.send(encodeYjsFrame({ kind: "denied", sentence: onlyReading }));
    }
  }

  /** Lets those whose updates were dropped on a full disk send them again. */
  diskChanged(state: DiskState): void {
    if (state !== "writable") return;
    for (const [member, { hasLostUpdates }] of [...this.attendances]) {
      if (hasLostUpdates) this.end(member, "resync", "The server takes edits again.");
    }
  }

  /** Sends everybody away. What is queued and not committed is dropped; nothing of it was acknowledged. */
  close(close: CloseName, sentence: string): void {
    this.hasEnded = true;
    this.dropQueued(() => true);
    for (const member of [...this.attendances.keys()]) this.end(member, close, sentence);
  }

  private add(work: Work): void {
    this.queue.add(work);
    this.work ??= this.workOff();
  }

  private async workOff(): Promise<void> {
    while (!this.hasEnded && !this.queue.isEmpty) {
      const group = this.queue.takeUpdates();
      try {
        if (group.length > 0) await this.takeUpdates(group);
        else await this.serve();
      } catch (error) {
        await this.fail(error, group);
      }
      for (const { member, bytes } of group) member.settle(bytes.length);
      this.services.metrics.unsettled(-group.length);
      if (group.length > 0 && !this.hasEnded) await this.keepSnapshot(() => this.log.refreshSnapshot());
    }
    this.work = null;
  }

  /** Does what is at the head of the queue and is no update. */
  private async serve(): Promise<void> {
    const work = this.queue.takeOther();
    assert(work !== null, "updates are taken as a group");
    if (work.kind === "title") return this.takeTitle(work);
    const attendance = this.attendances.get(work.member);
    if (attendance === undefined) return;
    if (work.kind === "welcome") await this.welcome(work.member, attendance);
    else await this.answer(work.member, attendance);
  }

  private async takeTitle({ title, author, resolve, reject }: QueuedTitle): Promise<void> {
    const { decoder, clock } = this.services;
    try {
      const bytes = await decoder.titleUpdate(this.log, title);
      await this.log.append([{ bytes, author, wallTimeMs: clock.now() }]);
      // What is at hand lacks it.
      await decoder.forget(this.documentId);
      resolve();
    } catch (error) {
      reject(error);
    }
  }

  private async welcome(member: YjsMember, attendance: Attendance): Promise<void> {
    const stateVector = await this.services.decoder.stateVector(this.log);
    attendance.isLive = true;
    member.send(encodeYjsFrame({ kind: "stateVector", stateVector }));
    this.showEverybody(member);
  }

  private async answer(member: YjsMember, attendance: Attendance): Promise<void> {
    const { question } = attendance;
    assert(question !== null, "an answer has a question");
    attendance.question = null;
    const { lastSeq: seq } = this.log;
    const { lastAnswer } = this;
    if (lastAnswer?.seq === seq && Buffer.compare(lastAnswer.question, question) === 0) {
      member.send(lastAnswer.frame);
      return;
    }
    const update = await this.services.decoder.difference(this.log, question);
    if (update === null) {
      this.end(member, "badFrame", "this is no state vector");
      return;
    }
    const frame = encodeYjsFrame({ kind: "difference", update });
    this.lastAnswer = { seq, question, frame };
    member.send(frame);
  }

  private async takeUpdates(group: readonly QueuedUpdate[]): Promise<void> {
    if (!this.hasRoomFor(sizeOf(group)) && this.merges.take("merges"))
      await this.keepSnapshot(() => this.log.merge());
    const allowed: QueuedUpdate[] = [];
    for (const queued of group) if (this.isAllowed(queued, sizeOf(allowed))) allowed.push(queued);
    if (allowed.length === 0) return;
    const { decoder, metrics } = this.services;
    const taken = await decoder.take(
      this.log,
      allowed.map(({ bytes }) => bytes),
    );
    // Asked again: a link may have been taken back while the thread was at work.
    if (!allowed.every(({ member }) => this.mayWrite(member))) {
      await decoder.forget(this.documentId);
      return this.takeUpdates(allowed);
    }
    const found = allowed.map((queued, index) => {
      const one = taken[index];
      assert(one !== undefined, "one answer for one update");
      return { queued, one };
    });
    await this.commit(found);
    for (const { queued, one } of found) this.settle(queued, one);
    for (const { moment } of allowed) metrics.propagated(metrics.moment() - moment);
  }

  private async commit(found: readonly { queued: QueuedUpdate; one: Taken }[]): Promise<void> {
    const updates = found.flatMap(({ queued, one }) => {
      const { member, receivedAtMs } = queued;
      return one.kind === "new"
        ? [{ bytes: one.bytes, author: member.identity.tokenId, wallTimeMs: receivedAtMs }]
        : [];
    });
    if (updates.length > 0) await this.log.append(updates);
  }

  /** What is refused before anybody looks into it. */
  private isAllowed({ member, bytes, isAnswer }: QueuedUpdate, allowedBytes: number): boolean {
    if (!this.attendances.has(member)) return false;
    if (!mayEdit(member.identity.role)) {
      // Stock clients answer the server's question whoever they are, and often with nothing new.
      if (!isAnswer) this.deny(member, "role", onlyReading);
      return false;
    }
    if (bytes.length <= emptyUpdateBytes || this.hasRoomFor(allowedBytes + bytes.length)) return true;
    this.services.metrics.refused("too-costly");
    this.end(member, "tooLarge", tooLarge);
    return false;
  }

  /** Whether one frame could still carry the document to a newcomer. */
  private hasRoomFor(wantedBytes: number): boolean {
    return this.log.documentBytes + wantedBytes <= (this.services.documentBytesMax ?? yjsDocumentBytesMax);
  }

  private mayWrite(member: YjsMember): boolean {
    return this.attendances.has(member) && mayEdit(member.identity.role);
  }

  /** The group is on the disk: its sender hears the update as it sent it, everybody else what Yjs made of it. */
  private settle({ member, bytes }: QueuedUpdate, one: Taken): void {
    if (one.kind === "unsound") {
      this.services.metrics.refused("malformed");
      this.end(member, "badFrame", one.sentence);
      return;
    }
    if (one.kind === "new" && this.attendances.size > 1) {
      const frame = encodeYjsFrame({ kind: "update", update: one.bytes });
      for (const [other, { isLive }] of [...this.attendances]) {
        if (isLive && other !== member) other.send(frame);
      }
    }
    if (this.attendances.has(member)) member.send(encodeYjsFrame({ kind: "update", update: bytes }));
  }

  private deny(member: YjsMember, reason: RefusalReason, sentence: string): void {
    this.services.metrics.refused(reason);
    member.send(encodeYjsFrame({ kind: "denied", sentence }));
  }

  /** A snapshot is a cache: no space for it is no reason to stop. */
  private async keepSnapshot(keep: () => Promise<void>): Promise<void> {
    try {
      await keep();
    } catch (error) {
      if (!(error instanceof StorageError) || error.failure !== "full") await this.fail(error, []);
      else this.services.logger.warn({ documentId: this.documentId }, "no space for a snapshot");
    }
  }

  private tickLater(): void {
    if (!this.board.hasChanged) return;
    const ticks = Math.max(1, Math.ceil(this.attendances.size / membersPerPresenceTick));
    const delayMs = Math.min(presenceTickMsMax, presenceTickMs * ticks);
    this.awarenessTimer ??= this.services.clock.after(delayMs, () => {
      this.awarenessTimer = null;
      const frame = encodeYjsFrame({ kind: "awareness", entries: this.board.takeChanges() });
      for (const member of this.attendances.keys()) member.showAwareness(frame);
    });
  }

  /** A full disk drops what was sent. Anything else ends the room: it is read afresh when somebody comes. */
  private async fail(error: unknown, group: readonly QueuedUpdate[]): Promise<void> {
    if (error instanceof StorageError && error.failure === "full") {
      await this.services.decoder.forget(this.documentId);
      for (const { member } of group) {
        const attendance = this.attendances.get(member);
        if (attendance === undefined) continue;
        attendance.hasLostUpdates = true;
        member.send(
          encodeYjsFrame({
            kind: "denied",
            sentence: "The server's disk is full. Edits wait on your device.",
          }),
        );
      }
      return;
    }
    this.services.commits.noteFailure(error);
    const isUnreadable =
      error instanceof UnreadableYjsLogError ||
      (error instanceof StorageError && error.failure === "damaged");
    this.services.logger.error({ err: error, documentId: this.documentId }, "a document had to be closed");
    this.close(isUnreadable ? "damaged" : "internal", "The server cannot serve this document at present.");
  }

  private dropQueued(isDropped: (work: Work) => boolean): void {
    this.services.metrics.unsettled(-this.queue.drop(isDropped));
  }

  private end(member: YjsMember, close: CloseName, sentence: string): void {
    this.leave(member);
    member.end(close, sentence);
  }
}
