/**
 * `npm test`: alone on a fresh clone. Installs what is missing, a Chromium included, then runs the checks, the
 * unit, property and server tests, and the browser stories. Prints what failed, what each suite took, and ends
 * with one line that sums them all up.
 *
 * The random tests explore other seeds in each commit, and the same ones whenever one commit is tested again: what
 * is green here is green elsewhere, and what is red can be seen again. `npm run fuzz` draws its seeds afresh.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seedCeiling, seedFrom } from "./seed.mjs";
import { ensureBuilt, ensureInstalled, root, runTool } from "./workspace.mjs";

/** @typedef {{ passed: number, failed: number, skipped: number }} Tally */
/**
 * What is read of vitest's JSON report.
 * @typedef {{
 *   numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number,
 *   testResults: { assertionResults: { status: string, fullName: string }[] }[],
 * }} VitestReport
 */
/**
 * What is read of Playwright's JSON report: suites hold suites and specs.
 * @typedef {{ title: string, specs?: { title: string, ok: boolean, tests: { status: string }[] }[], suites?: StorySuite[] }} StorySuite
 */

const reports = mkdtempSync(join(tmpdir(), "weft-test-"));
/** @type {{ name: string, seconds: number, tally: Tally }[]} */
const suites = [];
/** The names of the tests that failed. */
/** @type {string[]} */
const failures = [];
/** The names of those that failed once and then passed. */
/** @type {string[]} */
const unsteady = [];

/** Where the fresh seeds of the random tests begin: told by the commit; drawn where there is none. */
function firstSeed() {
  try {
    const commit = execFileSync("git", ["rev-parse", "HEAD"], {
      cwd: root,
      stdio: ["ignore", "pipe", "ignore"],
    });
    return Number.parseInt(commit.toString().slice(0, 7), 16);
  } catch {
    return seedFrom(undefined);
  }
}

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
  /** @type {VitestReport} */
  const report = JSON.parse(readFileSync(file, "utf8"));
  for (const { assertionResults } of report.testResults)
    for (const { status, fullName } of assertionResults) if (status === "failed") failures.push(fullName);
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
  /** @type {{ stats: { expected: number, unexpected: number, flaky: number, skipped: number }, suites: StorySuite[] }} */
  const { stats, suites: files } = JSON.parse(readFileSync(file, "utf8"));
  for (const story of files) nameWanting(story);
  return withExitCode(
    { passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped },
    exitCode,
  );
}

/** @param {StorySuite} stories */
function nameWanting({ title, specs, suites: inner }) {
  for (const spec of specs ?? []) {
    if (!spec.ok) failures.push(`${title}: ${spec.title}`);
    else if (spec.tests.some(({ status }) => status === "flaky")) unsteady.push(`${title}: ${spec.title}`);
  }
  for (const stories of inner ?? []) nameWanting(stories);
}

await ensureInstalled();
process.env.WEFT_FIRST_SEED ??= String(firstSeed() % seedCeiling);
console.log(`The fresh seeds of the random tests begin at ${process.env.WEFT_FIRST_SEED} (WEFT_FIRST_SEED).`);
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
    "lab",
    "editor",
  ]));
await suite("server tests", () => vitest("server", ["server"]));
await suite("browser stories", playwright);
rmSync(reports, { recursive: true, force: true });

console.log("");
for (const name of failures) console.log(`failed: ${name}`);
for (const name of unsteady) console.log(`passed only on its second try: ${name}`);
for (const { name, seconds, tally } of suites) {
  console.log(`${seconds.toFixed(1).padStart(7)} s  ${name}: ${tally.passed} passed, ${tally.failed} failed`);
}
/** @param {keyof Tally} key */
const total = (key) => suites.reduce((sum, { tally }) => sum + tally[key], 0);
console.log(`\n${total("passed")} passed, ${total("failed")} failed, ${total("skipped")} skipped`);
process.exitCode = total("failed") === 0 ? 0 : 1;
