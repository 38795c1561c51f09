/**
 * Who is in a room and where their carets are. Nothing of it is kept; the newest state of a tab replaces the one
 * before, and what changed within a tick is told in one frame.
 */
import { encodeDown, type PeerPresence, peersPerFrameMax, peersPerSessionMax } from "@weft/protocol";

/** The presence of one room. */
export class PresenceBoard {
  private readonly clientsBySession = new Map<number, Map<number, Uint8Array>>();
  private changed = new Map<string, PeerPresence>();

  /** A tab's newest state, or null when it is gone. False if the session speaks for too many tabs. */
  announce(session: number, client: number, state: Uint8Array | null): boolean {
    const clients = this.clientsBySession.get(session) ?? new Map<number, Uint8Array>();
    if (state === null) {
      if (!clients.delete(client)) return true;
    } else {
      if (!clients.has(client) && clients.size >= peersPerSessionMax) return false;
      clients.set(client, state);
    }
    this.clientsBySession.set(session, clients);
    this.note({ session, client, state });
    return true;
  }

  /** All tabs of a session are gone. */
  leave(session: number): void {
    for (const client of this.clientsBySession.get(session)?.keys() ?? []) {
      this.note({ session, client, state: null });
    }
    this.clientsBySession.delete(session);
  }

  /** Whether there is something to tell. */
  get hasChanged(): boolean {
    return this.changed.size > 0;
  }

  /** What changed since the last call, encoded. */
  takeChanges(): readonly Uint8Array[] {
    const peers = [...this.changed.values()];
    this.changed = new Map();
    return encodePeers(peers);
  }

  /** Everybody who is there, encoded, for a newcomer. */
  everybody(): readonly Uint8Array[] {
    const peers: PeerPresence[] = [];
    for (const [session, clients] of this.clientsBySession) {
      for (const [client, state] of clients) peers.push({ session, client, state });
    }
    return encodePeers(peers);
  }

  private note(peer: PeerPresence): void {
    this.changed.set(`${peer.session}/${peer.client}`, peer);
  }
}

function encodePeers(peers: readonly PeerPresence[]): readonly Uint8Array[] {
  const frames: Uint8Array[] = [];
  for (let start = 0; start < peers.length; start += peersPerFrameMax) {
    frames.push(encodeDown({ type: "presence", peers: peers.slice(start, start + peersPerFrameMax) }));
  }
  return frames;
}
