/** The server's program with words of its own, once it is installed and built. */
import { ensureBuilt, ensureInstalled } from "./workspace.mjs";

/**
 * Runs it in this process.
 * @param {readonly string[]} words
 */
export async function serve(words) {
  await ensureInstalled();
  await ensureBuilt();
  process.argv = [process.argv[0] ?? "", "weft", ...words];
  await import("../server/dist/main.js");
}
