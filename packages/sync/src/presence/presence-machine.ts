/**
 * Who else is here: a pure machine beside the one for edits, since presence may be lost and edits may not. Own
 * changes are gathered for a tick; a peer that is silent for too long is gone.
 */
import { equalBytes, unreachable } from "@weft/base";
import { presenceHeartbeatMs, presenceSilenceMsMax, presenceTickMs } from "@weft/protocol";
import { decodePresence, encodePresence, type PresenceState } from "./presence-state.ts";

/** Names a peer: another session's tab, or another tab of this browser. */
export type PeerId = string;

/** Another person, or another tab of the same one. */
export interface Peer extends PresenceState {
  readonly id: PeerId;
}

/** The state of presence. Never changed in place. */
export interface PresenceMachine {
  readonly own: Uint8Array | null;
  /** Whether the others have to be told. */
  readonly untold: boolean;
  readonly ticking: boolean;
  readonly peers: ReadonlyMap<PeerId, { readonly peer: Peer; readonly heardAtMs: number }>;
}

/** What can happen. */
export type PresenceInput =
  /** This tab's own state is another; null: it is not shown any more. */
  | { readonly type: "show"; readonly state: PresenceState | null }
  | { readonly type: "heard"; readonly id: PeerId; readonly state: Uint8Array | null }
  /** All peers whose id begins so are unknown: their session has ended. */
  | { readonly type: "forget"; readonly prefix: string }
  /** Somebody new has to be told. */
  | { readonly type: "tellAgain" }
  | { readonly type: "tick" }
  | { readonly type: "heartbeat" };

/** What is to be done. */
export type PresenceEffect =
  | { readonly type: "setTimer"; readonly timer: "tick" | "heartbeat"; readonly delayMs: number }
  | { readonly type: "tell"; readonly state: Uint8Array | null }
  | { readonly type: "changed" };

/** What follows from an input. */
export interface PresenceStep {
  readonly machine: PresenceMachine;
  readonly effects: readonly PresenceEffect[];
}

export const nobody: PresenceMachine = { own: null, untold: false, ticking: false, peers: new Map() };

/** The machine after `input`. */
export function stepPresence(machine: PresenceMachine, input: PresenceInput, nowMs: number): PresenceStep {
  switch (input.type) {
    case "show": {
      const own = input.state === null ? null : encodePresence(input.state);
      if (same(own, machine.own)) return { machine, effects: [] };
      return tellSoon({ ...machine, own });
    }
    case "tellAgain":
      return machine.own === null ? { machine, effects: [] } : tellSoon(machine);
    case "tick":
      return {
        machine: { ...machine, ticking: false, untold: false },
        effects: machine.untold ? [{ type: "tell", state: machine.own }] : [],
      };
    case "heartbeat":
      return heartbeat(machine, nowMs);
    case "heard":
      return heard(machine, input.id, input.state, nowMs);
    case "forget": {
      const peers = new Map([...machine.peers].filter(([id]) => !id.startsWith(input.prefix)));
      return changedPeers(machine, peers);
    }
    default:
      return unreachable(input);
  }
}

function tellSoon(machine: PresenceMachine): PresenceStep {
  const effects: PresenceEffect[] = machine.ticking
    ? []
    : [{ type: "setTimer", timer: "tick", delayMs: presenceTickMs }];
  return { machine: { ...machine, untold: true, ticking: true }, effects };
}

function heartbeat(machine: PresenceMachine, nowMs: number): PresenceStep {
  const peers = new Map(
    [...machine.peers].filter(([, { heardAtMs }]) => nowMs - heardAtMs < presenceSilenceMsMax),
  );
  const after = changedPeers(machine, peers);
  const effects: PresenceEffect[] = [
    ...after.effects,
    { type: "setTimer", timer: "heartbeat", delayMs: presenceHeartbeatMs },
  ];
  if (machine.own !== null) effects.push({ type: "tell", state: machine.own });
  return { machine: after.machine, effects };
}

/** A peer whose bytes make no sense is not shown; that is all that presence is worth. */
function heard(machine: PresenceMachine, id: PeerId, state: Uint8Array | null, nowMs: number): PresenceStep {
  const peers = new Map(machine.peers);
  const decoded = state === null ? null : decodePresence(state);
  if (decoded?.ok) peers.set(id, { peer: { id, ...decoded.value }, heardAtMs: nowMs });
  else peers.delete(id);
  return changedPeers(machine, peers);
}

function changedPeers(machine: PresenceMachine, peers: PresenceMachine["peers"]): PresenceStep {
  return {
    machine: { ...machine, peers },
    effects: sameShown(machine.peers, peers) ? [] : [{ type: "changed" }],
  };
}

function sameShown(before: PresenceMachine["peers"], after: PresenceMachine["peers"]): boolean {
  if (before.size !== after.size) return false;
  for (const [id, { peer }] of after) {
    const other = before.get(id)?.peer;
    if (
      other === undefined ||
      other.name !== peer.name ||
      other.colour !== peer.colour ||
      other.caret !== peer.caret ||
      other.anchor !== peer.anchor
    ) {
      return false;
    }
  }
  return true;
}

function same(a: Uint8Array | null, b: Uint8Array | null): boolean {
  return a === null || b === null ? a === b : equalBytes(a, b);
}
