/** `npm run load`: many writers in one room of the real server; prints how long an edit takes to reach them all. */
import { runTypeScript } from "./type-script.mjs";
import { ensureBuilt, ensureInstalled } from "./workspace.mjs";

await ensureInstalled();
await ensureBuilt();
const { load } = await runTypeScript("scripts/load/load.ts");
process.exit(await load(process.argv.slice(2)));
