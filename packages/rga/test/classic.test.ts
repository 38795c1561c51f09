/**
 * Logs without left children, as every program wrote them that had no sides: the order is that of classic RGA,
 * here as its paper has it (Roh et al., "Replicated abstract data types", 2011): a linked list, in which an insertion
 * goes behind its left neighbour and then past everything newer than itself.
 */
import { type Random, seededRandom } from "@weft/base";
import { expect, test } from "vitest";
import { OpSpace, parseReplicaId, RIGHT, Sequence, START } from "../src/index.ts";
import { withSeeds } from "./seed.ts";

interface Insertion {
  readonly writer: number;
  readonly counter: number;
  readonly lamport: number;
  /** The element it was typed after, null for the start. */
  readonly after: Insertion | null;
}

/** The list of classic RGA, insertions in any causal order. */
class ClassicList {
  readonly order: Insertion[] = [];

  insert(insertion: Insertion): void {
    let at = insertion.after === null ? 0 : this.order.indexOf(insertion.after) + 1;
    while (at < this.order.length && isNewer(this.order[at]!, insertion)) at++;
    this.order.splice(at, 0, insertion);
  }
}

function isNewer(a: Insertion, b: Insertion): boolean {
  return a.lamport !== b.lamport ? a.lamport > b.lamport : a.writer > b.writer;
}

const ids = ["00000000000000aa", "00000000000000bb", "00000000000000cc"].map((id) => parseReplicaId(id)!);

/** What three writers typed after elements that they had seen, in an order in which causes come first. */
function history(random: Random): Insertion[] {
  const log: Insertion[] = [];
  const seen = ids.map(() => [] as Insertion[]);
  const counters = ids.map(() => 0);
  for (let round = 0; round < 60; round++) {
    const writer = random.below(ids.length);
    const mine = seen[writer]!;
    if (random.below(3) === 0) {
      const other = seen[random.below(ids.length)]!;
      for (const insertion of other) if (!mine.includes(insertion)) mine.push(insertion);
      continue;
    }
    const near = Math.min(mine.length, 1 + random.below(4));
    const after = random.below(8) === 0 ? null : (mine[mine.length - near] ?? null);
    const lamport = Math.max(-1, ...mine.map((insertion) => insertion.lamport)) + 1;
    const insertion = { writer, counter: counters[writer]!++, lamport, after };
    mine.push(insertion);
    log.push(insertion);
  }
  return log;
}

/** The same facts in another order, causes and a writer's own earlier ones first. */
function shuffled(log: readonly Insertion[], random: Random): Insertion[] {
  const left = [...log];
  const done = new Set<Insertion>();
  while (left.length > 0) {
    const ready = left.filter(
      (insertion) =>
        (insertion.after === null || done.has(insertion.after)) &&
        !left.some((other) => other.writer === insertion.writer && other.counter < insertion.counter),
    );
    const next = ready[random.below(ready.length)]!;
    done.add(next);
    left.splice(left.indexOf(next), 1);
  }
  return [...done];
}

test("[RGA-5] a log without left children is ordered exactly as by classic RGA, in whatever order it comes", () => {
  let contested = 0;
  withSeeds(100, (seed) => {
    const random = seededRandom(seed);
    const log = history(random);
    const classic = new ClassicList();
    for (const insertion of log) classic.insert(insertion);
    if (log.some((a) => log.some((b) => a !== b && a.after === b.after))) contested++;
    const space = new OpSpace(parseReplicaId("00000000000000dd")!);
    const sequence = new Sequence(space);
    const indexes = ids.map((id) => space.replicas.indexOf(id));
    for (const { writer, counter, lamport, after } of shuffled(log, random)) {
      const replica = indexes[writer]!;
      const place = after
        ? { parentReplica: indexes[after.writer]!, parentCounter: after.counter, side: RIGHT }
        : START;
      space.accept(replica, counter, 1, lamport);
      sequence.insert({ replica, counter, length: 1, place, text: "x" });
    }
    const order: string[] = [];
    sequence.runsByRank(0, sequence.totalLength, (replica, counter, length) => {
      for (let k = 0; k < length; k++) order.push(`${indexes.indexOf(replica)}/${counter + k}`);
    });
    expect(order).toEqual(classic.order.map(({ writer, counter }) => `${writer}/${counter}`));
  });
  if (process.env.WEFT_SEED === undefined) expect(contested).toBeGreaterThan(25);
});
