/**
 * What every command needs first: where the project is, whether what it depends on is installed, whether what
 * it builds is stale. Runs on a bare clone, so it imports nothing but Node itself.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's root folder. */
export const root = join(dirname(fileURLToPath(import.meta.url)), "..");

const stampFolder = join(root, "node_modules", ".weft");
const isWindows = process.platform === "win32";

/**
 * Runs a command in the root folder with this terminal's output.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: Record<string, string>, quiet?: boolean, cwd?: string }} [options] `quiet` shows the output only on failure
 * @returns {Promise<number>} its exit code
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd ?? root,
      stdio: options.quiet ? ["ignore", "pipe", "pipe"] : ["ignore", "inherit", "inherit"],
      env: { ...process.env, ...options.env },
      shell: isWindows,
    });
    /** @type {Buffer[]} */
    const output = [];
    child.stdout?.on("data", (chunk) => output.push(chunk));
    child.stderr?.on("data", (chunk) => output.push(chunk));
    child.on("error", reject);
    child.on("close", (code, signal) => {
      const exitCode = code ?? (signal ? 1 : 0);
      if (exitCode !== 0 && options.quiet) process.stderr.write(Buffer.concat(output));
      resolve(exitCode);
    });
  });
}

/**
 * Runs a program that a dependency brings (`tsc`, `vite`, `vitest` …).
 * @param {string} name
 * @param {readonly string[]} args
 * @param {{ env?: Record<string, string>, quiet?: boolean }} [options]
 */
export function runTool(name, args, options = {}) {
  return run(join(root, "node_modules", ".bin", isWindows ? `${name}.cmd` : name), args, options);
}

/**
 * Ends the process with a sentence when a step failed.
 * @param {number} exitCode
 * @param {string} step
 */
export function stopUnlessDone(exitCode, step) {
  if (exitCode === 0) return;
  console.error(`${step} failed (exit code ${exitCode}).`);
  process.exit(exitCode);
}

/** Installs the dependencies of the lock file unless that has been done. */
export async function ensureInstalled() {
  const lock = hashOf([join(root, "package-lock.json")]);
  if (readStamp("installed") === lock && existsSync(join(root, "node_modules", ".bin"))) return;
  console.log("Installing dependencies …");
  const quietly = ["--no-audit", "--no-fund", "--loglevel=error"];
  // Registry mirrors may lack the optional packages of other platforms, which `npm ci` insists on.
  const exactly = await run("npm", ["ci", ...quietly], { quiet: true }).catch(() => 1);
  if (exactly !== 0) stopUnlessDone(await run("npm", ["install", "--no-save", ...quietly]), "npm install");
  writeStamp("installed", lock);
}

/** Builds every package, the server and the editor unless nothing changed since the last build. */
export async function ensureBuilt() {
  const sources = hashOf(sourceFiles());
  if (readStamp("built") === sources && existsSync(join(root, "apps/editor/dist/index.html"))) return;
  console.log("Building …");
  stopUnlessDone(await runTool("tsc", ["-b"]), "tsc");
  stopUnlessDone(await runTool("vite", ["build", "--logLevel", "warn"]), "vite build");
  const { compressApp } = await import("./compress-app.mjs");
  await compressApp();
  writeStamp("built", sources);
}

/** Everything that the build reads. */
function sourceFiles() {
  const files = [
    "vite.config.ts",
    "tsconfig.json",
    "tsconfig.base.json",
    "package-lock.json",
    "scripts/compress-app.mjs",
  ].map((name) => join(root, name));
  const folders = ["server", ...children("packages"), ...children("apps")];
  for (const folder of folders) {
    for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      const inside = relative(join(root, folder), path).replaceAll("\\", "/");
      if (/^(dist|node_modules|test|e2e)\//.test(inside) || inside.endsWith(".tsbuildinfo")) continue;
      if (entry.isFile()) files.push(path);
    }
  }
  return files.sort();
}

/** @param {string} folder */
function children(folder) {
  return readdirSync(join(root, folder)).map((name) => `${folder}/${name}`);
}

/** @param {readonly string[]} files */
function hashOf(files) {
  const hash = createHash("sha256").update(process.version.split(".")[0] ?? "");
  for (const file of files)
    hash.update(relative(root, file)).update("\0").update(readFileSync(file)).update("\0");
  return hash.digest("hex");
}

/** @param {string} name */
function readStamp(name) {
  const file = join(stampFolder, name);
  return existsSync(file) ? readFileSync(file, "utf8") : null;
}

/** @param {string} name @param {string} value */
function writeStamp(name, value) {
  mkdirSync(stampFolder, { recursive: true });
  writeFileSync(join(stampFolder, name), value);
}
