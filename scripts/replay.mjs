/** `npm run replay -- TRACE`: plays a recorded session of two writers through the real server and real clients. */
import { runTypeScript } from "./type-script.mjs";
import { ensureBuilt, ensureInstalled } from "./workspace.mjs";

await ensureInstalled();
await ensureBuilt();
const { replay } = await runTypeScript("scripts/replay/main.ts");
process.exit(await replay(process.argv.slice(2)));
