/**
 * A Yjs document in this browser: the document, its copy in IndexedDB, the stock provider to the relay, and one status in
 * the words of every document. "Saved" is said only of what the relay has echoed, which it does after its commit.
 */
import { type Clock, type Timer, unreachable } from "@weft/base";
import type { SyncStatus } from "@weft/sync";
import { IndexeddbPersistence } from "y-indexeddb";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import type { KnownLink } from "../../document/use-document-link.ts";
import { EchoLedger } from "./echo-ledger.ts";
import { listeningSocket } from "./listening-socket.ts";
import { askYjsRole, registerYjsDocument } from "./yjs-api.ts";
import { yjsStoreName } from "./yjs-document.ts";
import { statusOfYjs, type YjsFacts } from "./yjs-status.ts";

/** "Permission denied", the one thing that the relay says of its own. */
const denied = 2;
const retryMs = 2000;

/** An open Yjs document. */
export class YjsReplica {
  readonly document = new Y.Doc();
  readonly provider: WebsocketProvider;
  private readonly link: KnownLink;
  private readonly clock: Clock;
  private readonly store: IndexeddbPersistence | null;
  private readonly ledger = new EchoLedger();
  private readonly listeners = new Set<() => void>();
  private retry: Timer | null = null;
  private isClosed = false;
  private facts: YjsFacts;
  private shown: SyncStatus;

  constructor(link: KnownLink, clock: Clock) {
    this.link = link;
    this.clock = clock;
    this.facts = {
      connection: "connecting",
      role: link.role ?? (link.madeHere ? "owner" : null),
      unsavedEdits: 0,
      isSaved: false,
      keepsLocally: typeof indexedDB !== "undefined",
      savedAt: null,
      waitingSince: null,
      isStorageFull: false,
      closed: null,
    };
    this.shown = statusOfYjs(this.facts);
    this.store = this.openStore();
    const address = `${location.origin.replace(/^http/, "ws")}/yjs`;
    this.provider = new WebsocketProvider(address, link.documentId, this.document, {
      connect: false,
      params: { token: link.token },
      WebSocketPolyfill: listeningSocket({
        onOpening: () => this.ledger.begin(),
        onSent: (frame) => this.ledger.sent(frame),
        onReceived: (frame) => this.hear(frame),
      }),
    });
    this.document.on("update", (_, origin) => this.noteUpdate(origin));
    this.provider.on("status", ({ status }) => this.noteConnection(status));
    this.provider.on("closed", (close) => this.change({ closed: close }));
    void this.connect();
  }

  /** Where the words are; the same object as long as nothing changes. */
  status(): SyncStatus {
    return this.shown;
  }

  /** Calls `listener` after each change of the status. */
  onStatus(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Resolves when what this device has is there. */
  async opened(): Promise<void> {
    await this.store?.whenSynced.catch(() => this.change({ keepsLocally: false }));
  }

  /** Does not wait for the next attempt. */
  tryNow(): void {
    this.provider.disconnect();
    this.change({ closed: null });
    void this.connect();
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.retry?.cancel();
    this.provider.destroy();
    await this.store?.destroy();
    this.document.destroy();
  }

  private openStore(): IndexeddbPersistence | null {
    if (typeof indexedDB === "undefined") return null;
    return new IndexeddbPersistence(yjsStoreName(this.link.documentId), this.document);
  }

  /** First the relay has to know the document, and this page what it may do in it. */
  private async connect(): Promise<void> {
    const { link } = this;
    const answer = await (link.madeHere ? registerYjsDocument(link) : askYjsRole(link));
    if (this.isClosed) return;
    switch (answer.kind) {
      case "known":
        this.change({ role: answer.role });
        this.provider.connect();
        return;
      case "refused":
        this.change({ closed: { code: 4401, reason: "" } });
        return;
      case "away":
        this.change({ connection: "offline" });
        this.retry = this.clock.after(retryMs, () => void this.connect());
        return;
      default:
        unreachable(answer);
    }
  }

  private noteUpdate(origin: unknown): void {
    if (origin === this.provider || origin === this.store) return;
    const { unsavedEdits, waitingSince } = this.facts;
    this.change({
      unsavedEdits: unsavedEdits + 1,
      waitingSince: waitingSince ?? this.clock.now(),
      isSaved: false,
    });
  }

  private noteConnection(status: "connected" | "disconnected" | "connecting"): void {
    if (status === "connected") {
      this.change({ connection: "connected", isStorageFull: false });
      // Others forget who is away: say again who is here.
      this.provider.awareness.setLocalState(this.provider.awareness.getLocalState());
      void this.askRoleAgain();
    } else if (status === "disconnected") {
      this.change({ connection: navigator.onLine ? "reconnecting" : "offline", isSaved: false });
    } else if (this.facts.connection === "reconnecting") {
      this.change({ connection: "offline" });
    }
  }

  private hear(frame: Uint8Array): void {
    if (frame[0] === denied) void this.askRoleAgain({ isStorageFull: true });
    if (!this.ledger.received(frame) || !this.ledger.isClear) return;
    const savedAt = this.facts.unsavedEdits > 0 ? this.clock.now() : this.facts.savedAt;
    this.change({ unsavedEdits: 0, isSaved: true, savedAt, waitingSince: null });
  }

  /** The role may have changed; if it still allows writing, it was the disk that had no room. */
  private async askRoleAgain(also: Partial<YjsFacts> = {}): Promise<void> {
    const answer = await askYjsRole(this.link);
    if (this.isClosed || answer.kind !== "known") return;
    this.change({ ...also, role: answer.role });
  }

  private change(change: Partial<YjsFacts>): void {
    this.facts = { ...this.facts, ...change };
    this.shown = statusOfYjs(this.facts);
    for (const listener of this.listeners) listener();
  }
}
