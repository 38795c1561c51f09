/** The peers' own folder: installed and compiled when the bench first needs them, never by the project's install. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { root, run, stopUnlessDone } from "../workspace.mjs";

const folder = join(root, "bench");
const serversFolder = join(folder, "servers");
const compiled = join(folder, "node_modules", ".weft");

/** How long a process may prepare before its first timed run, as a multiple of the limit. */
const preparationFactor = 2;
/** What a child writes when a timed run begins. */
const runBegins = "@run";

/** Installs the peers by their own lock file, unless that has been done. */
export function installPeers(): Promise<void> {
  return installFolder(folder, []);
}

/** Installs the servers that ours is measured against under load. None of their native modules is needed. */
export function installServers(): Promise<void> {
  return installFolder(serversFolder, ["--ignore-scripts"]);
}

async function installFolder(place: string, flags: readonly string[]): Promise<void> {
  const stamp = join(place, "node_modules", ".weft-installed");
  const lock = createHash("sha256")
    .update(readFileSync(join(place, "package-lock.json")))
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return;
  console.log(`Installing the peers into ${relative(root, place)}/ …`);
  const quietly = ["--no-audit", "--no-fund", "--loglevel=error", ...flags];
  const exactly = await run("npm", ["ci", ...quietly], { cwd: place, quiet: true });
  if (exactly !== 0) {
    const again = await run("npm", ["install", "--no-save", ...quietly], { cwd: place });
    stopUnlessDone(again, `npm install in ${relative(root, place)}/`);
  }
  writeFileSync(stamp, lock);
}

/** Installs the peers and compiles what runs in the children. */
export async function ensurePeers(): Promise<void> {
  await installPeers();
  stopUnlessDone(
    await run(
      join(folder, "node_modules", ".bin", "esbuild"),
      [
        ...[
          "src/child.ts",
          "src/plot.ts",
          "--bundle",
          "--splitting",
          "--packages=external",
          "--platform=node",
        ],
        ...["--format=esm", "--target=node20", "--out-extension:.js=.mjs", "--log-level=warning"],
        `--outdir=${compiled}`,
      ],
      { cwd: folder },
    ),
    "Compiling the bench",
  );
}

/**
 * Compiles a script of `bench/src` together with the peers' bindings that it imports into a file among the project's own
 * packages, so that all of them get the same ProseMirror, ours. Resolves to the file.
 */
export async function compileWithBindings(script: string, name: string): Promise<string> {
  await installPeers();
  const target = join(root, "node_modules", ".weft", "bindings");
  const external = ["@weft/*", "@tiptap/core", "@tiptap/pm", "prosemirror-*"];
  const args = [
    ...[script, "--bundle", "--platform=node", "--format=esm", "--target=node20", "--log-level=warning"],
    ...external.map((pattern) => `--external:${pattern}`),
    `--outfile=${join(target, `${name}.mjs`)}`,
  ];
  const exitCode = await run(join(folder, "node_modules", ".bin", "esbuild"), args, { cwd: folder });
  stopUnlessDone(exitCode, `Compiling ${script}`);
  return join(target, `${name}.mjs`);
}

/** The last line that a script prints. What it complains of is told only if it fails: then this throws. */
export function lastLine(script: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    let printed = "";
    let complaints = "";
    child.stdout.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
    });
    child.stderr.on("data", (chunk: Buffer) => {
      complaints += chunk.toString();
    });
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(printed.trim().split("\n").at(-1) ?? "");
      else reject(new Error(`${script} ${args.join(" ")} ended with ${code}: ${firstSentence(complaints)}`));
    });
  });
}

/** What a child process came to. */
export type Ended =
  | { readonly type: "printed"; readonly line: string }
  | { readonly type: "exceeded"; readonly during: "preparation" | "run" }
  | { readonly type: "failed"; readonly reason: string };

/** Runs one child. `limitSeconds` is what each timed run may take; whoever takes more is ended. `flags` are for Node. */
export function startChild(
  args: readonly string[],
  limitSeconds: number,
  flags: readonly string[] = [],
): Promise<Ended> {
  return new Promise((resolve) => {
    const command = ["--expose-gc", ...flags, join(compiled, "child.mjs"), "--folder", folder, ...args];
    const child = spawn(process.execPath, command, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
    let printed = "";
    let complaints = "";
    let exceeded = false;
    let during: "preparation" | "run" = "preparation";
    const stop = (): void => {
      exceeded = true;
      child.kill("SIGKILL");
    };
    let timer = setTimeout(stop, limitSeconds * preparationFactor * 1000);
    child.stdout.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
    });
    child.stderr.on("data", (chunk: Buffer) => {
      const text = chunk.toString();
      if (!text.includes(runBegins)) complaints += text;
      else {
        during = "run";
        clearTimeout(timer);
        timer = setTimeout(stop, limitSeconds * 1000);
      }
    });
    child.on("close", (code) => {
      clearTimeout(timer);
      if (exceeded) resolve({ type: "exceeded", during });
      else if (code === 0) resolve({ type: "printed", line: printed.trim().split("\n").at(-1) ?? "" });
      else resolve({ type: "failed", reason: firstSentence(complaints) });
    });
  });
}

/** Draws the plot of a results file. */
export async function drawPlot(resultsFile: string, svgFile: string): Promise<void> {
  stopUnlessDone(
    await run(process.execPath, [join(compiled, "plot.mjs"), resultsFile, svgFile]),
    "Drawing the plot",
  );
}

/** Version and licence of a package, ours or a peer's. */
export function packageFacts(name: string): { name: string; version: string; licence: string } {
  const own = name.startsWith("@weft/");
  const file = own ? join(root, "packages", name.slice("@weft/".length)) : join(folder, "node_modules", name);
  const { version, license } = JSON.parse(readFileSync(join(file, "package.json"), "utf8"));
  return { name, version, licence: license };
}

/** The servers of the load and their versions. */
export function serverFacts(): readonly { readonly name: string; readonly version: string }[] {
  return ["@y/websocket-server", "@hocuspocus/server"].flatMap((name) => {
    const file = join(serversFolder, "node_modules", name, "package.json");
    if (!existsSync(file)) return [];
    const { version } = JSON.parse(readFileSync(file, "utf8"));
    return [{ name, version }];
  });
}

function firstSentence(complaints: string): string {
  const lines = complaints.split("\n").filter((line) => line.trim() !== "" && !line.startsWith(" "));
  return lines.find((line) => /error/i.test(line)) ?? lines[0] ?? "no reason given";
}
