/** A machine to poke: inputs in, states and effects out, with small made-up batches. */
import { systemRandom } from "@weft/base";
import {
  type Acknowledged,
  type DownFrame,
  parseIncarnation,
  randomIncarnation,
  type Welcome,
} from "@weft/protocol";
import { encodeVersion, parseReplicaId, type ReplicaId } from "@weft/rga";
import type { Effect } from "../src/machine/effect.ts";
import type { Input } from "../src/machine/input.ts";
import type { OutboxBatch } from "../src/machine/outbox-batch.ts";
import { step } from "../src/machine/step.ts";
import { type Beginning, initialState, type SyncState } from "../src/machine/sync-state.ts";

function replicaId(digit: string): ReplicaId {
  const id = parseReplicaId(digit.repeat(16));
  if (!id) throw new Error(`not a hexadecimal digit: ${digit}`);
  return id;
}

export const own = replicaId("a");
export const sibling = replicaId("b");
export const stranger = replicaId("c");

export const incarnation = parseIncarnation("1".repeat(32)) ?? randomIncarnation(systemRandom);

/** A batch of one counter. */
export function batch(counter: number, more: Partial<OutboxBatch> = {}): OutboxBatch {
  return {
    replica: own,
    counter,
    count: 1,
    lamport: counter,
    dependencies: [],
    edits: 1,
    madeAtMs: 0,
    bytes: Uint8Array.of(counter),
    ...more,
  };
}

export function welcome(more: Partial<Welcome> = {}): Welcome {
  return {
    type: "welcome",
    session: 1,
    incarnation,
    role: "editor",
    lastSeq: 0,
    version: encodeVersion(new Map()),
    reply: { kind: "tail", afterSeq: 0 },
    ...more,
  };
}

/** What says that the first `batches` of a session are settled, when nobody else wrote and nothing was refused. */
export function acknowledged(batches: number, throughSeq: number, refusals = 0): Acknowledged {
  return { type: "acknowledged", batches, refusals, afterSeq: 0, throughSeq };
}

export class MachineProbe {
  state: SyncState;
  effects: Effect[] = [];
  nowMs = 1000;
  jitter = 0.5;

  constructor(beginning: Partial<Beginning> = {}) {
    this.state = initialState({
      replica: own,
      nextCounter: 0,
      place: null,
      storeKeeps: true,
      storeProblem: null,
      outbox: [],
      ...beginning,
    });
  }

  /** Feeds inputs one after another; gives the effects of them all. */
  feed(...inputs: Input[]): Effect[] {
    const out: Effect[] = [];
    for (const input of inputs) {
      const after = step(this.state, input, { nowMs: this.nowMs, jitter: this.jitter });
      this.state = after.state;
      out.push(...after.effects);
    }
    this.effects = out;
    return out;
  }

  frame(frame: DownFrame): Effect[] {
    return this.feed({ type: "frame", frame });
  }

  /** Leads, connects, is welcomed, and finds that the server has lost nothing. */
  join(frame: Welcome = welcome()): Effect[] {
    this.feed({ type: "lead", outbox: [] }, { type: "socketOpened" });
    return this.welcomed(frame);
  }

  /** Is welcomed, and finds that the server has lost nothing. */
  welcomed(frame: Welcome = welcome()): Effect[] {
    const first = this.feed({ type: "frame", frame });
    if (!this.state.findingLost) return first;
    this.effects = [...first, ...this.feed({ type: "reoffers", batches: [] })];
    return this.effects;
  }

  /** A person's edit, taken and stored. */
  edit(...batches: OutboxBatch[]): Effect[] {
    const keys = batches.map(({ replica, counter }) => `${replica}:${counter}`);
    return this.feed({ type: "edited" }, { type: "taken", batches }, { type: "stored", keys });
  }

  /** The bytes of all batches among the effects of the last inputs. */
  sent(): number[][] {
    return this.effects.flatMap((effect) =>
      effect.type === "send" && effect.frame.type === "batches"
        ? [effect.frame.batches.map((sent) => sent.bytes[0] ?? -1)]
        : [],
    );
  }

  types(): string[] {
    return this.effects.map((effect) => effect.type);
  }
}
