/**
 * What a newcomer is sent until it is where the room is: a snapshot in chunks, live entries between them, or only
 * the tail of the log that it lacks. It is pulled, one frame at a time, so a slow reader costs one frame of memory.
 */
import { assert } from "@weft/base";
import { chunkBytesMax, type Incarnation, type JoinReply, type PartialSnapshot } from "@weft/protocol";
import type { Version } from "@weft/rga";
import type { DocumentLog } from "../log/document-log.ts";
import type { Entry, Snapshot } from "../storage/storage.ts";
import { type EntryFrame, encodeEntries } from "./entry-frames.ts";
import { chunksOf } from "./snapshot-chunks.ts";

/** What a newcomer has: ops by version, and perhaps the beginning of a snapshot. */
export interface JoinWish {
  readonly version: Version;
  readonly partial: PartialSnapshot | null;
}

/** Thrown when an entry's checksum fails while it is read for somebody. */
export class DamagedEntryError extends Error {
  override readonly name = "DamagedEntryError";
  readonly seq: number;

  constructor(seq: number) {
    super(`entry ${seq} is damaged`);
    this.seq = seq;
  }
}

/** How a newcomer gets to the end of a log. `reply` is announced in the welcome. */
export class JoinStream {
  readonly reply: JoinReply;
  private readonly log: DocumentLog;
  private readonly snapshot: Snapshot | null;
  private readonly knownByReplica: ReadonlyMap<string, number>;
  /** Seqs of what the newcomer itself has written since; it is never told its own. */
  private readonly ownSeqs: ReadonlySet<number>;
  private waiting: EntryFrame[] = [];
  private offset = 0;
  private afterSeq: number;
  private isChunkNext = true;

  private constructor(log: DocumentLog, ownSeqs: ReadonlySet<number>, start: JoinStart) {
    this.log = log;
    this.ownSeqs = ownSeqs;
    this.reply = start.reply;
    this.snapshot = start.snapshot;
    this.knownByReplica = start.version;
    this.afterSeq = start.reply.kind === "tail" ? start.reply.afterSeq : start.reply.seq;
    if (start.reply.kind === "snapshot") this.offset = start.reply.offset;
  }

  /** Chooses what is fewer bytes. `mustUseSnapshot`: the log itself cannot be read in full any more. */
  static async open(
    log: DocumentLog,
    wish: JoinWish,
    options: { readonly ownSeqs: ReadonlySet<number>; readonly mustUseSnapshot: boolean },
  ): Promise<JoinStream> {
    const { version, partial } = wish;
    const tail = await log.findTail(version);
    const wantsSnapshot = options.mustUseSnapshot || log.isSnapshotCheaper(tail);
    const snapshot = wantsSnapshot && tail.afterSeq < log.lastSeq ? await log.findSnapshot() : null;
    const reply: JoinReply =
      snapshot === null
        ? { kind: "tail", afterSeq: tail.afterSeq }
        : announceSnapshot(snapshot, log.incarnation, partial);
    return new JoinStream(log, options.ownSeqs, { reply, snapshot, version });
  }

  /** The next frame, or null when the newcomer was where the log was at that moment. */
  async next(): Promise<Uint8Array | null> {
    const waiting = this.waiting.shift();
    if (waiting !== undefined) return waiting.bytes;
    const chunk = this.isChunkNext ? this.nextChunk() : null;
    this.isChunkNext = chunk === null;
    if (chunk !== null) return chunk;
    if (this.afterSeq < this.log.lastSeq) return this.nextPage();
    return this.nextChunk();
  }

  /** How far a reader is that has been sent everything so far: nowhere until the snapshot is whole. */
  get throughSeq(): number {
    const isWhole = this.snapshot === null || this.offset === this.snapshot.bytes.length;
    return isWhole && this.waiting.length === 0 ? this.afterSeq : 0;
  }

  private nextChunk(): Uint8Array | null {
    const { snapshot, offset } = this;
    if (snapshot === null || offset >= snapshot.bytes.length) return null;
    this.offset = Math.min(snapshot.bytes.length, offset + chunkBytesMax);
    return chunksOf(snapshot).at(offset);
  }

  private async nextPage(): Promise<Uint8Array> {
    const { entries, damagedSeq } = await this.log.readPage(this.afterSeq);
    const last = entries.at(-1);
    if (last === undefined) throw new DamagedEntryError(damagedSeq ?? this.afterSeq + 1);
    const range = { afterSeq: this.afterSeq, throughSeq: last.seq };
    this.afterSeq = last.seq;
    const [first, ...rest] = encodeEntries(
      entries.filter((entry) => !this.isKnown(entry)),
      range,
    );
    this.waiting = rest;
    assert(first !== undefined, "entries make at least one frame");
    return first.bytes;
  }

  private isKnown({ seq, replica, counter, count }: Entry): boolean {
    return this.ownSeqs.has(seq) || counter + count <= (this.knownByReplica.get(replica) ?? 0);
  }
}

interface JoinStart {
  readonly reply: JoinReply;
  readonly snapshot: Snapshot | null;
  readonly version: Version;
}

function announceSnapshot(
  snapshot: Snapshot,
  incarnation: Incarnation,
  partial: PartialSnapshot | null,
): JoinReply {
  const { seq, bytes } = snapshot;
  const totalBytes = bytes.length;
  const continues =
    partial !== null &&
    partial.incarnation === incarnation &&
    partial.seq === seq &&
    partial.offset <= totalBytes;
  const offset = continues ? partial.offset : 0;
  return { kind: "snapshot", seq, totalBytes, checksum: chunksOf(snapshot).checksum, offset };
}
