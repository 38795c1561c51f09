/** The process of the clients: plays one scene on one server and tells its parent the figures. Ends by itself. */
import { runTypeScript } from "../type-script.mjs";

const { playForParent } = await runTypeScript("scripts/load/play-for-parent.ts");
await playForParent((file) => import(file));
