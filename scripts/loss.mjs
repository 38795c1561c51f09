/** `npm run loss`: the loss test over our binding and over those of Yjs, in one run, with the same seeds. */
import { runTypeScript } from "./type-script.mjs";
import { ensureBuilt, ensureInstalled } from "./workspace.mjs";

await ensureInstalled();
await ensureBuilt();
const { loss } = await runTypeScript("scripts/loss/main.ts");
process.exit(await loss(process.argv.slice(2)));
