/** `npm run bench`: measures, judges, and writes `bench/RESULTS.md` and `bench/results.json`. */
import { runTypeScript } from "./type-script.mjs";
import { ensureBuilt, ensureInstalled } from "./workspace.mjs";

await ensureInstalled();
await ensureBuilt();
const { bench } = await runTypeScript("scripts/bench/main.ts");
process.exit(await bench(process.argv.slice(2)));
