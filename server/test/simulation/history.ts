/** What must hold at every instant of every history, whatever goes wrong: looked at frame by frame, entry by entry. */
import { equalBytes } from "@weft/base";
import { type DownFrame, decodeDown, decodeUp } from "@weft/protocol";
import { decodeVersion, readBatchHeader } from "@weft/rga";
import type { Entry, NewEntry } from "../../src/storage/storage.ts";

interface SentBatch {
  readonly replica: string;
  readonly counter: number;
  readonly count: number;
}

/** One socket, as it looks from outside. */
export class SessionHistory {
  readonly sent = new Map<number, SentBatch>();
  readonly refused = new Set<number>();
  acknowledged = 0;
  /** How far the client was told to have the log; null before the welcome. */
  throughSeq: number | null = null;
}

/** The log on the disk, and what is wrong with what was said about it. */
export class History {
  /** In words. */
  readonly faults: string[] = [];
  readonly log: Entry[] = [];
  readonly known = new Map<string, number>();
  /** By token id, since when nothing of it may enter the log. */
  readonly closedSinceMs = new Map<string, number>();
  private readonly graceMs = 1000;

  /** An entry is on the disk now. `begunAtMs`: when its commit began. */
  committed({ binds: _, ...entry }: NewEntry, begunAtMs: number): void {
    const known = this.known.get(entry.replica) ?? 0;
    if (entry.counter < known) this.faults.push(`${entry.replica}/${entry.counter} is in the log twice`);
    if (entry.counter > known)
      this.faults.push(`${entry.replica}/${entry.counter} follows ${known} in the log`);
    this.known.set(entry.replica, Math.max(known, entry.counter + entry.count));
    this.log.push({ ...entry, seq: this.log.length + 1 });
    const closed = this.closedSinceMs.get(entry.author);
    if (closed !== undefined && begunAtMs > closed + this.graceMs) {
      this.faults.push(`an edit of a token that has no right to it, ${begunAtMs - closed} ms later`);
    }
  }

  /** The server was handed a message. */
  heard(session: SessionHistory, bytes: Uint8Array): void {
    const frame = decodeUp(bytes);
    if (!frame.ok || frame.value.type !== "batches") return;
    frame.value.batches.forEach((batch, index) => {
      const header = readBatchHeader(batch.bytes);
      const number = frame.ok && frame.value.type === "batches" ? frame.value.firstNumber + index : 0;
      if (header.ok && !session.sent.has(number)) session.sent.set(number, header.value);
    });
  }

  /** The server says something. */
  said(session: SessionHistory, bytes: Uint8Array): void {
    const frame = decodeDown(bytes);
    if (!frame.ok) this.faults.push(`a frame that nobody can read: ${frame.error.sentence}`);
    else this.checkFrame(session, frame.value);
  }

  /** Nothing but what is on the disk is called saved. */
  checkSaved(replica: string, own: number): void {
    const durable = this.known.get(replica) ?? 0;
    if (durable < own) this.faults.push(`${replica} says saved with ${own}, the disk has ${durable}`);
  }

  private checkFrame(session: SessionHistory, frame: DownFrame): void {
    switch (frame.type) {
      case "welcome":
        this.checkSeq("welcome", frame.lastSeq);
        this.checkVersion(frame.version);
        session.throughSeq = frame.reply.kind === "tail" ? frame.reply.afterSeq : frame.reply.seq;
        return;
      case "refused":
        session.refused.add(frame.batch);
        return;
      case "acknowledged":
        this.checkSeq("acknowledged", frame.throughSeq);
        this.checkPlace(session, frame);
        this.checkAcknowledged(session, frame.batches);
        return;
      case "entries":
        this.checkSeq("entries", frame.throughSeq);
        this.checkPlace(session, frame);
        for (const { seq, bytes } of frame.entries) {
          const stored = this.log[seq - 1];
          if (!stored || !equalBytes(stored.bytes, bytes))
            this.faults.push(`entry ${seq} is not what is on the disk`);
        }
        return;
      default:
    }
  }

  private checkSeq(what: string, seq: number): void {
    if (seq > this.log.length) this.faults.push(`${what} names ${seq}, the disk has ${this.log.length}`);
  }

  /** Nobody is told of a place in the log beyond entries that were not sent (PR-28). */
  private checkPlace(
    session: SessionHistory,
    { afterSeq, throughSeq }: { readonly afterSeq: number; readonly throughSeq: number },
  ): void {
    const place = session.throughSeq;
    if (place === null) this.faults.push("something before the welcome");
    else if (throughSeq > place && afterSeq > place) this.faults.push(`after ${afterSeq}, at ${place}`);
    session.throughSeq = Math.max(place ?? 0, throughSeq);
  }

  private checkVersion(bytes: Uint8Array): void {
    const version = decodeVersion(bytes);
    if (!version.ok) return void this.faults.push("a version that nobody can read");
    for (const [replica, count] of version.value) {
      const durable = this.known.get(replica) ?? 0;
      if (count > durable) this.faults.push(`welcome claims ${count} of ${replica}, the disk has ${durable}`);
    }
  }

  private checkAcknowledged(session: SessionHistory, batches: number): void {
    if (batches < session.acknowledged) this.faults.push("a watermark went back");
    for (let number = session.acknowledged; number < batches; number++) {
      const batch = session.sent.get(number);
      if (!batch) this.faults.push(`batch ${number} is acknowledged and was never sent`);
      else if (
        !session.refused.has(number) &&
        (this.known.get(batch.replica) ?? 0) < batch.counter + batch.count
      ) {
        this.faults.push(`${batch.replica}/${batch.counter} is acknowledged and not on the disk`);
      }
    }
    session.acknowledged = Math.max(session.acknowledged, batches);
  }
}
