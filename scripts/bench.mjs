/** `npm run bench`: measures, judges, and writes `bench/RESULTS.md`, `bench/results.json` and `bench/results.svg`. */
import { runTypeScript } from "./type-script.mjs";
import { ensureBuilt, ensureInstalled } from "./workspace.mjs";

await ensureInstalled();
await ensureBuilt();
const { bench } = await runTypeScript("scripts/bench/main.ts");
process.exit(await bench(process.argv.slice(2)));
