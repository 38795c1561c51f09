/**
 * Who is in a Yjs room. A session speaks for the client ids that it was the first to name and for no others: stock
 * clients pass on what they hear of each other, and that must neither bring back who is gone nor move another's caret.
 */
import { peersPerSessionMax } from "@weft/protocol";
import type { AwarenessEntry } from "./yjs-frames.ts";

interface Peer extends AwarenessEntry {
  /** Null when it is gone. */
  readonly owner: object | null;
}

/** What came of an announcement. */
export interface Announced {
  /** False if the session speaks for too many. */
  readonly isAccepted: boolean;
  /**
   * Clients that the session named for the first time, as gone: to be told to it alone. A client that hears this of itself
   * says again who it is, with a higher clock. Only that one will others take: y-websocket forgets the people of a lost
   * line, but not how far it had heard them.
   */
  readonly asked: readonly AwarenessEntry[];
}

/** Client ids of people who have gone that are remembered. */
const goneMax = 1000;

/** The awareness of one room. */
export class AwarenessBoard {
  private readonly peersByClient = new Map<number, Peer>();
  private readonly clientsByOwner = new Map<object, Set<number>>();
  private readonly askedByOwner = new Map<object, Set<number>>();
  private readonly goneClients = new Set<number>();
  private changed = new Set<number>();

  /** What a session says. Entries that are not its own, or old, are passed over. */
  announce(owner: object, entries: readonly AwarenessEntry[]): Announced {
    const asked: AwarenessEntry[] = [];
    for (const entry of entries) {
      if (this.isToBeAsked(owner, entry)) asked.push({ ...entry, state: "null" });
      if (!this.accept(owner, entry)) return { isAccepted: false, asked };
    }
    return { isAccepted: true, asked };
  }

  /** Everybody whom a session spoke for is gone. */
  leave(owner: object): void {
    for (const client of this.clientsByOwner.get(owner) ?? []) this.remove(client);
    this.clientsByOwner.delete(owner);
    this.askedByOwner.delete(owner);
  }

  /** Whether there is something to tell. */
  get hasChanged(): boolean {
    return this.changed.size > 0;
  }

  /** What changed since the last call. */
  takeChanges(): readonly AwarenessEntry[] {
    const { changed } = this;
    this.changed = new Set();
    return [...changed].flatMap((client) => this.peersByClient.get(client) ?? []);
  }

  /** Everybody who is there. */
  everybody(): readonly AwarenessEntry[] {
    return [...this.peersByClient.values()].filter(({ owner }) => owner !== null);
  }

  /** Once for each client that nobody else speaks for. */
  private isToBeAsked(owner: object, { client, state }: AwarenessEntry): boolean {
    const speaker = this.peersByClient.get(client)?.owner ?? null;
    const asked = this.askedByOwner.get(owner) ?? new Set();
    if (state === "null" || speaker !== null || asked.has(client)) return false;
    if (asked.size >= peersPerSessionMax) return false;
    this.askedByOwner.set(owner, asked.add(client));
    return true;
  }

  private accept(owner: object, entry: AwarenessEntry): boolean {
    const { client, clock, state } = entry;
    const peer = this.peersByClient.get(client);
    const isForeign = peer !== undefined && peer.owner !== null && peer.owner !== owner;
    // As in y-protocols: the higher clock counts, and `null` at the same one.
    const isOld =
      peer !== undefined &&
      (clock < peer.clock || (clock === peer.clock && (state !== "null" || !peer.owner)));
    if (isForeign || isOld) return true;
    if (state === "null") {
      if (peer?.owner !== owner) return true;
      this.clientsByOwner.get(owner)?.delete(client);
      this.peersByClient.set(client, { client, clock, state, owner });
      this.remove(client);
      return true;
    }
    const clients = this.clientsByOwner.get(owner) ?? new Set<number>();
    if (!clients.has(client) && clients.size >= peersPerSessionMax) return false;
    this.clientsByOwner.set(owner, clients.add(client));
    this.goneClients.delete(client);
    this.peersByClient.set(client, { client, clock, state, owner });
    this.changed.add(client);
    return true;
  }

  private remove(client: number): void {
    const peer = this.peersByClient.get(client);
    if (peer === undefined) return;
    this.peersByClient.set(client, { client, clock: peer.clock, state: "null", owner: null });
    this.changed.add(client);
    this.goneClients.add(client);
    for (const oldest of this.goneClients) {
      if (this.goneClients.size <= goneMax) break;
      this.goneClients.delete(oldest);
      if (!this.changed.has(oldest)) this.peersByClient.delete(oldest);
    }
  }
}
