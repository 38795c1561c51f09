/**
 * B2 of github.com/dmonad/crdt-benchmarks, written anew after its description: two writers with the same 100
 * characters each make many edits in one transaction, apart from each other; then each takes in the other's one update.
 */
import { gzipSync } from "node:zlib";
import type { Replica, ReplicaLibrary } from "../../library.ts";
import { bestOf, expectText } from "../../measuring/outcome.ts";
import { replicasOf } from "../../measuring/play.ts";
import { SeededRandom } from "../../measuring/random.ts";
import { repeated } from "../../measuring/stopwatch.ts";
import type { Edit } from "../../traces/trace.ts";
import type { Bench, Outcome, Part, Workload } from "../../workload.ts";
import { N } from "./numbers.ts";

type Generate = (random: SeededRandom, length: number) => readonly Edit[];

const startLength = 100;

const insertion = (index: number, inserted: string): Edit => ({ index, deleted: 0, inserted });

function scattered(random: SeededRandom, start: number, low: number, high: number): readonly Edit[] {
  let length = start;
  return Array.from({ length: N }, () => {
    const inserted = random.letters(random.between(low, high));
    const index = random.between(0, length);
    length += inserted.length;
    return insertion(index, inserted);
  });
}

function insertAndDelete(random: SeededRandom, start: number): readonly Edit[] {
  const edits: Edit[] = [];
  let length = start;
  for (let round = 0; round < N; round++) {
    const index = random.between(0, length);
    const word = random.letters(random.between(3, 9));
    length += word.length;
    edits.push(insertion(index, word));
    if (length === index || random.chance(0.5)) {
      const another = random.letters(random.between(2, 10));
      length += another.length;
      edits.push(insertion(index, another));
    } else {
      const deleted = random.between(1, Math.min(9, length - index));
      length -= deleted;
      edits.push({ index, deleted, inserted: "" });
    }
  }
  return edits;
}

const kinds: readonly (readonly [number: number, title: string, generate: Generate])[] = [
  [1, "two insert a string of length N at index 0", (random) => [insertion(0, random.letters(N))]],
  [2, "two insert N characters at random places", (random, length) => scattered(random, length, 1, 1)],
  [3, "two insert N words at random places", (random, length) => scattered(random, length, 3, 9)],
  [4, "two insert and delete at random places", insertAndDelete],
];

/** B2.1 to B2.4. */
export const b2: readonly Workload[] = kinds.map(([number, title, generate]) => ({
  name: `b2.${number}`,
  title: `B2.${number} ${title}`,
  about: `N = ${N}. Timed: both transactions, both updates made and taken in. \`updateBytes\` is the mean of the two.`,
  unit: "ms",
  libraries: "replicas",
  after: null,
  processes: 1,
  budgetMs: 700,
  measure({ library, limits }: Bench): Outcome {
    const random = new SeededRandom(200 + number);
    const start = random.letters(startLength);
    const edits = [generate(random, startLength), generate(random, startLength)] as const;
    return measureB2(replicasOf(library), { start, edits }, limits);
  },
}));

interface Pair {
  readonly first: Replica;
  readonly second: Replica;
  updates: readonly Uint8Array[];
}

function measureB2(
  library: ReplicaLibrary,
  { start, edits }: { readonly start: string; readonly edits: readonly [readonly Edit[], readonly Edit[]] },
  limits: Bench["limits"],
): Outcome {
  const parts: Record<string, Part> = {};
  const grown = edits.flat().reduce((sum, { inserted }) => sum + inserted.length, start.length);
  for (const form of library.batchForms) {
    let sent: readonly Uint8Array[] = [];
    const ms = repeated<Pair>(
      {
        prepare: () => synced(library, start, form),
        run: (pair) => exchange(pair, edits, form),
        check({ first, second, updates }): void {
          expectText(second.text(), first.text(), "the other writer's text");
          const length = first.text().length;
          const deletes = edits.flat().some(({ deleted }) => deleted > 0);
          if (deletes ? length >= grown : length !== grown)
            throw new Error("characters were lost or doubled");
          sent = updates;
        },
        free({ first, second }): void {
          first.free?.();
          second.free?.();
        },
      },
      limits,
    );
    const mean = (size: (update: Uint8Array) => number): number =>
      sent.reduce((sum, update) => sum + size(update), 0) / sent.length;
    const values = {
      updateBytes: mean(({ length }) => length),
      gzipBytes: mean((update) => gzipSync(update, { level: 9 }).length),
    };
    parts[form] = { ms, values };
  }
  return bestOf(parts, "both replicas agree, and their length");
}

function synced(library: ReplicaLibrary, start: string, form: string): Pair {
  const first = library.create(1, { sends: true });
  const second = library.create(2, { sends: true });
  first.insert(0, start);
  second.applyBatch(first.takeBatch(form), form);
  return { first, second, updates: [] };
}

function exchange(pair: Pair, edits: readonly [readonly Edit[], readonly Edit[]], form: string): void {
  const { first, second } = pair;
  write(first, edits[0]);
  write(second, edits[1]);
  const [fromFirst, fromSecond] = [first.takeBatch(form), second.takeBatch(form)];
  first.applyBatch(fromSecond, form);
  second.applyBatch(fromFirst, form);
  pair.updates = [fromFirst, fromSecond];
}

function write(replica: Replica, edits: readonly Edit[]): void {
  replica.transact(() => {
    for (const { index, deleted, inserted } of edits) {
      if (deleted > 0) replica.delete(index, deleted);
      else replica.insert(index, inserted);
    }
  });
}
