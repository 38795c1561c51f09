/** People, their replicas, the relay and the lines between them, in virtual time: one run of one engine. */
import type { Node, Schema } from "@tiptap/pm/model";
import { assert, type Clock, seededRandom } from "@weft/base";
import type { Company, Engine, Replica } from "../engine/engine.ts";
import { type Conditions, OneWay, ordinaryConditions, type Traffic } from "../network/line.ts";
import { Timeline } from "../network/timeline.ts";

/** What a room begins with. */
export interface RoomOptions {
  readonly engine: Engine;
  readonly schema: Schema;
  readonly doc: Node;
  readonly peopleCount: number;
  readonly seed: number;
  /** `ordinaryConditions` if left out. */
  readonly conditions?: Conditions;
  /** Hears of everything that a replica shows because of a message. */
  readonly onReceived?: (person: number, before: Node, after: Node) => void;
}

/** 2026-01-01, so that wall clocks have as many digits as in life. */
const startMs = 1_767_225_600_000;
/** People's clocks are off by at most so much. */
const skewMsMax = 300;
/** A replica that asks for news by itself has all of it after so many answers in which there was nothing. */
const quietPolls = 4;
/** Whatever the engine does: an exchange ends. */
const settleMsMax = 3_600_000;

/** One run. */
export class Room {
  readonly timeline = new Timeline(startMs);
  private readonly conditions: Conditions;
  /** Of people whose lines are not as everybody's. */
  private readonly ownConditions = new Map<number, Conditions>();
  private readonly engine: Engine;
  private readonly company: Company;
  private readonly toRelay: readonly OneWay[];
  private readonly fromRelay: readonly OneWay[];
  private readonly onReceived: (person: number, before: Node, after: Node) => void;
  private lastChangeMs = startMs;

  constructor({ engine, schema, doc, peopleCount, seed, ...rest }: RoomOptions) {
    this.engine = engine;
    this.conditions = rest.conditions ?? ordinaryConditions;
    this.onReceived = rest.onReceived ?? (() => {});
    const skews = seededRandom(seed ^ 0x5eed);
    const offsets = Array.from({ length: peopleCount + 1 }, () => skews.below(2 * skewMsMax) - skewMsMax);
    const clockOf = (person: number): Clock => ({
      now: () => this.timeline.now() + (offsets[person] ?? 0),
      after: (delayMs, callback) => this.timeline.after(delayMs, callback),
    });
    this.company = engine.start({ schema, doc, peopleCount, clockOf });
    const random = seededRandom(seed ^ 0x11e7);
    const line = (person: number, deliver: (message: Uint8Array) => void): OneWay =>
      new OneWay({
        timeline: this.timeline,
        random,
        channel: engine.channel,
        conditions: () => this.ownConditions.get(person) ?? this.conditions,
        deliver,
      });
    const people = Array.from({ length: peopleCount }, (_, person) => person);
    this.toRelay = people.map((person) =>
      line(person, (message) => {
        this.company.relay.receive(person, message);
        this.passOn();
      }),
    );
    this.fromRelay = people.map((person) => line(person, (message) => this.receive(person, message)));
    if (engine.pollsEveryMs !== null) for (const person of people) this.poll(person);
  }

  get replicas(): readonly Replica[] {
    return this.company.replicas;
  }

  replica(person: number): Replica {
    const replica = this.company.replicas[person];
    assert(replica !== undefined, "a person of this room");
    return replica;
  }

  /** Lets a person do something, which is sent if the line is up. */
  act(person: number, deed: (replica: Replica) => void): void {
    deed(this.replica(person));
    this.lastChangeMs = this.timeline.now();
    if (this.engine.pollsEveryMs === null) this.sendOf(person);
  }

  /** Whether everybody has everything, as far as can be told from outside. */
  get isQuiet(): boolean {
    if (this.replicas.some((_, person) => this.isCut(person))) return false;
    const polls = this.engine.pollsEveryMs;
    return polls === null
      ? this.timeline.isIdle
      : this.timeline.now() >= this.lastChangeMs + quietPolls * polls;
  }

  /** When a document last changed, by an edit or a message. */
  get changedAtMs(): number {
    return this.lastChangeMs;
  }

  isCut(person: number): boolean {
    return this.toRelay[person]?.isCut ?? true;
  }

  /** From now on a person's line is like this, both ways. */
  setConditions(person: number, conditions: Conditions): void {
    this.ownConditions.set(person, conditions);
  }

  cut(person: number): void {
    for (const way of [this.toRelay[person], this.fromRelay[person]]) way?.cut();
  }

  mend(person: number): void {
    if (!this.isCut(person)) return;
    for (const way of [this.toRelay[person], this.fromRelay[person]]) way?.mend();
    if (this.engine.pollsEveryMs === null) this.sendOf(person);
    this.passOn();
  }

  /** Lets time pass. */
  wait(ms: number): void {
    this.timeline.advance(ms);
  }

  /** Mends all lines and lets time pass until everybody has everything. Returns when the last document changed. */
  settle(): number {
    const from = this.timeline.now();
    for (const person of this.replicas.keys()) this.mend(person);
    const polls = this.engine.pollsEveryMs;
    if (polls === null) while (this.timeline.runNext(from + settleMsMax));
    else {
      this.lastChangeMs = Math.max(this.lastChangeMs, from);
      while (
        this.timeline.now() < this.lastChangeMs + quietPolls * polls &&
        this.timeline.runNext(from + settleMsMax)
      );
    }
    return Math.max(0, this.lastChangeMs - from);
  }

  /** What everybody and the relay sent. */
  traffic(): Traffic {
    const sum: Traffic = { bytes: 0, frames: 0, lost: 0, doubled: 0, overtaken: 0 };
    for (const { traffic } of [...this.toRelay, ...this.fromRelay]) {
      sum.bytes += traffic.bytes;
      sum.frames += traffic.frames;
      sum.lost += traffic.lost;
      sum.doubled += traffic.doubled;
      sum.overtaken += traffic.overtaken;
    }
    return sum;
  }

  private sendOf(person: number): void {
    const way = this.toRelay[person];
    if (!way || way.isCut) return;
    for (const message of this.replica(person).takeMessages()) way.send(message);
  }

  private passOn(): void {
    for (const [person, way] of this.fromRelay.entries()) {
      if (way.isCut) continue;
      for (const message of this.company.relay.takeMessagesFor(person)) way.send(message);
    }
  }

  private receive(person: number, message: Uint8Array): void {
    const replica = this.replica(person);
    const before = replica.doc;
    replica.receive(message);
    if (replica.doc !== before) {
      this.lastChangeMs = this.timeline.now();
      this.onReceived(person, before, replica.doc);
    }
    // What waited for this message may go now.
    if (this.engine.pollsEveryMs === null) this.sendOf(person);
  }

  private poll(person: number): void {
    this.timeline.after(this.engine.pollsEveryMs ?? 0, () => {
      this.sendOf(person);
      this.poll(person);
    });
  }
}
