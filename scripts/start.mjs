/** `npm start`: installs what is missing, builds what is stale, serves the editor and the relay on one port. */
import { ensureBuilt, ensureInstalled } from "./workspace.mjs";

await ensureInstalled();
await ensureBuilt();
await import("../server/dist/main.js");
