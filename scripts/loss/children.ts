/** The processes in which the histories of the loss test are played. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import type { Engine } from "../../bench/src/loss/person.ts";
import type { Summary } from "../../bench/src/loss/summary.ts";
import { installPeers } from "../bench/peers.ts";
import { root, run, stopUnlessDone } from "../workspace.mjs";

/** Among the project's own packages, so that all engines get the same ProseMirror, ours. */
const compiled = join(root, "node_modules", ".weft", "loss");

/** Who takes part. */
export type EngineFacts = Pick<Engine, "name" | "title" | "packages">;

/** Histories of one engine with one K, from one seed on. */
export interface Task {
  readonly engine: string;
  readonly editsAlone: number;
  readonly seed: number;
  readonly runs: number;
}

/** Installs the peers and compiles what runs in the processes, the peers' bindings with it. */
export async function compileChild(): Promise<void> {
  await installPeers();
  const folder = join(root, "bench");
  const external = ["@weft/*", "@tiptap/core", "@tiptap/pm", "prosemirror-*"];
  const args = [
    "src/loss/child.ts",
    ...["--bundle", "--platform=node", "--format=esm", "--target=node20", "--log-level=warning"],
    ...external.map((name) => `--external:${name}`),
    ...["--out-extension:.js=.mjs", `--outdir=${compiled}`],
  ];
  const exitCode = await run(join(folder, "node_modules", ".bin", "esbuild"), args, { cwd: folder });
  stopUnlessDone(exitCode, "Compiling the loss test");
}

/** Asks who takes part. */
export async function listEngines(): Promise<readonly EngineFacts[]> {
  return JSON.parse(await lastLine([]));
}

/** Plays the histories of a task in a process of their own. */
export async function play(task: Task): Promise<Summary> {
  return JSON.parse(await lastLine(optionsOf(task)));
}

/** Plays them and prints every edit. */
export function tellStory(task: Task): Promise<number> {
  return run(process.execPath, [join(compiled, "child.mjs"), ...optionsOf(task), "--story"]);
}

function optionsOf({ engine, editsAlone, seed, runs }: Task): readonly string[] {
  return ["--engine", engine, "--alone", `${editsAlone}`, "--seed", `${seed}`, "--runs", `${runs}`];
}

function lastLine(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(compiled, "child.mjs"), ...args], {
      // What the bindings complain of has its place in the summary.
      stdio: ["ignore", "pipe", "ignore"],
    });
    let printed = "";
    child.stdout.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
    });
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(printed.trim().split("\n").at(-1) ?? "");
      else reject(new Error(`a process of the loss test ended with ${code}: ${args.join(" ")}`));
    });
  });
}
