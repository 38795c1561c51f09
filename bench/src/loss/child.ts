/** One process: many histories of one engine; prints what came of them as one line of JSON. */
import { parseArgs } from "node:util";
import { getSchema } from "@tiptap/core";
import { editorExtensions } from "@weft/tiptap";
import { engines } from "./engines/index.ts";
import { type HistoryOutcome, playHistory } from "./history.ts";
import { Summary } from "./summary.ts";

const { values } = parseArgs({
  options: {
    engine: { type: "string", default: "" },
    alone: { type: "string", default: "1" },
    seed: { type: "string", default: "1" },
    runs: { type: "string", default: "1" },
    /** Prints every edit of the histories. */
    story: { type: "boolean", default: false },
  },
});

const schema = getSchema(editorExtensions());
const engine = engines[values.engine];
if (!engine) print(Object.values(engines).map(({ name, title, packages }) => ({ name, title, packages })));
else {
  const summary = new Summary();
  const first = Number(values.seed);
  for (let seed = first; seed < first + Number(values.runs); seed++) {
    const plan = { schema, seed, editsAlone: Number(values.alone) };
    const tell = values.story ? (line: string) => process.stdout.write(`${line}\n`) : undefined;
    const outcome: HistoryOutcome = playHistory(engine, plan, tell);
    if (values.story) process.stdout.write(`${outcome.suspects || "nothing lost"}\n`);
    summary.add(seed, outcome);
  }
  print(summary);
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
