/**
 * Several replicas of one sequence, each held twice: by `Sequence` and by its slow twin. Facts go from one to
 * another in any causal order. Random histories in one place, with long absences, because that is where order
 * is decided.
 */
import type { Random } from "@weft/base";
import { expect } from "vitest";
import { OpSpace, type Place, parseReplicaId, RIGHT, Sequence, START } from "../src/index.ts";
import { SlowSequence } from "./slow-sequence.ts";

type Fact = {
  readonly writer: number;
  readonly counter: number;
  readonly length: number;
  readonly lamport: number;
} & (
  | {
      readonly type: "insert";
      readonly parent: number;
      readonly parentCounter: number;
      readonly side: 0 | 1;
      readonly text: string;
    }
  | {
      readonly type: "cover";
      readonly target: number;
      readonly targetCounter: number;
      readonly delta: 1 | -1;
    }
);

/** What a history really held, so that a test can insist on it. */
export interface Coverage {
  inserts: number;
  covers: number;
  uncovers: number;
  /** Inserts beside siblings while something newer was there: the whole rule was needed. */
  contested: number;
  leftChildren: number;
}

class Member {
  readonly space: OpSpace;
  readonly fast: Sequence;
  readonly slow: SlowSequence;
  /** How many facts of each writer have been applied here. */
  readonly seen: number[] = [];
  /** Own covers that are in force. */
  readonly covered: { target: number; targetCounter: number; length: number }[] = [];

  constructor(id: string) {
    this.space = new OpSpace(parseReplicaId(id)!);
    this.fast = new Sequence(this.space);
    this.slow = new SlowSequence(this.space);
  }
}

export class SequenceWorld {
  readonly members: Member[];
  readonly coverage: Coverage = { inserts: 0, covers: 0, uncovers: 0, contested: 0, leftChildren: 0 };
  private readonly facts: Fact[][];
  private readonly random: Random;
  private readonly ids: string[];

  constructor(random: Random, size: number) {
    this.random = random;
    this.ids = Array.from({ length: size }, () =>
      [...random.bytes(8)].map((b) => b.toString(16).padStart(2, "0")).join(""),
    );
    this.members = this.ids.map((id) => new Member(id));
    this.facts = this.ids.map(() => []);
    for (const member of this.members) member.seen.push(...this.ids.map(() => 0));
  }

  /** One replica types straight after the element at `rank` - 1, by its own rule or, if told, anywhere. */
  insert(writer: number, rank: number, text: string, place?: Place): void {
    const member = this.members[writer]!;
    const at = rank === 0 ? { replica: -1, counter: 0 } : member.slow.elementAtRank(rank - 1);
    const own = member.fast.placeAfter(at.replica, at.counter);
    expect(own).toEqual(member.slow.placeAfter(at.replica, at.counter));
    const chosen = place ?? own;
    const run = member.space.allocate(text.length);
    const parent = chosen.parentReplica < 0 ? -1 : this.writerOf(member, chosen.parentReplica);
    this.publish(writer, {
      type: "insert",
      writer,
      counter: run.counter,
      length: text.length,
      lamport: run.lamport,
      parent,
      parentCounter: chosen.parentCounter,
      side: chosen.side,
      text,
    });
  }

  cover(writer: number, from: number, to: number): void {
    const member = this.members[writer]!;
    member.slow.runsByRank(from, to, (replica, counter, length) => {
      const target = this.writerOf(member, replica);
      member.covered.push({ target, targetCounter: counter, length });
      this.publishCover(writer, { target, targetCounter: counter, length }, 1);
    });
  }

  uncover(writer: number): void {
    const { covered } = this.members[writer]!;
    const [taken] = covered.splice(this.random.below(covered.length), 1);
    if (taken) this.publishCover(writer, taken, -1);
  }

  /** Lets `reader` see one more fact of `writer`, if its causes are there. */
  deliver(reader: number, writer: number): boolean {
    const member = this.members[reader]!;
    const fact = this.facts[writer]![member.seen[writer]!];
    if (!fact || reader === writer) return false;
    const [cause, last] =
      fact.type === "insert"
        ? [fact.parent, fact.parentCounter]
        : [fact.target, fact.targetCounter + fact.length - 1];
    if (
      cause >= 0 &&
      member.space.known(member.space.replicas.indexOf(parseReplicaId(this.ids[cause]!)!)) <= last
    ) {
      return false;
    }
    const index = member.space.replicas.indexOf(parseReplicaId(this.ids[writer]!)!);
    member.space.accept(index, fact.counter, fact.type === "insert" ? fact.length : 1, fact.lamport);
    member.seen[writer]!++;
    this.apply(member, fact);
    return true;
  }

  /** Lets everybody see everything. */
  settle(): void {
    for (let progress = true; progress; ) {
      progress = false;
      for (const reader of this.members.keys()) {
        for (const writer of this.members.keys()) while (this.deliver(reader, writer)) progress = true;
      }
    }
  }

  /** Throws unless every replica agrees with its twin, and after `settle` with every other. */
  compareAll(): void {
    for (const member of this.members) compare(member);
  }

  compareWithEachOther(): void {
    const [first, ...others] = this.members.map((member) => this.orderOf(member));
    for (const other of others) expect(other).toEqual(first);
  }

  private orderOf(member: Member): string[] {
    const order: string[] = [];
    member.fast.runsByRank(0, member.fast.totalLength, (replica, counter, length, visible) => {
      for (let k = 0; k < length; k++)
        order.push(`${this.writerOf(member, replica)}/${counter + k}/${visible}`);
    });
    return order;
  }

  private writerOf(member: Member, replica: number): number {
    return this.ids.indexOf(member.space.replicas.idAt(replica));
  }

  private publishCover(
    writer: number,
    range: { target: number; targetCounter: number; length: number },
    delta: 1 | -1,
  ): void {
    const { counter, lamport } = this.members[writer]!.space.allocate(1);
    this.publish(writer, { type: "cover", writer, counter, lamport, ...range, delta });
  }

  private publish(writer: number, fact: Fact): void {
    this.facts[writer]!.push(fact);
    this.members[writer]!.seen[writer]!++;
    this.apply(this.members[writer]!, fact);
  }

  private apply(member: Member, fact: Fact): void {
    const indexOf = (writer: number): number =>
      member.space.replicas.indexOf(parseReplicaId(this.ids[writer]!)!);
    const replica = indexOf(fact.writer);
    if (fact.type === "cover") {
      const before = [...member.slow.text()];
      this.coverage[fact.delta === 1 ? "covers" : "uncovers"]++;
      const target = indexOf(fact.target);
      member.slow.cover(target, fact.targetCounter, fact.length, fact.delta, () => undefined);
      member.fast.cover(
        target,
        fact.targetCounter,
        fact.length,
        fact.delta,
        (position, length, shown, rank) => {
          for (let k = 0; k < length; k++) {
            const { replica, counter } = member.fast.elementAtRank(rank + k);
            expect(member.fast.isVisible(replica, counter)).toBe(shown);
          }
          expect(member.fast.positionOfRank(rank)).toBe(position);
          const text = shown ? member.fast.text(position, position + length) : "";
          before.splice(position, shown ? 0 : length, ...text);
        },
      );
      expect(before.join("")).toBe(member.slow.text());
      return;
    }
    const place =
      fact.parent < 0
        ? START
        : { parentReplica: indexOf(fact.parent), parentCounter: fact.parentCounter, side: fact.side };
    this.coverage.inserts++;
    if (fact.side !== RIGHT) this.coverage.leftChildren++;
    if (this.isContested(member, fact.lamport, place)) this.coverage.contested++;
    const run = { replica, counter: fact.counter, length: fact.length, place, text: fact.text };
    const expected = member.slow.insert(run);
    expect(member.fast.insert(run)).toBe(expected);
  }

  private isContested(member: Member, lamport: number, place: Place): boolean {
    const { slow, space } = member;
    for (let rank = 0; rank < slow.totalLength; rank++) {
      const { replica, counter } = slow.elementAtRank(rank);
      const other = slow.placeOf(replica, counter);
      const same = other.parentReplica === place.parentReplica && other.parentCounter === place.parentCounter;
      if (same && other.side === place.side && space.lamportOf(replica, counter) >= lamport) return true;
    }
    return false;
  }
}

function compare({ fast, slow }: Member): void {
  expect(fast.totalLength).toBe(slow.totalLength);
  expect(fast.visibleLength).toBe(slow.visibleLength);
  expect(fast.text()).toBe(slow.text());
  const visit = (sequence: Sequence | SlowSequence): unknown[] => {
    const seen: unknown[] = [];
    sequence.runsByRank(0, sequence.totalLength, (...run) => seen.push(run));
    sequence.runs(0, sequence.visibleLength, (...run) => seen.push(run));
    return seen;
  };
  expect(visit(fast)).toEqual(visit(slow));
  for (let rank = 0; rank < slow.totalLength; rank++) {
    const { replica, counter } = slow.elementAtRank(rank);
    expect(fast.elementAtRank(rank)).toEqual({ replica, counter });
    expect(fast.placeOf(replica, counter)).toEqual(slow.placeOf(replica, counter));
    expect(fast.rankOf(replica, counter)).toBe(rank);
    expect(fast.positionOf(replica, counter)).toBe(slow.positionOf(replica, counter));
    expect(fast.isVisible(replica, counter)).toBe(slow.isVisible(replica, counter));
  }
}
