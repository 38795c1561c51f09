/**
 * `npm test`: alone on a fresh clone. Installs what is missing, a Chromium included, then runs the checks, the
 * unit, property and server tests, and the browser stories. Prints what each suite took and ends with one line
 * that sums them all up.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureBuilt, ensureInstalled, runTool } from "./workspace.mjs";

/** @typedef {{ passed: number, failed: number, skipped: number }} Tally */

const reports = mkdtempSync(join(tmpdir(), "weft-test-"));
/** @type {{ name: string, seconds: number, tally: Tally }[]} */
const suites = [];

/**
 * @param {string} name
 * @param {() => Promise<Tally>} work
 */
async function suite(name, work) {
  const start = performance.now();
  console.log(`\n── ${name}`);
  const tally = await work().catch((error) => {
    console.error(error);
    return { passed: 0, failed: 1, skipped: 0 };
  });
  suites.push({ name, seconds: (performance.now() - start) / 1000, tally });
}

/** @param {number} exitCode @returns {Tally} */
function single(exitCode) {
  return exitCode === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

/** A suite that ended badly without naming a failed test has failed all the same. */
/** @param {Tally} tally @param {number} exitCode @returns {Tally} */
function withExitCode(tally, exitCode) {
  return exitCode !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
}

/** @param {string} name @param {readonly string[]} projects */
async function vitest(name, projects) {
  const file = join(reports, `${name}.json`);
  const exitCode = await runTool("vitest", [
    "run",
    ...projects.flatMap((project) => ["--project", project]),
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${file}`,
  ]);
  const report = JSON.parse(readFileSync(file, "utf8"));
  return withExitCode(
    {
      passed: report.numPassedTests,
      failed: report.numFailedTests,
      skipped: report.numPendingTests + report.numTodoTests,
    },
    exitCode,
  );
}

async function playwright() {
  const { ensureChromium } = await import("./chromium.mjs");
  await ensureChromium();
  const file = join(reports, "playwright.json");
  const exitCode = await runTool("playwright", ["test"], { env: { WEFT_PLAYWRIGHT_REPORT: file } });
  const { stats } = JSON.parse(readFileSync(file, "utf8"));
  return withExitCode(
    { passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped },
    exitCode,
  );
}

await ensureInstalled();
await suite("types", async () => single(await runTool("tsc", ["-b"])));
await suite("lint and format", async () =>
  single(await runTool("biome", ["check", "--error-on-warnings", "."])));
await suite("build", async () => {
  await ensureBuilt();
  return single(0);
});
await suite("tidy, unit and property tests", () =>
  vitest("packages", [
    "tidy",
    "base",
    "codec",
    "rga",
    "richtext",
    "conflicts",
    "protocol",
    "sync",
    "tiptap",
    "react",
    "interchange",
    "interchange-yjs",
    "editor",
  ]));
await suite("server tests", () => vitest("server", ["server"]));
await suite("browser stories", playwright);
rmSync(reports, { recursive: true, force: true });

console.log("");
for (const { name, seconds, tally } of suites) {
  console.log(`${seconds.toFixed(1).padStart(7)} s  ${name}: ${tally.passed} passed, ${tally.failed} failed`);
}
/** @param {keyof Tally} key */
const total = (key) => suites.reduce((sum, { tally }) => sum + tally[key], 0);
console.log(`\n${total("passed")} passed, ${total("failed")} failed, ${total("skipped")} skipped`);
process.exitCode = total("failed") === 0 ? 0 : 1;
