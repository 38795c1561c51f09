/** A relay reduced to what the protocol promises: a log in memory, commits that take time, dedupe, refusal. */
import { assert, type Clock, equalBytes, type Random } from "@weft/base";
import { crc32 } from "@weft/codec";
import {
  chunkBytesMax,
  closeCodes,
  type DownFrame,
  decodeUp,
  type Entry,
  encodeDown,
  erasedIncarnation,
  type Hello,
  type Incarnation,
  mayEdit,
  type RefusalReason,
  type Role,
  randomIncarnation,
  restoredIncarnation,
  type SentBatch,
} from "@weft/protocol";
import { decodeVersion, encodeVersion, type ReplicaId, readBatchHeader, splitBatches } from "@weft/rga";
import type { DocumentFactory, SyncedDocument } from "../../src/shell/synced-document.ts";
import type { ServerEnd, SocketServer } from "./fake-network.ts";

interface LogEntry extends Entry {
  readonly replica: ReplicaId;
  readonly counter: number;
  readonly count: number;
}

interface Session {
  readonly number: number;
  readonly end: ServerEnd;
  role: Role;
  joined: boolean;
  arrived: number;
  settled: number;
  refusals: number;
  refused: Set<ReplicaId>;
}

interface Arrival {
  readonly session: Session;
  readonly number: number;
  readonly batch: SentBatch;
}

/** Ways in which the model server can be wrong on purpose. */
export interface ServerBugs {
  readonly ackBeforeCommit?: boolean;
  readonly noDedupe?: boolean;
  readonly echo?: boolean;
}

export class ModelServer implements SocketServer {
  log: LogEntry[] = [];
  incarnation: Incarnation;
  known = new Map<ReplicaId, number>();
  isUp = true;
  /** How many batches came that were in the log already, and how often the client was sent a snapshot. */
  readonly counts = {
    duplicates: 0,
    snapshots: 0,
    tails: 0,
    refusals: 0,
    presence: 0,
    hellos: 0,
    reoffered: 0,
  };
  roleByToken = new Map<string, Role>();
  private readonly options: {
    readonly clock: Clock;
    readonly random: Random;
    readonly factory: DocumentFactory<SyncedDocument>;
    readonly bugs?: ServerBugs;
    readonly snapshotChance?: number;
  };
  /** What was rewritten: of it no bytes can be compared. */
  private erasedUntil: ReadonlyMap<ReplicaId, number> = new Map();
  private sessions = new Set<Session>();
  private waiting: Arrival[] = [];
  private committing = false;
  private sessionCount = 0;
  private life = 0;

  constructor(options: ModelServer["options"]) {
    this.options = options;
    this.incarnation = randomIncarnation(options.random);
  }

  /** Stops at once, as `kill -9` does: what is not committed is gone. */
  kill(): void {
    this.isUp = false;
    this.life++;
    this.waiting = [];
    this.committing = false;
    for (const session of [...this.sessions]) session.end.close(1006);
    this.sessions.clear();
  }

  start(): void {
    this.isUp = true;
  }

  /** Goes back to an old backup: the newest entries are lost, and the log is another one from here on. */
  restore(entries: number): void {
    this.kill();
    this.log = this.log.slice(0, entries);
    this.known = new Map();
    for (const entry of this.log) this.known.set(entry.replica, entry.counter + entry.count);
    this.incarnation = restoredIncarnation(this.options.random, this.incarnation);
    this.start();
  }

  /** Writes the log anew, as `rewrite` makes it of all batches, and sends everybody away to join again. */
  eraseHistory(rewrite: (batches: readonly Uint8Array[]) => Uint8Array): void {
    const batches = splitBatches(rewrite(this.log.map(({ bytes }) => bytes)));
    assert(batches.ok, "a document gives whole batches");
    this.log = batches.value.map((view, index) => {
      const bytes = view.slice();
      const header = readBatchHeader(bytes);
      assert(header.ok, "a document gives sound batches");
      const { replica, counter, count } = header.value;
      return {
        seq: index + 1,
        timeMs: this.options.clock.now(),
        author: "someone",
        bytes,
        replica,
        counter,
        count,
      };
    });
    this.erasedUntil = new Map(this.known);
    this.incarnation = erasedIncarnation(this.options.random, this.incarnation);
    this.waiting = [];
    for (const session of [...this.sessions]) session.end.close(closeCodes.resync);
    this.sessions.clear();
  }

  setRole(token: string, role: Role): void {
    this.roleByToken.set(token, role);
  }

  accept(end: ServerEnd): { receive(bytes: Uint8Array): void; closed(): void } | null {
    if (!this.isUp) return null;
    const session: Session = {
      number: ++this.sessionCount,
      end,
      role: "editor",
      joined: false,
      arrived: 0,
      settled: 0,
      refusals: 0,
      refused: new Set(),
    };
    const { life } = this;
    return {
      receive: (bytes) => {
        if (this.life !== life) return;
        const frame = decodeUp(bytes);
        if (!frame.ok) return end.close(closeCodes[frame.error.close]);
        const { value } = frame;
        switch (value.type) {
          case "hello":
            if (session.joined) return end.close(closeCodes.badFrame);
            return this.hello(session, value);
          case "batches":
            if (value.firstNumber !== session.arrived) return end.close(closeCodes.resync);
            for (const batch of value.batches) {
              this.waiting.push({ session, number: session.arrived++, batch });
            }
            return this.commitSoon();
          case "announce":
            this.counts.presence++;
            for (const other of this.sessions) {
              const peers = [{ session: session.number, client: value.client, state: value.state }];
              if (other !== session) this.tell(other, { type: "presence", peers });
            }
            return;
          case "ping":
            return this.tell(session, { type: "pong", number: value.number });
        }
      },
      closed: () => this.sessions.delete(session),
    };
  }

  private hello(session: Session, hello: Hello): void {
    this.counts.hellos++;
    const role = this.roleByToken.get(hello.token);
    if (role === undefined) {
      session.end.close(closeCodes.unauthorized);
      return;
    }
    session.role = role;
    session.joined = true;
    const { place, partial, version } = hello;
    const lastSeq = this.log.length;
    const valid = place !== null && place.incarnation === this.incarnation && place.seq <= lastSeq;
    const welcome = {
      type: "welcome" as const,
      session: session.number,
      incarnation: this.incarnation,
      role,
      lastSeq,
      version: encodeVersion(this.known),
    };
    const wantsSnapshot = this.options.random.next() < (this.options.snapshotChance ?? 0.4);
    if (wantsSnapshot && !valid) {
      this.counts.snapshots++;
      const bytes = this.snapshot(hello.documentId);
      const continued = partial?.incarnation === this.incarnation && partial.seq === lastSeq;
      const offset = continued && partial.offset <= bytes.length ? partial.offset : 0;
      const reply = {
        kind: "snapshot" as const,
        seq: lastSeq,
        totalBytes: bytes.length,
        checksum: crc32(bytes),
        offset,
      };
      this.tell(session, { ...welcome, reply });
      this.sendChunks(session, bytes, offset);
    } else {
      this.counts.tails++;
      const afterSeq = valid ? place.seq : 0;
      this.tell(session, { ...welcome, reply: { kind: "tail", afterSeq } });
      const known = decodeVersion(version);
      const tail = this.log.slice(afterSeq).filter((entry) => {
        const covered = known.ok && (known.value.get(entry.replica) ?? 0) >= entry.counter + entry.count;
        return valid || !covered;
      });
      this.tell(session, { type: "entries", afterSeq, throughSeq: lastSeq, entries: tail });
    }
    this.sessions.add(session);
  }

  private sendChunks(session: Session, bytes: Uint8Array, offset: number): void {
    const step = Math.min(chunkBytesMax, 64);
    for (let at = offset; at < bytes.length; at += step) {
      const part = bytes.slice(at, at + step);
      this.tell(session, {
        type: "chunk",
        offset: at,
        totalBytes: bytes.length,
        checksum: crc32(part),
        bytes: part,
      });
    }
  }

  private snapshot(documentId: string): Uint8Array {
    const document = this.options.factory({
      documentId,
      replica: "feedfeedfeedfeed" as ReplicaId,
    });
    for (const entry of this.log) document.applyUpdate(entry.bytes);
    return document.save();
  }

  private commitSoon(): void {
    if (this.options.bugs?.ackBeforeCommit) {
      for (const { session, number } of this.waiting) {
        session.settled = Math.max(session.settled, number + 1);
        this.acknowledge(session, this.log.length);
      }
    }
    if (this.committing) return;
    this.committing = true;
    const { life } = this;
    this.options.clock.after(1 + this.options.random.below(20), () => {
      if (this.life !== life) return;
      this.committing = false;
      this.commit(this.waiting.splice(0));
      if (this.waiting.length > 0) this.commitSoon();
    });
  }

  private acknowledge({ settled, refusals, ...session }: Session, afterSeq: number): void {
    const throughSeq = this.log.length;
    const frame = encodeDown({ type: "acknowledged", batches: settled, refusals, afterSeq, throughSeq });
    session.end.send(frame);
  }

  private commit(arrivals: readonly Arrival[]): void {
    const before = this.log.length;
    const fresh = new Map<Session, LogEntry[]>();
    const touched = new Set<Session>();
    for (const { session, number, batch } of arrivals) {
      const outcome = this.admit(session, batch);
      session.settled = number + 1;
      touched.add(session);
      if (batch.origin === "reoffered") this.counts.reoffered++;
      if (outcome === "known") this.counts.duplicates++;
      else if (typeof outcome === "string") {
        this.counts.refusals++;
        session.refusals++;
        const header = readBatchHeader(batch.bytes);
        if (header.ok) session.refused.add(header.value.replica);
        this.tell(session, {
          type: "refused",
          batch: number,
          reason: outcome,
          sentence: `refused: ${outcome}`,
        });
      } else {
        this.log.push(outcome);
        this.known.set(outcome.replica, outcome.counter + outcome.count);
        fresh.set(session, [...(fresh.get(session) ?? []), outcome]);
      }
    }
    for (const session of this.sessions) {
      const others = [...fresh].flatMap(([writer, entries]) =>
        writer === session && !this.options.bugs?.echo ? [] : entries,
      );
      others.sort((a, b) => a.seq - b.seq);
      if (others.length > 0)
        this.tell(session, {
          type: "entries",
          afterSeq: before,
          throughSeq: this.log.length,
          entries: others,
        });
      if (touched.has(session)) this.acknowledge(session, others.length > 0 ? this.log.length : before);
    }
  }

  private admit(session: Session, batch: SentBatch): LogEntry | "known" | RefusalReason {
    const header = readBatchHeader(batch.bytes);
    if (!header.ok) return "malformed";
    const { replica, counter, count, dependencies } = header.value;
    const known = this.known.get(replica) ?? 0;
    if (counter + count <= known && !this.options.bugs?.noDedupe) {
      const same = this.log.find((entry) => entry.replica === replica && entry.counter === counter);
      const isErased = counter < (this.erasedUntil.get(replica) ?? 0);
      return isErased || same === undefined || same.count !== count || equalBytes(same.bytes, batch.bytes)
        ? "known"
        : "reused-id";
    }
    if (session.refused.has(replica)) return "after-refusal";
    if (counter < known && !this.options.bugs?.noDedupe) return "overlap";
    if (counter > known) return "gap";
    if (!mayEdit(session.role)) return "role";
    const lacks = dependencies.some(({ replica, counter }) => (this.known.get(replica) ?? 0) <= counter);
    if (lacks) return "missing-dependency";
    const seq = this.log.length + 1;
    return {
      seq,
      timeMs: Math.max(0, this.options.clock.now() - batch.ageMs),
      author: "someone",
      bytes: batch.bytes,
      replica,
      counter,
      count,
    };
  }

  private tell(session: Session, frame: DownFrame): void {
    session.end.send(encodeDown(frame));
  }
}
