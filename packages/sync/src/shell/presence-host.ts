/** Presence of one tab: runs the presence machine, tells the server and the other tabs, and listens to both. */
import type { Clock } from "@weft/base";
import type { UpFrame } from "@weft/protocol";
import {
  nobody,
  type Peer,
  type PresenceInput,
  type PresenceMachine,
  stepPresence,
} from "../presence/presence-machine.ts";
import { encodePresence, type PresenceState } from "../presence/presence-state.ts";
import type { TabMessage } from "../tabs/tab-message.ts";
import { NamedTimers } from "./named-timers.ts";

/** What presence needs around it. */
export interface PresenceHostOptions {
  readonly clock: Clock;
  /** Names this tab among those of the browser. */
  readonly tab: string;
  readonly post: (message: TabMessage) => void;
  /** Sends to the server if this tab holds an open session. */
  readonly send: (frame: UpFrame) => void;
}

/** Peers that the server knows; ids of tabs begin otherwise. */
const remotePrefix = "session:";
const tabPrefix = "tab:";

/** The presence of one tab. */
export class PresenceHost {
  private readonly options: PresenceHostOptions;
  private readonly timers: NamedTimers<"tick" | "heartbeat">;
  private readonly listeners = new Set<() => void>();
  private machine: PresenceMachine = nobody;
  private session: number | null = null;
  /** What each tab of this browser shows, with the number under which the server knows it. */
  private readonly tabs = new Map<string, { readonly client: number; state: Uint8Array | null }>();
  private shown: readonly Peer[] = [];

  constructor(options: PresenceHostOptions) {
    this.options = options;
    this.timers = new NamedTimers(options.clock, (name) => this.step({ type: name }));
    this.step({ type: "heartbeat" });
  }

  /** Shows this person to the others; null: not any more. */
  set(state: PresenceState | null): void {
    this.step({ type: "show", state });
  }

  /** Everybody else, in a stable order; the same array as long as nothing changes. */
  others(): readonly Peer[] {
    return this.shown;
  }

  /** Calls `listener` after every change of `others`. Returns the way to stop. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** A session of this tab with the server has begun, or ended. */
  sessionChanged(session: number | null): void {
    this.session = session;
    this.step({ type: "forget", prefix: remotePrefix });
    this.options.post({ type: "peer", id: null, state: null });
    if (session === null) return;
    for (const tab of this.tabs.keys()) this.announce(tab);
    this.step({ type: "tellAgain" });
  }

  /** The server tells of a peer. */
  heardFromServer(session: number, client: number, state: Uint8Array | null): void {
    if (session === this.session) return;
    const id = `${remotePrefix}${session}:${client}`;
    this.step({ type: "heard", id, state });
    this.options.post({ type: "peer", id, state });
  }

  /** Another tab tells of a peer that the server told it of; null: of none any more. */
  heardThroughTab(id: string | null, state: Uint8Array | null): void {
    if (id === null) this.step({ type: "forget", prefix: remotePrefix });
    else if (id.startsWith(remotePrefix)) this.step({ type: "heard", id, state });
  }

  /** Another tab tells what it shows of itself. */
  heardFromTab(tab: string, state: Uint8Array | null): void {
    this.step({ type: "heard", id: `${tabPrefix}${tab}`, state });
    this.setTab(tab, state);
  }

  /** Tells the other tabs whom the server has told of. */
  tellPeers(): void {
    for (const { peer } of this.machine.peers.values()) {
      if (!peer.id.startsWith(remotePrefix)) continue;
      this.options.post({ type: "peer", id: peer.id, state: encodePresence(peer) });
    }
  }

  /** Somebody new is there: tell again, soon. */
  tellAgain(): void {
    this.step({ type: "tellAgain" });
  }

  /** This tab goes: the others need not wait until its silence is noticed. */
  close(): void {
    this.tell(null);
    this.timers.clearAll();
    this.listeners.clear();
  }

  private step(input: PresenceInput): void {
    const { machine, effects } = stepPresence(this.machine, input, this.options.clock.now());
    this.machine = machine;
    for (const effect of effects) {
      if (effect.type === "setTimer") this.timers.set(effect.timer, effect.delayMs);
      else if (effect.type === "tell") this.tell(effect.state);
      else this.changed();
    }
  }

  private changed(): void {
    this.shown = [...this.machine.peers.values()]
      .map(({ peer }) => peer)
      .sort((a, b) => (a.id < b.id ? -1 : 1));
    for (const listener of [...this.listeners]) listener();
  }

  private tell(state: Uint8Array | null): void {
    const { tab, post } = this.options;
    post({ type: "tabPresence", tab, state });
    this.setTab(tab, state);
  }

  private setTab(tab: string, state: Uint8Array | null): void {
    const known = this.tabs.get(tab) ?? { client: this.freeClient(), state };
    known.state = state;
    this.tabs.set(tab, known);
    this.announce(tab);
    if (state === null) this.tabs.delete(tab);
  }

  private freeClient(): number {
    const taken = new Set([...this.tabs.values()].map((tab) => tab.client));
    let client = 0;
    while (taken.has(client)) client++;
    return client;
  }

  private announce(tab: string): void {
    const known = this.tabs.get(tab);
    if (this.session === null || known === undefined) return;
    this.options.send({ type: "announce", client: known.client, state: known.state });
  }
}
