/** The libraries of the bench: what the lab has not in any case is fetched when somebody runs it, and not before. */
import { weftText } from "./libraries/weft.ts";
import { yjsText } from "./libraries/yjs.ts";
import type { TextLibrary } from "./text-library.ts";

/** All libraries, in the order of `benchLibraries`. */
export async function loadBenchLibraries(): Promise<readonly TextLibrary[]> {
  const [{ jsonJoyText }, { listPositionsText }] = await Promise.all([
    import("./libraries/json-joy.ts"),
    import("./libraries/list-positions.ts"),
  ]);
  return [weftText, yjsText, jsonJoyText, listPositionsText];
}
