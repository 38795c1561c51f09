/**
 * `npm run record -- COMMAND [ARGUMENTS]`: runs one of the long commands, and if it passes keeps the lines with figures that it printed
 * in `bench/long-runs.json` and in `bench/RESULTS.md`, in the place of its last run with the same options.
 */
import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { machineWords } from "./machine.mjs";
import { seedFrom } from "./seed.mjs";
import { runTypeScript } from "./type-script.mjs";
import { ensureInstalled, root } from "./workspace.mjs";

const commands = ["crash", "fuzz", "lab"];

/** What a test runner says of itself, and not of what was tested. */
const clutter = /^(>|stdout \||stderr \||RUN |✓|❯|Start at|Duration|Test Files|npm |node )|^$/;

const [name = "", ...given] = process.argv.slice(2);
if (!commands.includes(name)) {
  console.error(`npm run record -- COMMAND [ARGUMENTS]\n\n  COMMAND  one of ${commands.join(", ")}`);
  process.exit(2);
}
await ensureInstalled();
const takesSeed = name !== "lab" && !given.includes("--seed");
const args = takesSeed ? [...given, "--seed", String(seedFrom(undefined))] : given;
const started = performance.now();
const child = spawn(process.execPath, [join(root, `scripts/${name}.mjs`), ...args], {
  cwd: root,
  stdio: ["ignore", "pipe", "inherit"],
});
let printed = "";
child.stdout.setEncoding("utf8");
for await (const chunk of child.stdout) {
  process.stdout.write(chunk);
  printed += chunk;
}
const exitCode = child.exitCode ?? (await new Promise((resolve) => child.once("exit", resolve)));
if (exitCode !== 0) {
  console.error(`${name} ended with ${exitCode}: nothing is recorded.`);
  process.exit(exitCode ?? 1);
}

const run = {
  command: `npm run ${name} -- ${args.join(" ")}`,
  machine: machineWords(),
  seconds: Math.round((performance.now() - started) / 1000),
  lines: stripVTControlCharacters(printed)
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => /\d/.test(line) && !clutter.test(line)),
};
const file = join(root, "bench/long-runs.json");
/** @type {(typeof run)[]} */
const known = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : [];
const others = known.filter(({ command }) => withoutSeed(command) !== withoutSeed(run.command));
const all = [...others, run].sort((a, b) => (a.command < b.command ? -1 : 1));
writeFileSync(file, `${JSON.stringify(all, null, 1)}\n`);
const { refreshReport } = await runTypeScript("scripts/bench/long-runs.ts");
refreshReport(join(root, "bench"));

/** @param {string} command */
function withoutSeed(command) {
  return command.replace(/ --seed \d+/, "");
}
