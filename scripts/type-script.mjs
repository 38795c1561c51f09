/** Loads TypeScript in every Node that the project supports, through Vite; packages come from their builds. */
import { join } from "node:path";
import { root } from "./workspace.mjs";

/**
 * The exports of a TypeScript file of the project.
 * @param {string} file path from the project's root
 * @returns {Promise<any>}
 */
export async function runTypeScript(file) {
  const { runnerImport } = await import("vite");
  const { module } = await runnerImport(join(root, file), { root, logLevel: "error" });
  return module;
}
