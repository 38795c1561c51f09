/**
 * The line between one person and the relay, both ways: a network that delays, loses, doubles and reorders, and over it a
 * session that numbers what is sent, acknowledges it and sends it again, as every technique in use has one. What goes over
 * the line is counted: numbers, acknowledgements and repetitions too.
 */
import type { Random } from "@weft/base";
import type { Channel } from "../engine/engine.ts";
import type { Timeline } from "./timeline.ts";

/** What a network does to a frame. */
export interface Conditions {
  readonly latencyMs: number;
  /** At most so much is added to the latency; frames overtake one another by it. */
  readonly jitterMs: number;
  /** The share of frames that never arrive. */
  readonly lossShare: number;
  /** The share of frames that arrive twice. */
  readonly duplicateShare: number;
}

/** A network as it is on a train: everything that can go wrong does at times. */
export const ordinaryConditions: Conditions = {
  latencyMs: 60,
  jitterMs: 40,
  lossShare: 0.05,
  duplicateShare: 0.05,
};

/** What went over a line in one direction. */
export interface Traffic {
  bytes: number;
  frames: number;
  /** Frames that the network lost, doubled, or let be overtaken. */
  lost: number;
  doubled: number;
  overtaken: number;
}

/** What a line needs of its surroundings. */
export interface LineOptions {
  readonly timeline: Timeline;
  readonly random: Random;
  readonly channel: Channel;
  readonly conditions: () => Conditions;
  readonly deliver: (message: Uint8Array) => void;
}

/** Bytes of a frame beside its message: its number and what kind it is. */
const headerBytes = 5;
/** How much longer than there and back one waits before sending again. */
const patienceFactor = 3;

/** One direction of a line: messages in at one end, and out at the other. */
export class OneWay {
  readonly traffic: Traffic = { bytes: 0, frames: 0, lost: 0, doubled: 0, overtaken: 0 };
  isCut = false;
  private readonly options: LineOptions;
  private nextNumber = 0;
  private readonly unacknowledged = new Map<number, Uint8Array>();
  private readonly early = new Map<number, Uint8Array>();
  private awaited = 0;
  private newestArrival = 0;

  constructor(options: LineOptions) {
    this.options = options;
  }

  send(message: Uint8Array): void {
    const number = this.nextNumber++;
    this.unacknowledged.set(number, message);
    this.transmit(number, message);
  }

  cut(): void {
    this.isCut = true;
  }

  /** What was not acknowledged is sent again at once. */
  mend(): void {
    this.isCut = false;
    for (const [number, message] of this.unacknowledged) this.transmit(number, message);
  }

  private transmit(number: number, message: Uint8Array): void {
    if (this.isCut || !this.unacknowledged.has(number)) return;
    const { timeline, conditions } = this.options;
    this.carry(headerBytes + message.length, () => this.arrive(number, message));
    const { latencyMs, jitterMs } = conditions();
    timeline.after(patienceFactor * 2 * (latencyMs + jitterMs) + 1, () => this.transmit(number, message));
  }

  /** Lets a frame go through the network: to arrive never, once or twice. */
  private carry(bytes: number, arrive: () => void): void {
    const { timeline, random, conditions } = this.options;
    const { latencyMs, jitterMs, lossShare, duplicateShare } = conditions();
    this.traffic.bytes += bytes;
    this.traffic.frames++;
    const isDoubled = random.next() < duplicateShare;
    if (isDoubled) this.traffic.doubled++;
    for (let copy = 0; copy < (isDoubled ? 2 : 1); copy++) {
      const delayMs = latencyMs + Math.floor(random.next() * jitterMs);
      if (random.next() < lossShare) {
        this.traffic.lost++;
        continue;
      }
      if (timeline.now() + delayMs < this.newestArrival) this.traffic.overtaken++;
      this.newestArrival = Math.max(this.newestArrival, timeline.now() + delayMs);
      timeline.after(delayMs, () => {
        if (!this.isCut) arrive();
      });
    }
  }

  private arrive(number: number, message: Uint8Array): void {
    this.carry(headerBytes, () => void this.unacknowledged.delete(number));
    if (this.options.channel === "any-order") {
      this.options.deliver(message);
      return;
    }
    if (number < this.awaited) return;
    this.early.set(number, message);
    for (let next = this.early.get(this.awaited); next; next = this.early.get(this.awaited)) {
      this.early.delete(this.awaited++);
      this.options.deliver(next);
    }
  }
}
