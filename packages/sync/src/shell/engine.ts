/**
 * The shell around the pure machine: does what effects ask for with a real store, socket, clock and tabs, and
 * turns what happens into inputs. It decides nothing.
 */
import { type Clock, type Random, toHex, unreachable } from "@weft/base";
import type { DocumentId, UpFrame } from "@weft/protocol";
import { decodeVersion, encodeVersion, type ReplicaId, type Version } from "@weft/rga";
import type { Effect, TimerName } from "../machine/effect.ts";
import type { Input } from "../machine/input.ts";
import { batchKey, type OutboxBatch } from "../machine/outbox-batch.ts";
import { step } from "../machine/step.ts";
import {
  initialState,
  type LeaderState,
  leaderState,
  type SyncState,
  sameLeader,
} from "../machine/sync-state.ts";
import { type LocalStore, nothingStored, type StoreFailure } from "../store/local-store.ts";
import { TabLink } from "../tabs/tab-link.ts";
import type { TabMessage } from "../tabs/tab-message.ts";
import type { TabPlatform } from "../tabs/tab-platform.ts";
import { DocumentHost, type OpenedDocument } from "./document-host.ts";
import { DocumentKeeper } from "./document-keeper.ts";
import type { MergeOutcome } from "./merge.ts";
import { NamedTimers } from "./named-timers.ts";
import { PresenceHost } from "./presence-host.ts";
import { SocketHolder, type WebSocketClass } from "./socket.ts";
import type { DocumentFactory, SyncedDocument } from "./synced-document.ts";

/** All that an engine stands on. */
export interface EngineOptions<Document extends SyncedDocument> {
  readonly address: string;
  readonly documentId: DocumentId;
  /** Asked at every connection. */
  readonly token: () => string;
  readonly create: boolean;
  readonly store: LocalStore;
  /** Why the store is not the one that was wished for, if so. */
  readonly storeProblem: StoreFailure | null;
  readonly tabs: TabPlatform | null;
  readonly webSocket: WebSocketClass;
  /** The replica id that this tab had before, if it is known, or that it wants a new one. */
  readonly preferred?: ReplicaId | "fresh" | null;
  readonly factory: DocumentFactory<Document>;
  readonly clock: Clock;
  readonly random: Random;
  /** The machine; tests plant bugs in it. */
  readonly machine?: typeof step;
}

/** One tab's client of one document. */
export class SyncEngine<Document extends SyncedDocument> {
  readonly presence: PresenceHost;
  readonly documentHost: DocumentHost<Document>;
  /** Whether this device had something of the document when it was opened. */
  readonly hasLocalState: boolean;
  private readonly options: EngineOptions<Document>;
  private readonly socket: SocketHolder;
  private readonly timers: NamedTimers<TimerName>;
  private readonly tabLink: TabLink;
  private readonly stateListeners = new Set<() => void>();
  private readonly inputs: Input[] = [];
  private running = false;
  private closed = false;
  private ending: Promise<void> | null = null;
  /** Done when nothing is on its way to this device's disk. */
  private storing: Promise<void> = Promise.resolve();
  private current: SyncState;
  /** What other tabs have said they know, until they are answered. */
  private readonly asked: Version[] = [];
  private toldLeader: LeaderState | null = null;

  private constructor(options: EngineOptions<Document>, opened: OpenedDocument<Document>) {
    const { documentId, random, clock, store, tabs } = options;
    const { snapshot, tail, outbox, place } = opened.stored;
    this.options = options;
    this.hasLocalState = snapshot !== null || tail.length > 0 || outbox.length > 0 || (place?.seq ?? 0) > 0;
    this.current = initialState({
      replica: opened.keeper.replica,
      nextCounter: opened.keeper.nextCounter,
      place: opened.stored.place,
      outbox: opened.stored.outbox,
      storeKeeps: store.keeps,
      storeProblem: options.storeProblem,
    });
    this.timers = new NamedTimers(clock, (timer) => this.dispatch({ type: "timer", timer }));
    this.socket = new SocketHolder(options.address, options.webSocket, {
      onOpen: () => this.dispatch({ type: "socketOpened" }),
      onFrame: (frame) => this.dispatch({ type: "frame", frame }),
      onBadFrame: (sentence) => this.dispatch({ type: "badFrame", sentence }),
      onClose: (code) => this.dispatch({ type: "socketClosed", code }),
    });
    this.tabLink = opened.tabLink;
    const post = (message: TabMessage) => this.tabLink.post(message);
    const send = (frame: UpFrame) => this.socket.send(frame);
    this.presence = new PresenceHost({ clock, tab: toHex(random.bytes(8)), post, send });
    const dispatch = (input: Input) => this.dispatch(input);
    const state = () => this.current;
    const surroundings = { documentId, store, tabs, random, clock, dispatch, post, state };
    this.documentHost = new DocumentHost(surroundings, opened);
  }

  /** Opens the document from the store and begins to sync it. */
  static async open<Document extends SyncedDocument>(
    options: EngineOptions<Document>,
  ): Promise<SyncEngine<Document>> {
    // The channel is heard before the store is read: what is told in between is in neither else.
    const tabLink = new TabLink(options.store.keeps ? options.tabs : null, `weft:${options.documentId}`);
    const loaded = await options.store.load(options.documentId);
    const stored = loaded.ok ? loaded.value : nothingStored;
    let engine: SyncEngine<Document> | null = null;
    const onEdited = () => engine?.dispatch({ type: "edited" });
    const { keeper, outcome, base } = await DocumentKeeper.open({ ...options, onEdited }, stored);
    const storeProblem = loaded.ok ? options.storeProblem : loaded.error;
    engine = new SyncEngine({ ...options, storeProblem }, { keeper, stored: base, tabLink });
    engine.begin(outcome);
    return engine;
  }

  /** Where everything stands. Never changed in place. */
  get state(): SyncState {
    return this.current;
  }

  /** Calls `listener` after every change of `state`. Returns the way to stop. */
  onState(listener: () => void): () => void {
    this.stateListeners.add(listener);
    return () => this.stateListeners.delete(listener);
  }

  /** Tries to reach the server now, whichever tab holds the socket. */
  tryNow(): void {
    this.tabLink.post({ type: "tryNow" });
    this.dispatch({ type: "tryNow" });
  }

  /** Hands the machine what happened, and does what follows. */
  dispatch(input: Input): void {
    if (this.closed) return;
    this.inputs.push(input);
    if (this.running) return;
    this.running = true;
    const before = this.current;
    const { machine = step } = this.options;
    try {
      for (let next = this.inputs.shift(); next !== undefined; next = this.inputs.shift()) {
        const moment = { nowMs: this.options.clock.now(), jitter: this.options.random.next() };
        const after = machine(this.current, next, moment);
        this.current = after.state;
        for (const effect of after.effects) this.perform(effect);
      }
    } finally {
      this.running = false;
    }
    if (this.current !== before) this.stateChanged();
  }

  /** Stops: what is typed is stored first; then socket, timers and locks are let go, the replica id last of all. */
  close(): Promise<void> {
    this.ending ??= this.end();
    return this.ending;
  }

  private async end(): Promise<void> {
    await new Promise<void>((resolve) => this.documentHost.whenSteady(resolve));
    const rest = this.documentHost.take();
    if (rest.length > 0) this.dispatch({ type: "taken", batches: rest });
    await this.storing;
    this.presence.close();
    this.dispatch({ type: "close" });
    this.closed = true;
    this.timers.clearAll();
    this.tabLink.close();
    this.stateListeners.clear();
    this.documentHost.close();
  }

  private begin(outcome: MergeOutcome): void {
    this.documentHost.tellKept();
    if (!outcome.merged) this.dispatch({ ...outcome, type: "notMerged" });
    const version = encodeVersion(this.documentHost.document.version());
    this.tabLink.open({
      greeting: { type: "opened", version },
      onMessage: (message) => this.hearTab(message),
      onElected: (alone) => void this.lead(alone),
    });
    // What was saved a moment before this tab opened may be in its outbox still: the tab with the socket asks again.
    this.dispatch({ type: "tabOpened" });
  }

  private perform(effect: Effect): void {
    const host = this.documentHost;
    switch (effect.type) {
      case "takeEdits":
        void Promise.resolve().then(() => this.dispatch({ type: "taken", batches: host.take() }));
        return;
      case "store":
        this.storing = bothDone(this.storing, this.storeBatches(effect.batches));
        return;
      case "tellTabs":
        this.tabLink.post(effect.news);
        return;
      case "askTabs":
        this.askTabs();
        return;
      case "mergeSiblings":
        host.merge(effect.batches.map((batch) => batch.bytes));
        return;
      case "openSocket":
        this.socket.open();
        return;
      case "closeSocket":
        this.socket.close();
        return;
      case "send":
        this.socket.send(effect.frame);
        return;
      case "sendHello":
        host.whenSteady(() => void this.sendHello(effect));
        return;
      case "setTimer":
        this.timers.set(effect.timer, effect.delayMs);
        return;
      case "clearTimer":
        this.timers.clear(effect.timer);
        return;
      case "receive":
        host.receive(effect);
        return;
      case "receiveSnapshot":
        host.receiveSnapshot(effect.bytes, effect.place);
        return;
      case "startOver":
        host.startOver(effect);
        return;
      case "startAgain":
        host.startAgain();
        return;
      case "meet":
        host.meetings.begin(effect.version);
        return;
      case "findLost":
        void host.findLost(effect.version);
        return;
      case "keep":
        host.keepAside(effect);
        return;
      case "presence":
        this.presence.heardFromServer(effect.session, effect.client, effect.state);
        return;
      case "session":
        this.presence.sessionChanged(effect.session);
        if (effect.session === null) host.meetings.end();
        return;
      default:
        unreachable(effect);
        return;
    }
  }

  /**
   * Stores batches. If that fails they may leave the tab unstored; then its replica id must never be leased again, or
   * its counters would be used twice after a crash. So the id is taken out of the pool first (deleting needs no room),
   * for good: once a batch has left and the server has it, nobody stores it here any more.
   */
  private async storeBatches(batches: readonly OutboxBatch[]): Promise<void> {
    const { store, documentId } = this.options;
    const { replica } = this.current;
    const repeated = this.documentHost.repeatedIn(batches);
    const result = await store.append(documentId, batches, repeated);
    if (!result.ok) {
      await store.retireReplica(documentId, replica);
      this.dispatch({ type: "notStored", keys: batches.map(batchKey), failure: result.error });
      return;
    }
    this.documentHost.forget(repeated);
    if (this.current.storeProblem !== null) await this.documentHost.keepAgain();
    this.dispatch({ type: "stored", keys: batches.map(batchKey) });
  }

  /** Asks the tab with the socket for what this one lacks. */
  private askTabs(): void {
    const version = encodeVersion(this.documentHost.document.version());
    this.tabLink.post({ type: "opened", version });
  }

  /** Says what is here. */
  private async sendHello(hello: Extract<Effect, { type: "sendHello" }>): Promise<void> {
    const { documentId, create } = this.options;
    const token = this.options.token();
    const send = this.socket.sender();
    const known = hello.fromNothing ? new Map() : await this.documentHost.versionFor(hello.place);
    send({ ...hello, type: "hello", documentId, token, create, version: encodeVersion(known) });
  }

  /** This tab holds the socket from now on, alone or for the others. */
  private async lead(alone: boolean): Promise<void> {
    if (alone) return this.dispatch({ type: "lead", outbox: [] });
    const loaded = await this.options.store.load(this.options.documentId);
    this.tabLink.post({ type: "elected" });
    this.dispatch({ type: "lead", outbox: loaded.ok ? loaded.value.outbox : [] });
  }

  private hearTab(message: TabMessage): void {
    switch (message.type) {
      case "batches":
        this.dispatch({ ...message, type: "siblingBatches" });
        return;
      case "saved":
        this.dispatch({ ...message, type: "siblingSaved" });
        return;
      case "opened":
        this.welcomeTab(message.version);
        return;
      case "elected":
        this.presence.tellAgain();
        this.askTabs();
        this.dispatch({ type: "tabOpened" });
        return;
      case "leader":
        this.hearLeader(message.leader);
        return;
      case "updates":
        this.documentHost.merge(message.updates);
        return;
      case "kept":
        this.dispatch({ ...message, type: "siblingKept" });
        return;
      case "keptChanged":
        void this.documentHost.reloadKept();
        return;
      case "tabPresence":
        this.presence.heardFromTab(message.tab, message.state);
        return;
      case "peer":
        this.presence.heardThroughTab(message.id, message.state);
        return;
      case "tryNow":
        this.dispatch({ type: "tryNow" });
        return;
      default:
        unreachable(message);
        return;
    }
  }

  /** Once the tab with the socket has all that the server has, this one compares itself with it. */
  private hearLeader(leader: LeaderState): void {
    const wasCaughtUp = this.current.leader?.caughtUp === true;
    this.dispatch({ type: "leaderState", leader });
    if (leader.caughtUp && !wasCaughtUp) this.askTabs();
  }

  /** Another tab has opened, or lacks something: tells it all that this one knows and that is stored. */
  private welcomeTab(encodedVersion: Uint8Array): void {
    this.presence.tellAgain();
    if (this.current.part !== "leader") return;
    this.tabLink.post({ type: "leader", leader: leaderState(this.current) });
    this.presence.tellPeers();
    this.dispatch({ type: "tabOpened" });
    const version = decodeVersion(encodedVersion);
    if (version.ok) this.asked.push(version.value);
    this.answerTabs();
  }

  /**
   * Gives other tabs what they lack, as soon as nothing in this one's document is unstored. Where nothing can be
   * stored they get what waits as batches first: each of them then holds it until it is on the server's disk.
   */
  private answerTabs(): void {
    const { waitingEdits, queue } = this.current;
    const unstored = queue.filter((pending) => pending.storage !== "stored").map((pending) => pending.batch);
    const mayAnswer = waitingEdits === 0 && queue.every((pending) => pending.storage !== "waiting");
    if (this.asked.length === 0 || !mayAnswer) return;
    if (unstored.length > 0) this.tabLink.post({ type: "batches", batches: unstored, stored: false });
    for (const version of this.asked.splice(0)) {
      const update = this.documentHost.document.updateSince(version);
      if (update.length > 0) this.tabLink.post({ type: "updates", updates: [update] });
    }
  }

  private stateChanged(): void {
    if (this.current.part === "leader") {
      const leader = leaderState(this.current);
      if (this.toldLeader === null || !sameLeader(leader, this.toldLeader)) {
        this.toldLeader = leader;
        this.tabLink.post({ type: "leader", leader });
      }
      this.answerTabs();
    }
    for (const listener of [...this.stateListeners]) listener();
  }
}

async function bothDone(first: Promise<void>, second: Promise<void>): Promise<void> {
  await first;
  await second;
}
