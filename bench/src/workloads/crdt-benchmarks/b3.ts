/**
 * B3 of github.com/dmonad/crdt-benchmarks, written anew after its description: 1,540 writers who know nothing of each
 * other each make one edit, and one replica takes them all in. Its B3.1–B3.3 set a key of a map, which a text does not
 * have: here each value is inserted as text at one place, for every library. B3.4 puts the writer's number at the
 * start of a list; B3.5 does it in a text.
 */
import type { Replica, ReplicaLibrary } from "../../library.ts";
import { expectSameCharacters, expectText, outcome } from "../../measuring/outcome.ts";
import { replicasOf } from "../../measuring/play.ts";
import { repeated } from "../../measuring/stopwatch.ts";
import type { Bench, Outcome, Workload } from "../../workload.ts";
import { clients } from "./numbers.ts";

const kinds: readonly (readonly [number: number, title: string, value: (client: number) => string])[] = [
  [1, "writers insert a number", (client) => `${client}\n`],
  [2, "writers insert an object", (client) => `${JSON.stringify({ name: `${client}`, address: "here" })}\n`],
  [3, "writers insert a long string", (client) => `${client}`.repeat(clients)],
  [4, "writers insert an item", (client) => `"${client}",`],
  [5, "writers insert their number at one place of a text", (client) => `${client}`],
];

/** B3.1 to B3.5. */
export const b3: readonly Workload[] = kinds.map(([number, title, value]) => ({
  name: `b3.${number}`,
  title: `B3.${number} ${clients.toLocaleString("en")} ${title}`,
  about: `Timed: a fresh replica takes in the ${clients.toLocaleString("en")} updates one by one. A second one does so in the opposite order, untimed, and must agree. \`updateBytes\` is their sum.`,
  unit: "ms",
  libraries: "replicas",
  after: null,
  processes: 1,
  budgetMs: 500,
  measure: ({ library, limits }: Bench) => measureB3(replicasOf(library), value, limits),
}));

function measureB3(
  library: ReplicaLibrary,
  value: (client: number) => string,
  limits: Bench["limits"],
): Outcome {
  const values = Array.from({ length: clients }, (_, client) => value(client));
  const updates = values.map((text, client) => {
    const replica = library.create(client + 1, { sends: true });
    replica.insert(0, text);
    const update = replica.takeUpdate();
    if (!update) throw new Error("an edit without an update");
    const bytes = update.slice();
    replica.free?.();
    return bytes;
  });
  let opposite: string | null = null;
  const ms = repeated(
    {
      prepare: () => library.create(0, { sends: false }),
      run(replica: Replica): void {
        for (const update of updates) replica.apply(update);
      },
      check(replica): void {
        if (opposite === null) {
          const other = library.create(0, { sends: false });
          for (const update of updates.toReversed()) other.apply(update);
          opposite = other.text();
          expectSameCharacters(opposite, values.join(""), "all values");
          other.free?.();
        }
        expectText(replica.text(), opposite, "the same updates in the opposite order");
      },
      free: (replica) => replica.free?.(),
    },
    limits,
  );
  const updateBytes = updates.reduce((sum, { length }) => sum + length, 0);
  return outcome(ms, { updateBytes }, "the same text in the opposite order, every value");
}
