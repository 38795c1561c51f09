/** `npm run crash`: kills the real server at random instants under real clients and looks for what was lost. */
import { runTypeScript } from "./type-script.mjs";
import { ensureBuilt, ensureInstalled } from "./workspace.mjs";

await ensureInstalled();
await ensureBuilt();
const { crash } = await runTypeScript("scripts/load/crashes/crash.ts");
process.exit(await crash(process.argv.slice(2), (/** @type {string} */ file) => import(file)));
