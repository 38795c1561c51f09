/**
 * `npm run fuzz`: the random tests of every layer again and again with fresh seeds, many more rounds each, until
 * the time is up. A failure names its seed; the run goes on to the end of its round and then stops with it. What a
 * healthy client notices of hostile frames is measured once at the end.
 */
import { parseArgs } from "node:util";
import { seedCeiling, seedFrom } from "./seed.mjs";
import { ensureInstalled, run, runTool } from "./workspace.mjs";

const usage = `npm run fuzz [-- --minutes N] [--seed N] [--only NAME] [--histories N]

  --minutes N    how long to begin new rounds (10)
  --seed N       the first seed (drawn and printed unless given)
  --only NAME    one of rga, richtext, tiptap, interchange, sync, server
  --histories N  one round of rga with about N random histories of each kind, which it counts (100000 take an hour);
                 with --only tiptap N histories of three replicas, some 65 transactions each, with their fix-ups;
                 with --only server N histories of the server and its clients in virtual time (100000 take an hour)`;

/** Histories that a random test of rga runs every day: `WEFT_FUZZ` multiplies them. */
const RGA_HISTORIES = 50;

/** What each layer's random tests read: how many rounds, and where seeds begin. */
/** @type {Record<string, { readonly files: readonly string[], readonly settings: (seed: number) => Record<string, string> }>} */
const layers = {
  rga: {
    files: ["laws", "sequence", "order", "classic", "interleaving", "fuzz"],
    settings: (seed) => ({
      WEFT_FIRST_SEED: String(seed),
      WEFT_FUZZ: String(histories > 0 ? Math.ceil(histories / RGA_HISTORIES) : 20),
    }),
  },
  richtext: {
    files: ["twin", "raw-ops", "loss", "bytes", "reauthor", "laws", "undo", "moves"],
    settings: (seed) => ({ WEFT_SEED: String(seed), WEFT_RUNS: "200" }),
  },
  interchange: {
    files: ["laws"],
    settings: (seed) => ({ WEFT_SEED: String(seed), WEFT_RUNS: "1000" }),
  },
  tiptap: {
    files: ["fuzz"],
    settings: (seed) => ({
      WEFT_FIRST_SEED: String(seed),
      WEFT_RUNS: String(histories > 0 ? histories : 600),
    }),
  },
  sync: {
    files: ["simulation", "presence"],
    settings: (seed) => ({ WEFT_SEED: String(seed), WEFT_RUNS: "50" }),
  },
  server: {
    files: ["hostile", "simulation", "torn", "unloading"],
    settings: (seed) => ({
      WEFT_SEED: String(seed),
      WEFT_FUZZ: "10",
      ...(histories > 0 ? { WEFT_HISTORIES: String(histories) } : {}),
    }),
  },
};

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "10" },
    seed: { type: "string" },
    only: { type: "string" },
    histories: { type: "string", default: "0" },
    help: { type: "boolean" },
  },
});
if (values.help) {
  console.log(usage);
  process.exit(0);
}
if (values.only && !layers[values.only]) {
  console.error(usage);
  process.exit(2);
}
const histories = Number(values.histories);
if (histories > 0) {
  if (values.only !== "tiptap" && values.only !== "server") values.only = "rga";
  values.minutes = "0";
}
await ensureInstalled();
const first = seedFrom(values.seed);
const deadline = performance.now() + Number(values.minutes) * 60_000;
console.log(`first seed ${first}, new rounds for ${values.minutes} minutes`);
let rounds = 0;
let seed = first;
do {
  for (const [name, { files, settings }] of Object.entries(layers)) {
    if (values.only && values.only !== name) continue;
    const exitCode = await runTool("vitest", ["run", "--project", name, ...files, "--testTimeout=3600000"], {
      env: settings(seed),
      // The tests print how many histories they run, and of which seeds.
      quiet: histories === 0,
    });
    console.log(`round ${rounds + 1}, ${name}, seed ${seed}: ${exitCode === 0 ? "passed" : "FAILED"}`);
    if (exitCode !== 0) process.exit(1);
  }
  rounds++;
  seed = (seed + 1000) % seedCeiling;
} while (performance.now() < deadline);
console.log(`${rounds} rounds passed`);
if (histories === 0 && (!values.only || values.only === "server")) {
  console.log("beside hostile frames (npm run load -- --only hostile):");
  // Times depend on what else the machine does: they are told, and fail nothing here.
  await run(process.execPath, ["scripts/load.mjs", "--only", "hostile", "--servers", "weft"]);
}
