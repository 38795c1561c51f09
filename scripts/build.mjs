/** `npm run build`: installs what is missing and builds what is stale. */
import { ensureBuilt, ensureInstalled } from "./workspace.mjs";

await ensureInstalled();
await ensureBuilt();
