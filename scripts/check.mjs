/** `npm run check`: types, lint, format, tidy. */
import { ensureInstalled, runTool, stopUnlessDone } from "./workspace.mjs";

await ensureInstalled();
stopUnlessDone(await runTool("tsc", ["-b"]), "The type check");
stopUnlessDone(await runTool("biome", ["check", "--error-on-warnings", "."]), "The lint and format check");
stopUnlessDone(await runTool("vitest", ["run", "--project", "tidy"]), "The tidiness check");
