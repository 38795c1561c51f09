/** `npm run load`: our server and its peers under many clients; writes bench/LOAD.md. */
import { runTypeScript } from "./type-script.mjs";
import { ensureBuilt, ensureInstalled } from "./workspace.mjs";

await ensureInstalled();
await ensureBuilt();
const { load } = await runTypeScript("scripts/load/load.ts");
process.exit(await load(process.argv.slice(2)));
