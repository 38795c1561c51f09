/**
 * Threads and processes run built JavaScript. This builds the server if sources are newer than the last build,
 * one test file at a time. Type errors are another check's business: the compiler writes its output all the same.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { assert, systemClock } from "@weft/base";

const repository = fileURLToPath(new URL("../../", import.meta.url));
const stamp = join(repository, "server/dist/built.stamp");
const lockFolder = join(repository, "server/dist/build.lock");
const sourceFolders = [
  "server",
  ...["base", "codec", "rga", "richtext", "protocol"].map((name) => `packages/${name}`),
].map((folder) => join(repository, folder, "src"));

/** The address of a built file of the server, such as `main.js`. */
export function builtFile(name: string): URL {
  return new URL(`../dist/${name}`, import.meta.url);
}

/** Makes sure that `server/dist` is what the sources say. */
export async function ensureBuilt(): Promise<void> {
  while (isStale()) {
    if (takeLock()) build();
    else await new Promise<void>((resolve) => systemClock.after(100, resolve));
  }
}

function build(): void {
  const startedAt = new Date();
  try {
    const compiler = join(repository, "node_modules/typescript/bin/tsc");
    const { stdout } = spawnSync(process.execPath, [compiler, "-b", "server"], {
      cwd: repository,
      encoding: "utf8",
    });
    assert(existsSync(fileURLToPath(builtFile("main.js"))), `the server was built:\n${stdout}`);
    writeFileSync(stamp, "");
    utimesSync(stamp, startedAt, startedAt);
  } finally {
    rmSync(lockFolder, { recursive: true, force: true });
  }
}

/** False while another test file builds. A lock that a killed run left behind is broken after a minute. */
function takeLock(): boolean {
  mkdirSync(join(repository, "server/dist"), { recursive: true });
  try {
    mkdirSync(lockFolder);
    return true;
  } catch {
    const age = existsSync(lockFolder) ? systemClock.now() - statSync(lockFolder).mtimeMs : 0;
    if (age > 60_000) rmSync(lockFolder, { recursive: true, force: true });
    return false;
  }
}

function isStale(): boolean {
  if (!existsSync(stamp)) return true;
  const builtAt = statSync(stamp).mtimeMs;
  return sourceFolders.some((folder) => newestFile(folder) > builtAt);
}

function newestFile(folder: string): number {
  const times = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((item) => item.isFile())
    .map((item) => statSync(join(item.parentPath, item.name)).mtimeMs);
  return Math.max(0, ...times);
}
