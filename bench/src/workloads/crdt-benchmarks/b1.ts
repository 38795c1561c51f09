/**
 * B1 of github.com/dmonad/crdt-benchmarks, written anew after its description: one writer, no conflicts, an update
 * per edit. Its B1.8–B1.11 put numbers into an array; here they are words of digits in a text, for every library.
 */
import type { Replica, ReplicaLibrary } from "../../library.ts";
import { expectText, outcome } from "../../measuring/outcome.ts";
import { playAndTake, replicasOf } from "../../measuring/play.ts";
import { SeededRandom } from "../../measuring/random.ts";
import { repeated } from "../../measuring/stopwatch.ts";
import { type Edit, edited, type Trace, traceOf } from "../../traces/trace.ts";
import type { Bench, Outcome, Workload } from "../../workload.ts";
import { N } from "./numbers.ts";

type Generate = (random: SeededRandom) => readonly Edit[];

const insertion = (index: number, inserted: string): Edit => ({ index, deleted: 0, inserted });
const deletion = (index: number, deleted: number): Edit => ({ index, deleted, inserted: "" });
const digits = (random: SeededRandom): string => `${random.between(0, 0x7fff_fffe)} `;

/** N insertions of what `word` gives, each at a random place of the text so far. */
function scatteredWords(random: SeededRandom, word: () => string): readonly Edit[] {
  let length = 0;
  return Array.from({ length: N }, () => {
    const inserted = word();
    const index = random.between(0, length);
    length += inserted.length;
    return insertion(index, inserted);
  });
}

/** N words one after another, or each before all others. */
function wordsInARow(words: readonly string[], where: "after" | "before"): readonly Edit[] {
  let length = 0;
  return words.map((word) => {
    const index = where === "after" ? length : 0;
    length += word.length;
    return insertion(index, word);
  });
}

function insertAndDelete(random: SeededRandom): readonly Edit[] {
  let length = 0;
  return Array.from({ length: N }, () => {
    const index = random.between(0, length);
    if (length === index || random.chance(0.5)) {
      const inserted = random.letters(random.between(2, 10));
      length += inserted.length;
      return insertion(index, inserted);
    }
    const deleted = random.between(1, Math.min(9, length - index));
    length -= deleted;
    return deletion(index, deleted);
  });
}

const numbers = (random: SeededRandom): readonly string[] => Array.from({ length: N }, () => digits(random));

const kinds: readonly (readonly [number: number, title: string, generate: Generate])[] = [
  [1, "append N characters", (random) => wordsInARow([...random.letters(N)], "after")],
  [2, "insert a string of length N", (random) => [insertion(0, random.letters(N))]],
  [3, "prepend N characters", (random) => wordsInARow([...random.letters(N)], "before")],
  [4, "insert N characters at random places", (random) => scatteredWords(random, () => random.letters(1))],
  [
    5,
    "insert N words at random places",
    (random) => scatteredWords(random, () => random.letters(random.between(2, 10))),
  ],
  [6, "insert a string, then delete it", (random) => [insertion(0, random.letters(N)), deletion(0, N)]],
  [7, "insert and delete strings at random places", insertAndDelete],
  [8, "append N numbers", (random) => wordsInARow(numbers(random), "after")],
  [9, "insert N numbers at once", (random) => [insertion(0, numbers(random).join(""))]],
  [10, "prepend N numbers", (random) => wordsInARow(numbers(random), "before")],
  [11, "insert N numbers at random places", (random) => scatteredWords(random, () => digits(random))],
];

/** B1.1 to B1.11. */
export const b1: readonly Workload[] = kinds.map(([number, title, generate]) => ({
  name: `b1.${number}`,
  title: `B1.${number} ${title}`,
  about: `N = ${N}. Timed: the edits of the first replica, an update taken after each; a second one takes them in, untimed.`,
  unit: "ms",
  libraries: "replicas",
  after: null,
  processes: 1,
  budgetMs: 500,
  measure({ library, limits }: Bench): Outcome {
    const edits = generate(new SeededRandom(100 + number));
    return measureB1(replicasOf(library), traceOf(`b1.${number}`, edits, edited("", edits)), limits);
  },
}));

function measureB1({ create }: ReplicaLibrary, trace: Trace, limits: Bench["limits"]): Outcome {
  let updateBytes = 0;
  const ms = repeated(
    {
      prepare: () => ({ replica: create(1, { sends: true }), updates: [] as Uint8Array[] }),
      run: ({ replica, updates }): void => playAndTake(replica, trace, updates),
      check({ replica, updates }): void {
        const other: Replica = create(2, { sends: false });
        for (const update of updates) other.apply(update);
        expectText(other.text(), trace.finalText, trace.name);
        expectText(replica.text(), trace.finalText, trace.name);
        other.free?.();
        updateBytes = updates.reduce((sum, { length }) => sum + length, 0) / trace.indices.length;
      },
      free: ({ replica }) => replica.free?.(),
    },
    limits,
  );
  return outcome(ms, { meanBytes: updateBytes }, "final text on both replicas");
}
