/** The browser stories: each worker starts a real server of its own on a free port, with a data folder of its own. */
import { defineConfig } from "@playwright/test";
import { chromiumArguments, findChromium } from "./scripts/chromium.mjs";

const executablePath = findChromium();
const reportFile = process.env.WEFT_PLAYWRIGHT_REPORT;

export default defineConfig({
  testDir: "apps/editor/e2e",
  outputDir: "test-results",
  timeout: 60_000,
  expect: { timeout: 15_000 },
  fullyParallel: false,
  // A story waits for most of its time: two left a machine with two processors half idle.
  workers: 3,
  // A story that passes only on its second try is named at the end of `npm test`: it is a fault to look for.
  retries: 1,
  forbidOnly: true,
  reporter: reportFile ? [["list"], ["json", { outputFile: reportFile }]] : [["list"]],
  use: {
    browserName: "chromium",
    headless: true,
    // Tracing took half the time of the stories: only a second try is traced.
    trace: "on-first-retry",
    launchOptions: { args: [...chromiumArguments], ...(executablePath ? { executablePath } : {}) },
  },
});
