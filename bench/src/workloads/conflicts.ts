/** Shapes that hurt: many at one place, and edits all over a large text. */
import type { Replica, ReplicaLibrary } from "../library.ts";
import { expectSameCharacters, expectText, outcome } from "../measuring/outcome.ts";
import { replicasOf } from "../measuring/play.ts";
import { SeededRandom } from "../measuring/random.ts";
import { repeated } from "../measuring/stopwatch.ts";
import type { Bench, Outcome, Workload } from "../workload.ts";

const base = { unit: "ms", libraries: "replicas", after: null, processes: 1, budgetMs: 1_200 } as const;

const backwardsCount = 6_000;

/** Two writers, each going back before every character, at the same place; then all of it is exchanged one by one. */
export const backwards: Workload = {
  ...base,
  name: "backwards",
  title: `two write ${backwardsCount.toLocaleString("en")} characters backwards at one place`,
  about:
    "Two replicas of one text; each writer types between its two brackets and goes back before each character, an update each; then both take in the other's updates one by one. Writing and merging are timed together. `ratio` is the time of twice as many characters over this one: 2 is linear. `interleaved` is 1 if the two runs came out mixed.",
  measure({ library, limits }: Bench): Outcome {
    const replicas = replicasOf(library);
    const once = new Backwards(replicas, backwardsCount);
    const twice = new Backwards(replicas, 2 * backwardsCount);
    const ms = repeated(once, limits);
    const twiceMs = repeated(twice, limits).median;
    const values = { ratio: twiceMs / ms.median, twiceMs, interleaved: Number(once.interleaved) };
    return outcome(ms, values, "both replicas agree, no character lost or doubled");
  },
};

interface Pair {
  readonly writers: readonly [Replica, Replica];
  readonly updates: readonly [Uint8Array[], Uint8Array[]];
}

class Backwards {
  interleaved = false;
  private readonly library: ReplicaLibrary;
  private readonly count: number;

  constructor(library: ReplicaLibrary, count: number) {
    this.library = library;
    this.count = count;
  }

  prepare(): Pair {
    const writers = [1, 2].map((writer) => this.library.create(writer, { sends: true }));
    const [first, second] = writers;
    if (!first || !second) throw new Error("two writers are needed");
    first.insert(0, "[]");
    const start = first.takeUpdate();
    if (start) second.apply(start);
    return { writers: [first, second], updates: [[], []] };
  }

  run({ writers, updates }: Pair): void {
    for (const side of [0, 1] as const) {
      const writer = writers[side];
      for (let typed = 0; typed < this.count; typed++) {
        writer.insert(1, "ab"[side] ?? "");
        const update = writer.takeUpdate();
        if (update) updates[side].push(update);
      }
    }
    for (const update of updates[1]) writers[0].apply(update);
    for (const update of updates[0]) writers[1].apply(update);
  }

  check({ writers }: Pair): void {
    const text = writers[0].text();
    expectText(writers[1].text(), text, "the other writer's text");
    const a = "a".repeat(this.count);
    const b = "b".repeat(this.count);
    expectSameCharacters(text, `[${a}${b}]`, "two runs");
    if (text !== `[${a}${b}]` && text !== `[${b}${a}]`) this.interleaved = true;
  }

  free({ writers }: Pair): void {
    for (const writer of writers) writer.free?.();
  }
}

/** The shape that is worst for an index of runs: single characters at random places of a large text, by many. */
export const scattered: Workload = {
  ...base,
  name: "scattered",
  title: "100 replicas edit single characters all over a 1 MB text",
  about:
    "Every replica loads the same 1 MB text and makes 100 edits at random places, half of them insertions, half deletions of one character, an update each. Timed: one more replica that holds the text takes in all 10,000 updates one by one, a message of each writer in turn. `localMs` is one replica making 10,000 such edits alone.",
  measure({ library, limits, quick }: Bench): Outcome {
    const replicas = replicasOf(library);
    const scene = scatteredScene(replicas, quick ? 10 : 100, 100);
    const open = (): Replica => replicas.load(scene.saved, scene.form, 9_999, { sends: false });
    const free = (replica: Replica): void => replica.free?.();
    let first: string | null = null;
    const ms = repeated(
      {
        prepare: open,
        run(replica: Replica): void {
          for (const update of scene.inTurn) replica.apply(update);
        },
        check(replica): void {
          if (first === null) {
            const other = open();
            for (const update of scene.oneAfterAnother) other.apply(update);
            first = other.text();
            other.free?.();
          }
          expectText(replica.text(), first, "the same updates in another order");
          if (!first.includes(scene.mark)) throw new Error("the untouched middle has changed");
        },
        free,
      },
      limits,
    );
    const random = new SeededRandom(4);
    const local = repeated(
      { prepare: open, run: (replica) => scatter(replica, random, scene.inTurn.length), free },
      limits,
    );
    const bytes = scene.inTurn.reduce((sum, update) => sum + update.length, 0);
    const values = { localMs: local.median, meanBytes: bytes / scene.inTurn.length };
    return outcome(ms, values, "the same text in another order of messages");
  },
};

interface Scene {
  readonly saved: Uint8Array;
  readonly form: string;
  readonly mark: string;
  readonly inTurn: readonly Uint8Array[];
  readonly oneAfterAnother: readonly Uint8Array[];
}

const textLength = 1 << 20;
/** Nobody edits the last part of the text, where the mark stands. */
const markLength = 64;

function scatteredScene(library: ReplicaLibrary, writers: number, edits: number): Scene {
  const form = library.saveForms[0]?.name ?? "";
  const random = new SeededRandom(3);
  const author = library.create(1, { sends: false });
  const mark = random.letters(markLength);
  author.insert(0, random.letters(textLength - markLength) + mark);
  const saved = author.save(form);
  author.free?.();
  const byWriter: Uint8Array[][] = [];
  for (let writer = 0; writer < writers; writer++) {
    const replica = library.load(saved, form, 2 + writer, { sends: true });
    byWriter.push(scatter(replica, random, edits));
    if (byWriter.at(-1)?.length !== edits) throw new Error("an edit without an update");
    replica.free?.();
  }
  const inTurn: Uint8Array[] = [];
  for (let edit = 0; edit < edits; edit++)
    for (const updates of byWriter) {
      const update = updates[edit];
      if (update) inTurn.push(update);
    }
  return { saved, form, mark, inTurn, oneAfterAnother: byWriter.flat() };
}

/** Edits single characters at random places. Gives the updates. */
function scatter(replica: Replica, random: SeededRandom, edits: number): Uint8Array[] {
  const updates: Uint8Array[] = [];
  for (let edit = 0; edit < edits; edit++) {
    const index = random.between(0, textLength - 2 * markLength - edits);
    if (edit % 2 === 0) replica.insert(index, random.letters(1));
    else replica.delete(index, 1);
    const update = replica.takeUpdate();
    if (update) updates.push(update.slice());
  }
  return updates;
}
