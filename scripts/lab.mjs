/** `npm run lab`: plays the scenes of the lab with every engine, without a screen, and prints what came of them. */
import { runTypeScript } from "./type-script.mjs";
import { ensureBuilt, ensureInstalled } from "./workspace.mjs";

await ensureInstalled();
await ensureBuilt();
const { lab } = await runTypeScript("scripts/lab/main.ts");
process.exit(await lab(process.argv.slice(2)));
