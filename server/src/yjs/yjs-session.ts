/**
 * One stock client's conversation with one Yjs document: who it is, then frames to the room and from it. It knows frames
 * and the room; it knows nothing of sockets, and the room knows nothing of it but `YjsMember`.
 */
import { assert, type Clock, type Timer, unreachable } from "@weft/base";
import {
  type CloseName,
  closeReasonBytesMax,
  type DocumentId,
  pingIntervalMs,
  silenceMsMax,
} from "@weft/protocol";
import type { Logger } from "pino";
import type { Browser } from "../identity/browser-passes.ts";
import type { Gatekeeper } from "../identity/gatekeeper.ts";
import { RateLimit } from "../identity/rate-limit.ts";
import type { Identity } from "../identity/token.ts";
import {
  backlogBytesMax,
  framesPerSecondMax,
  frameWindowMs,
  presenceBacklogBytesMax,
  sessionsPerDocumentMax,
  timerMsMax,
  yjsFrameBytesMax,
} from "../limits.ts";
import type { CommitQueue } from "../log/commit-queue.ts";
import type { Metrics } from "../metrics.ts";
import type { Hold } from "../room/open-rooms.ts";
import { truncate } from "../session/truncate.ts";
import type { Wire } from "../session/wire.ts";
import type { Storage } from "../storage/storage.ts";
import { StorageError } from "../storage/storage-error.ts";
import { yjsCloseCode } from "./yjs-close-code.ts";
import { decodeYjsFrame, encodeYjsFrame, type YjsUpFrame } from "./yjs-frames.ts";
import type { YjsMember } from "./yjs-member.ts";
import type { YjsRoom } from "./yjs-room.ts";
import type { YjsRooms } from "./yjs-rooms.ts";

/** What a Yjs session stands on. */
export interface YjsSessionServices {
  readonly storage: Storage;
  readonly gatekeeper: Gatekeeper;
  readonly yjsRooms: YjsRooms;
  readonly commits: CommitQueue;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

/** Whom a socket's address names: the document, and who wants to open it. */
export interface YjsVisitor {
  /** Null if it names none. */
  readonly documentId: DocumentId | null;
  readonly token: string;
  /** Null for a program. */
  readonly browser: Browser | null;
}

/** A socket that can be asked whether anybody is there. */
export interface PingingWire extends Wire {
  ping(): void;
}

type Stage =
  /** Frames that came in the meantime, and their bytes. */
  | { readonly name: "opening"; readonly early: YjsUpFrame[] }
  | { readonly name: "open"; readonly hold: Hold<YjsRoom>; readonly member: YjsMember }
  | { readonly name: "closed" };

/** Frames that a client may send before it is let in; a stock one sends two. */
const earlyFramesMax = 64;

/** Says nothing, so that a stock client that hears nothing else for half a minute does not take the line for dead. */
const nothing = encodeYjsFrame({ kind: "awareness", entries: [] });

/** One stock client's conversation with one document. */
export class YjsSession {
  private readonly services: YjsSessionServices;
  private readonly wire: PingingWire;
  private readonly frames: RateLimit;
  private stage: Stage = { name: "opening", early: [] };
  private identity: Identity | null = null;
  private unsettledBytes = 0;
  private silence: Timer;
  private heartbeat: Timer;
  private expiry: Timer | null = null;

  constructor(services: YjsSessionServices, wire: PingingWire, visitor: YjsVisitor) {
    this.services = services;
    this.wire = wire;
    const countMax = (framesPerSecondMax * frameWindowMs) / 1000;
    this.frames = new RateLimit(services.clock, { countMax, windowMs: frameWindowMs });
    this.silence = this.awaitSound();
    this.heartbeat = this.beatLater();
    this.open(visitor).catch((error: unknown) => this.failToOpen(error));
  }

  /** Takes one message. Whatever it holds, it harms nobody but this session. */
  receive(bytes: Uint8Array): void {
    if (!this.mayReceive()) return;
    const frame = decodeYjsFrame(bytes);
    if (!frame.ok) {
      this.close("badFrame", frame.error.message);
      return;
    }
    this.listenAgain();
    if ("update" in frame.value && !this.hasRoomOnTheWay(frame.value.update)) return;
    if (this.stage.name === "open") this.handle(this.stage.hold.room, this.stage.member, frame.value);
    else if (this.stage.name === "opening") this.keepEarly(this.stage.early, frame.value);
  }

  /** Answers a ping of the socket itself; pings count like frames. */
  receivePing(data: Uint8Array): void {
    if (!this.mayReceive()) return;
    this.listenAgain();
    if (this.hasRoomFor(data)) this.wire.pong(data);
  }

  /** The other side is there. */
  receivePong(): void {
    if (this.mayReceive()) this.listenAgain();
  }

  /** The socket is gone. */
  disconnected(): void {
    this.finish();
  }

  /** Ends the conversation from this side. */
  close(name: CloseName, sentence: string): void {
    if (this.isClosed) return;
    this.finish();
    this.services.logger.debug({ close: name, sentence }, "session closed");
    this.wire.close(yjsCloseCode(name), truncate(sentence, closeReasonBytesMax));
  }

  private async open(visitor: YjsVisitor): Promise<void> {
    const { storage, gatekeeper, yjsRooms } = this.services;
    const { documentId, token, browser } = visitor;
    if (documentId === null || (await gatekeeper.admit(documentId, token, browser)) === null) {
      const hasEnded = documentId !== null && (await gatekeeper.hasEnded(documentId, token));
      if (hasEnded) this.expireAt(0);
      else this.close("unauthorized", "This link is not valid for this document.");
      return;
    }
    const hold = await yjsRooms.acquire(documentId);
    if (hold === null) {
      // A token that a host signed is good for a document that is not there yet.
      const isThere = (await storage.findDocument(documentId)) !== null;
      if (isThere) this.close("otherEngine", "This is a Weft document, not a Yjs one: connect to /sync.");
      else this.close("unauthorized", "This link is not valid for this document.");
      return;
    }
    try {
      await this.enter(hold, visitor);
    } finally {
      if (this.stage.name !== "open") await hold.release();
    }
  }

  /** Asks again what may have changed while the room opened, which tells those who are in it. */
  private async enter(hold: Hold<YjsRoom>, { token, browser }: YjsVisitor): Promise<void> {
    const { room } = hold;
    const identity = await this.services.gatekeeper.identify(room.documentId, token, browser);
    const hasEnded = identity === null && (await this.services.gatekeeper.hasEnded(room.documentId, token));
    if (hasEnded) this.expireAt(0);
    else if (identity === null) this.close("forbidden", "This link was revoked.");
    else if (room.memberCount >= sessionsPerDocumentMax)
      this.close("tooMany", "too many people have this document open");
    else if (identity.expiresAtMs !== undefined) this.expireAt(identity.expiresAtMs);
    if (identity === null || this.stage.name !== "opening") return;
    this.identity = identity;
    const member = this.toMember();
    const { early } = this.stage;
    this.stage = { name: "open", hold, member };
    room.join(member);
    for (const frame of early) this.handle(room, member, frame);
  }

  private handle(room: YjsRoom, member: YjsMember, frame: YjsUpFrame): void {
    switch (frame.kind) {
      case "stateVector":
        room.ask(member, frame.stateVector);
        return;
      case "difference":
      case "update":
        room.offer(member, frame.update, { isAnswer: frame.kind === "difference" });
        return;
      case "awareness":
        if (!room.announce(member, frame.entries))
          this.close("tooMany", "one session speaks for too many clients");
        return;
      case "queryAwareness":
        room.showEverybody(member);
        return;
      default:
        unreachable(frame);
    }
  }

  private keepEarly(early: YjsUpFrame[], frame: YjsUpFrame): void {
    early.push(frame);
    if (early.length > earlyFramesMax) this.close("tooMany", "too many frames before the document was open");
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

  private toMember(): YjsMember {
    const identity = (): Identity => {
      assert(this.identity !== null, "a member has entered");
      return this.identity;
    };
    return {
      get identity() {
        return identity();
      },
      send: (frame) => {
        if (!this.isClosed && this.hasRoomFor(frame)) this.wire.send(frame);
      },
      showAwareness: (frame) => {
        if (!this.isClosed && this.wire.backlogBytes <= presenceBacklogBytesMax) this.wire.send(frame);
      },
      settle: (bytes) => {
        this.unsettledBytes -= bytes;
      },
      changeRole: (role) => {
        this.identity = { ...identity(), role };
      },
      end: (close, sentence) => this.close(close, sentence),
    };
  }

  private failToOpen(error: unknown): void {
    this.services.logger.error({ err: error }, "a session could not go on");
    this.services.commits.noteFailure(error);
    const failure = error instanceof StorageError ? error.failure : null;
    if (failure === "full") this.close("tryLater", "The server's disk is full.");
    else if (failure === "damaged") this.close("damaged", "The server cannot read this document.");
    else this.close("internal", "Something went wrong on the server.");
  }

  private mayReceive(): boolean {
    if (this.isClosed) return false;
    if (this.frames.take("frames")) return true;
    this.close("tooMany", "too many frames in too short a time");
    return false;
  }

  private hasRoomOnTheWay({ length }: Uint8Array): boolean {
    this.unsettledBytes += length;
    if (this.unsettledBytes <= yjsFrameBytesMax) return true;
    this.close("tooLarge", "too many edits on the way at once");
    return false;
  }

  /** Whether the reader takes what it is sent; one that does not is sent away. A whole document goes to who has nothing to read. */
  private hasRoomFor(message: Uint8Array): boolean {
    const backlog = this.wire.backlogBytes;
    if (backlog + message.length <= backlogBytesMax || backlog <= presenceBacklogBytesMax) return true;
    this.services.metrics.readerFellBehind();
    this.close("resync", "You fell behind; connect again.");
    return false;
  }

  private get isClosed(): boolean {
    return this.stage.name === "closed";
  }

  private listenAgain(): void {
    this.silence.cancel();
    this.silence = this.awaitSound();
  }

  private awaitSound(): Timer {
    return this.services.clock.after(silenceMsMax, () => this.close("tryLater", "nothing was heard"));
  }

  private beatLater(): Timer {
    return this.services.clock.after(pingIntervalMs, () => {
      this.wire.ping();
      if (this.wire.backlogBytes <= presenceBacklogBytesMax) this.wire.send(nothing);
      this.heartbeat = this.beatLater();
    });
  }

  private finish(): void {
    const { stage } = this;
    this.stage = { name: "closed" };
    for (const timer of [this.silence, this.heartbeat, this.expiry]) timer?.cancel();
    if (stage.name !== "open") return;
    stage.hold.room.leave(stage.member);
    void stage.hold.release();
  }
}
