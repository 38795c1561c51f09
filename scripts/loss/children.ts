/** The processes in which the histories of the loss test are played. */
import type { Engine } from "../../bench/src/loss/person.ts";
import type { Summary } from "../../bench/src/loss/summary.ts";
import { compileWithBindings, lastLine } from "../bench/peers.ts";
import { run } from "../workspace.mjs";

let compiled = "";

/** Who takes part. */
export type EngineFacts = Pick<Engine, "name" | "title" | "packages">;

/** Histories of one engine with one K, from one seed on. */
export interface Task {
  readonly engine: string;
  readonly editsAlone: number;
  readonly seed: number;
  readonly runs: number;
}

/** Compiles what runs in the processes, the peers' bindings with it. */
export async function compileChild(): Promise<void> {
  compiled = await compileWithBindings("src/loss/child.ts", "loss");
}

/** Asks who takes part. */
export async function listEngines(): Promise<readonly EngineFacts[]> {
  return JSON.parse(await lastLine(compiled, []));
}

/** Plays the histories of a task in a process of their own. */
export async function play(task: Task): Promise<Summary> {
  return JSON.parse(await lastLine(compiled, optionsOf(task)));
}

/** Plays them and prints every edit. */
export function tellStory(task: Task): Promise<number> {
  return run(process.execPath, [compiled, ...optionsOf(task), "--story"]);
}

function optionsOf({ engine, editsAlone, seed, runs }: Task): readonly string[] {
  return ["--engine", engine, "--alone", `${editsAlone}`, "--seed", `${seed}`, "--runs", `${runs}`];
}
