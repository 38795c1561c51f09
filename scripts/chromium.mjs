/**
 * A Chromium for the browser tests: Playwright's own if it is there, else the system's, else one is installed,
 * by Playwright's download where that can be reached, from the system's packages where not. The headless shell comes first:
 * the same engine without the pages that a whole Chromium draws for its own windows, which took a third of the stories' time.
 */
import { existsSync } from "node:fs";
import { chromium } from "@playwright/test";
import { run, runTool } from "./workspace.mjs";

const systemPaths = [
  "/usr/bin/chromium-headless-shell",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/snap/bin/chromium",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/**
 * Flags that keep Chromium on this machine: no sandbox (containers lack the rights for it), no calls home.
 */
export const chromiumArguments = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-features=Translate,OptimizationHints,MediaRouter",
];

/**
 * The path of a Chromium that is installed.
 * @returns {string | null}
 */
export function findChromium() {
  return [chromium.executablePath(), ...systemPaths].find((path) => path !== "" && existsSync(path)) ?? null;
}

/**
 * The path of a Chromium, installed now if none is there.
 * @returns {Promise<string>}
 */
export async function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  console.log("Installing Chromium …");
  const attempts = [
    () => runTool("playwright", ["install", "chromium-headless-shell", "chromium"], { quiet: true }),
    async () =>
      (await run("apt-get", ["update", "-qq"], { quiet: true })) ||
      installFromDebian([], "chromium-headless-shell"),
    () => installFromDebian([], "chromium"),
    async () =>
      (await run("sudo", ["-n", "apt-get", "update", "-qq"], { quiet: true })) ||
      installFromDebian(["sudo", "-n"], "chromium-headless-shell"),
    () => installFromDebian(["sudo", "-n"], "chromium"),
  ];
  for (const attempt of attempts) {
    await attempt().catch(() => 1);
    const installed = findChromium();
    if (installed) return installed;
  }
  throw new Error(
    "No Chromium could be found or installed. Install the package `chromium-headless-shell` or `chromium` and try again.",
  );
}

/** @param {readonly string[]} prefix @param {string} browser */
function installFromDebian(prefix, browser) {
  const command = [
    ...prefix,
    "apt-get",
    "install",
    "-y",
    "-qq",
    "--no-install-recommends",
    browser,
    "fonts-liberation",
  ];
  return run(command[0] ?? "apt-get", command.slice(1), {
    quiet: true,
    env: { DEBIAN_FRONTEND: "noninteractive" },
  });
}
