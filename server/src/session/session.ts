/**
 * One client's conversation: `hello`, the way to where the room is, then batches up and entries down. It knows
 * frames and the room; it knows nothing of sockets, and the room knows nothing of it but `Member`.
 */
import { assert, type Clock, type Timer, unreachable } from "@weft/base";
import {
  type Batches,
  type CloseName,
  closeCodes,
  closeReasonBytesMax,
  type DownFrame,
  decodeUp,
  encodeDown,
  type Hello,
  helloDelayMsMax,
  type StorageState,
  silenceMsMax,
  type UpFrame,
  unsettledBatchesMax,
  unsettledBytesMax,
} from "@weft/protocol";
import { decodeVersion } from "@weft/rga";
import type { Logger } from "pino";
import { RateLimit } from "../identity/rate-limit.ts";
import type { Identity } from "../identity/token.ts";
import {
  backlogBytesMax,
  framesPerSecondMax,
  frameWindowMs,
  presenceBacklogBytesMax,
  sessionsPerDocumentMax,
  timerMsMax,
} from "../limits.ts";
import type { CommitQueue } from "../log/commit-queue.ts";
import type { Metrics } from "../metrics.ts";
import { DamagedEntryError, type JoinStream, type JoinWish } from "../room/join-stream.ts";
import type { Member, Settlement } from "../room/member.ts";
import type { Room } from "../room/room.ts";
import type { RoomHold, Rooms } from "../room/rooms.ts";
import { StorageError } from "../storage/storage-error.ts";
import { type EntranceServices, enter, type Visitor } from "./entrance.ts";
import { truncate } from "./truncate.ts";
import type { Wire } from "./wire.ts";

/** What a session stands on. */
export interface SessionServices extends EntranceServices {
  readonly rooms: Rooms;
  readonly commits: CommitQueue;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

/** Where the conversation is. */
type Stage =
  | { readonly name: "waiting" }
  | { readonly name: "entering" }
  | { readonly name: "joining" | "open"; readonly hold: RoomHold; readonly member: Member }
  | { readonly name: "closed" };

/** One client's conversation with one document. */
export class Session {
  private readonly services: SessionServices;
  private readonly wire: Wire;
  private readonly visitor: Visitor;
  private readonly frames: RateLimit;
  private stage: Stage = { name: "waiting" };
  /** Null until the entrance. */
  private identity: Identity | null = null;
  private silence: Timer;
  private expiry: Timer | null = null;
  /** Sizes of the batches that are not settled yet, the oldest first. */
  private unsettledSizes: number[] = [];
  private unsettledBytes = 0;
  private batchCount = 0;
  private refusalCount = 0;
  private throughSeq = 0;
  /** Whether the client was sent everything up to the log's end of some moment, and everything since. */
  private isLive = false;
  /** Then it is said with each answer to a ping whether that still holds. */
  private wasToldFull = false;

  /** `visitor` carries the token that stands in the socket's address. */
  constructor(services: SessionServices, wire: Wire, visitor: Visitor) {
    this.services = services;
    this.wire = wire;
    this.visitor = visitor;
    const countMax = (framesPerSecondMax * frameWindowMs) / 1000;
    this.frames = new RateLimit(services.clock, { countMax, windowMs: frameWindowMs });
    this.silence = services.clock.after(helloDelayMsMax, () => this.close("badFrame", "no hello in time"));
  }

  /** Takes one message. Whatever it holds, it harms nobody but this session. */
  receive(bytes: Uint8Array): void {
    if (!this.mayReceive()) return;
    const decoded = decodeUp(bytes);
    if (!decoded.ok) {
      this.close(decoded.error.close, decoded.error.sentence);
      return;
    }
    this.handle(decoded.value);
  }

  /** Answers a ping of the socket itself; pings count like frames. */
  receivePing(data: Uint8Array): void {
    if (this.mayReceive() && this.hasRoomFor(data)) this.wire.pong(data);
  }

  /** The socket is gone. */
  disconnected(): void {
    this.finish();
  }

  /** Ends the conversation from this side. */
  close(name: CloseName, sentence: string): void {
    if (this.stage.name === "closed") return;
    this.finish();
    this.services.logger.debug({ close: name, sentence }, "session closed");
    this.wire.close(closeCodes[name], truncate(sentence, closeReasonBytesMax));
  }

  private handle(frame: UpFrame): void {
    const { stage } = this;
    if (frame.type === "hello") {
      if (stage.name !== "waiting") {
        this.close("badFrame", "a second hello");
        return;
      }
      this.open(frame).catch((error: unknown) => this.failToOpen(error));
      return;
    }
    if (stage.name !== "open") {
      this.close("badFrame", `${frame.type} before the welcome`);
      return;
    }
    this.listenAgain();
    switch (frame.type) {
      case "batches":
        this.takeBatches(stage.hold.room, stage.member, frame);
        return;
      case "announce":
        if (!stage.hold.room.announce(stage.member, frame.client, frame.state)) {
          this.close("tooMany", "one session speaks for too many tabs");
        }
        return;
      case "ping":
        this.tellPlace();
        this.send({ type: "pong", number: frame.number });
        return;
      default:
        unreachable(frame);
    }
  }

  private async open(hello: Hello): Promise<void> {
    this.stage = { name: "entering" };
    const version = decodeVersion(hello.version);
    if (!version.ok) {
      this.close("badFrame", "the version vector cannot be read");
      return;
    }
    this.listenAgain();
    const visitor = { ...this.visitor, token: hello.token || this.visitor.token };
    const entrance = await enter(this.services, hello, visitor);
    if (entrance.kind === "refused") {
      this.close(entrance.close, entrance.sentence);
      return;
    }
    const hold = await this.services.rooms.acquire(hello.documentId);
    if (hold === null) {
      // A token that a host signed is good for a document that is not there yet.
      const isYjs = (await this.services.storage.findDocument(hello.documentId))?.engine === "yjs";
      if (isYjs) this.close("otherEngine", "This is a Yjs document: connect to /yjs/<its id>.");
      else this.close("unauthorized", "This link is not valid for this document.");
      return;
    }
    let identity: Identity;
    try {
      identity = await this.checkAgain(hold.room, visitor, entrance.identity);
    } catch (error) {
      await hold.release();
      throw error;
    }
    if (this.isClosed) await hold.release();
    else await this.join(hold, identity, { version: version.value, partial: hello.partial });
  }

  /** What may have changed while the room opened, which tells those who are in it: the token was taken back, or its role. */
  private async checkAgain(room: Room, visitor: Visitor, before: Identity): Promise<Identity> {
    const { token, browser } = visitor;
    const { gatekeeper } = this.services;
    const identity = await gatekeeper.identify(room.documentId, token, browser);
    const hasEnded = identity === null && (await gatekeeper.hasEnded(room.documentId, token));
    if (hasEnded) this.expireAt(0);
    else if (identity === null) this.close("forbidden", "This link was revoked.");
    else if (room.memberCount >= sessionsPerDocumentMax) {
      this.close("tooMany", "too many people have this document open");
    }
    return identity ?? before;
  }

  /** A token that ends by itself ends the session with it. */
  private expireAt(atMs: number): void {
    const leftMs = atMs - this.services.clock.now();
    if (leftMs <= 0) {
      this.close("expired", "Your sign-in has ended. Sign in again to go on.");
      return;
    }
    this.expiry = this.services.clock.after(Math.min(leftMs, timerMsMax), () => this.expireAt(atMs));
  }

  private async join(hold: RoomHold, identity: Identity, wish: JoinWish): Promise<void> {
    this.identity = identity;
    if (identity.expiresAtMs !== undefined) this.expireAt(identity.expiresAtMs);
    if (this.isClosed) return hold.release();
    const member = this.toMember();
    this.stage = { name: "joining", hold, member };
    const { presence, stream, ...admission } = await hold.room.join(member, wish);
    if (this.isClosed) return;
    this.stage = { name: "open", hold, member };
    this.throughSeq = stream.throughSeq;
    this.send({ type: "welcome", role: member.identity.role, reply: stream.reply, ...admission });
    if (this.services.commits.diskState === "full") member.showStorage("full");
    for (const frame of presence) member.showPresence(frame);
    this.listenAgain();
    await this.catchUp(hold.room, member, stream);
  }

  /** Sends the stream frame by frame, each when the one before has left, until there is nothing more. */
  private async catchUp(room: Room, member: Member, stream: JoinStream): Promise<void> {
    while (!this.isClosed) {
      const frame = await stream.next();
      if (this.isClosed) return;
      this.throughSeq = Math.max(this.throughSeq, stream.throughSeq);
      if (frame !== null) {
        this.wire.send(frame);
        await this.wire.flushed();
      } else if (room.goLive(member, stream.throughSeq)) {
        this.isLive = true;
        return;
      }
    }
  }

  private takeBatches(room: Room, member: Member, { firstNumber, batches }: Batches): void {
    if (firstNumber !== this.batchCount) {
      this.close("resync", `batch ${firstNumber} came where ${this.batchCount} was the next`);
      return;
    }
    for (const { bytes } of batches) {
      this.unsettledSizes.push(bytes.length);
      this.unsettledBytes += bytes.length;
    }
    if (this.unsettledSizes.length > unsettledBatchesMax || this.unsettledBytes > unsettledBytesMax) {
      this.close("tooLarge", "too many edits on the way at once");
      return;
    }
    const first = this.batchCount;
    this.batchCount += batches.length;
    room.offer(member, first, batches);
  }

  private toMember(): Member {
    const identity = (): Identity => {
      assert(this.identity !== null, "a member has entered");
      return this.identity;
    };
    return {
      get identity() {
        return identity();
      },
      closedReplicas: new Map(),
      deliver: (frame, throughSeq) => this.deliver(frame, throughSeq),
      settle: (settlement) => this.settle(settlement),
      showPresence: (frame) => {
        const isWelcomed = this.stage.name === "open";
        if (isWelcomed && this.wire.backlogBytes <= presenceBacklogBytesMax) this.wire.send(frame);
      },
      showStorage: (state) => this.showStorage(state),
      changeRole: (role) => {
        this.identity = { ...identity(), role };
        // Who joins hears of it in the welcome.
        if (this.stage.name === "open") this.send({ type: "roleChanged", role });
      },
      end: (close, sentence) => this.close(close, sentence),
    };
  }

  private deliver(frame: Uint8Array, throughSeq: number): void {
    if (this.isClosed || !this.hasRoomFor(frame)) return;
    this.throughSeq = throughSeq;
    this.wire.send(frame);
  }

  private settle({ refusals, batches, throughSeq }: Settlement): void {
    for (const refusal of refusals) this.send({ type: "refused", ...refusal });
    const settledNow = this.unsettledSizes.length - (this.batchCount - batches);
    assert(settledNow >= 0, "batches are settled in order");
    for (const size of this.unsettledSizes.splice(0, settledNow)) this.unsettledBytes -= size;
    const afterSeq = this.throughSeq;
    this.throughSeq = throughSeq ?? afterSeq;
    this.refusalCount += refusals.length;
    const refusalsSoFar = { refusals: this.refusalCount };
    this.send({ type: "acknowledged", batches, ...refusalsSoFar, afterSeq, throughSeq: this.throughSeq });
  }

  /** Whoever lost the last frame of all would not know it: nothing comes after it that does not fit (PR-28). */
  private tellPlace(): void {
    const place = { afterSeq: this.throughSeq, throughSeq: this.throughSeq };
    if (this.isLive) this.send({ type: "entries", ...place, entries: [] });
    if (this.wasToldFull) this.showStorage(this.services.commits.diskState === "full" ? "full" : "writable");
  }

  private showStorage(storage: StorageState): void {
    if (this.stage.name !== "open") return;
    if (storage === "full") this.wasToldFull = true;
    const sentence =
      storage === "full"
        ? "The server's disk is full. Edits are kept on your device until there is space."
        : "The server takes edits again.";
    this.send({ type: "status", storage, sentence });
  }

  private failToOpen(error: unknown): void {
    if (error instanceof DamagedEntryError && this.stage.name === "open") {
      this.stage.hold.room.reportDamage(error);
      this.close("resync", "A part of the document has to be sent in another way.");
      return;
    }
    this.services.logger.error({ err: error }, "a session could not go on");
    this.services.commits.noteFailure(error);
    const failure = error instanceof StorageError ? error.failure : null;
    if (failure === "full") this.close("tryLater", "The server's disk is full.");
    else if (failure === "damaged") this.close("damaged", "The server cannot read this document.");
    else this.close("internal", "Something went wrong on the server.");
  }

  private send(frame: DownFrame): void {
    if (this.isClosed) return;
    const bytes = encodeDown(frame);
    if (this.hasRoomFor(bytes)) this.wire.send(bytes);
  }

  private mayReceive(): boolean {
    if (this.isClosed) return false;
    if (this.frames.take("frames")) return true;
    this.close("tooMany", "too many frames in too short a time");
    return false;
  }

  /** Whether the reader takes what it is sent; one that does not is sent away. */
  private hasRoomFor(message: Uint8Array): boolean {
    if (this.wire.backlogBytes + message.length <= backlogBytesMax) return true;
    this.services.metrics.readerFellBehind();
    this.close("resync", "You fell behind; join again.");
    return false;
  }

  private get isClosed(): boolean {
    return this.stage.name === "closed";
  }

  private listenAgain(): void {
    this.silence.cancel();
    this.silence = this.services.clock.after(silenceMsMax, () => this.close("tryLater", "nothing was heard"));
  }

  private finish(): void {
    const { stage } = this;
    this.stage = { name: "closed" };
    this.silence.cancel();
    this.expiry?.cancel();
    if (stage.name !== "open" && stage.name !== "joining") return;
    stage.hold.room.leave(stage.member);
    void stage.hold.release();
  }
}
