/** The lab: what its page says is what the same run says without a screen, and a shared address plays the same again. */
import { expect, type Page, test } from "@playwright/test";
import { engineNamed, engines, fingerprintOf, playScene, sceneNamed, scenes } from "@weft/lab";
import { story } from "./stories.ts";

/** What a run comes to without a screen. */
function headless(sceneName: string, engines: readonly string[], seed: number) {
  return engines.map((name) => {
    const engine = engineNamed(name);
    const scene = sceneNamed(sceneName);
    if (!engine || !scene) throw new RangeError(`${name}, ${sceneName}`);
    return playScene({ engine, scene, seed });
  });
}

async function openLab(
  page: Page,
  sceneName: string,
  engines: readonly string[],
  seed: number,
): Promise<void> {
  await page.goto(`/lab?scene=${sceneName}&seed=${seed}&engines=${engines.join(",")}`);
  await expect(page.locator("[data-run=done]")).toBeVisible({ timeout: 60_000 });
}

/** Presses keys, none before what the one before did is drawn: an editor hears of a caret that moved a moment later. */
async function pressSlowly(page: Page, keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    await page.evaluate(
      () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
    );
    await page.keyboard.press(key);
  }
}

type Run = readonly [scene: string, seed: number, engines: readonly string[]];

const everybody = engines.map(({ name }) => name);
const someRuns: readonly Run[] = [
  ["e6", 1, everybody],
  ["b", 2, ["weft", "yjs", "lww"]],
  ["loss-4", 3, ["weft", "yjs", "ot"]],
];
/** All scenes with all engines take minutes: `WEFT_LAB_SCENES=all`. */
const playsAll = process.env.WEFT_LAB_SCENES === "all";
const runs = playsAll ? scenes.map(({ name }): Run => [name, 1, everybody]) : someRuns;

story("scenes come out on the page as they do without one", async ({ people }) => {
  test.setTimeout(playsAll ? 1_800_000 : 60_000);
  const page = await (await people.person("Ada")).context.newPage();
  for (const [scene, seed, engines] of runs) {
    await openLab(page, scene, engines, seed);
    const verdicts = headless(scene, engines, seed);
    await expect(page.locator("[data-run=done] code")).toHaveText(fingerprintOf(verdicts));
    for (const { engine, lost, doubled } of verdicts) {
      const card = page.locator(`dl[data-engine=${engine}]`);
      await expect(card).toHaveAttribute("data-lost", `${lost}`);
      await expect(card).toHaveAttribute("data-doubled", `${doubled}`);
    }
    await expect(page.locator("[data-verdict=weft]")).toHaveText(/what must be seen|everything, once/);
  }
  // A headless browser does not say what its heap holds, and the page says that.
  await expect(page.locator("dl[data-engine=weft]")).toContainText("B, estimated");
  await page.getByRole("button", { name: "Measure this browser’s heap" }).click();
  await expect(page.locator("[data-heap]")).toHaveAttribute("data-heap", /^(unknown|measured)$/);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
});

story(
  "a shared address plays the same again, and free typing goes over the line that is not cut",
  async ({ people }) => {
    const page = await (await people.person("Ada")).context.newPage();
    await openLab(page, "d3", ["weft", "yjs"], 1);
    await page.getByRole("button", { name: "Another seed" }).click();
    await expect(page).not.toHaveURL(/seed=1&/);
    await expect(page.locator("[data-run=done] code")).toBeVisible();
    const address = page.url();
    const fingerprint = await page.locator("[data-run=done] code").textContent();
    const other = await (await people.person("Grace")).context.newPage();
    await other.goto(address);
    await expect(other.locator("[data-run=done] code")).toHaveText(fingerprint ?? "");

    await other.getByRole("tab", { name: "Write yourself" }).click();
    const ben = other.getByRole("textbox", { name: "Ben, Weft" });
    await other.getByRole("button", { name: "Cut Ada’s line" }).click();
    await other.getByRole("textbox", { name: "Ada, Weft" }).getByText("In the spring").click();
    await other.keyboard.press("End");
    await other.keyboard.type(" And bloom.");
    await expect(ben).not.toContainText("bloom");
    await other.getByRole("button", { name: "Ada is cut off" }).click();
    await expect(ben).toContainText("grow. And bloom.");
    const inside = other.getByRole("region", { name: "The inside of the Weft document" });
    await expect(inside.getByRole("list", { name: "The log" })).toContainText("And bloom.");
  },
);

story("what was lost and doubled in free typing stands in the documents themselves", async ({ people }) => {
  const page = await (await people.person("Ada")).context.newPage();
  await page.goto("/lab?engines=weft,yjs#free");
  const text = (person: string, engine: string) =>
    page.getByRole("textbox", { name: `${person}, ${engine}` });
  await page.getByRole("button", { name: "Cut Ada’s line" }).click();
  for (const engine of ["Weft", "Yjs"]) {
    // She joins the paragraph to the heading before it; he writes on in it.
    await text("Ada", engine).getByText("In the spring").click();
    await pressSlowly(page, ["Home", "Backspace"]);
    await text("Ben", engine).getByText("In the spring").click();
    await page.keyboard.press("End");
    await page.keyboard.type(" And bloom.");
    // Both divide an item of the list.
    for (const person of ["Ada", "Ben"]) {
      await text(person, engine).getByText("lavender").click();
      await pressSlowly(page, ["End", "ArrowLeft", "Enter"]);
    }
  }
  await page.getByRole("button", { name: "Ada is cut off" }).click();
  for (const person of ["Ada", "Ben"]) {
    await expect(text(person, "Yjs").locator("del.lab-lost")).toHaveText(" And bloom.");
    await expect(text(person, "Yjs").locator(".lab-doubled")).toHaveText("r");
    await expect(text(person, "Weft")).toContainText("grow. And bloom.");
    await expect(text(person, "Weft").locator(".lab-lost, .lab-doubled")).toHaveCount(0);
  }
});

/** How many edits the long run makes if somebody wants it measured; a hundred thousand take minutes. */
const measuredEdits = process.env.WEFT_LAB_EDITS;
const longEdits = Number(measuredEdits ?? 1_000);

story("a long run says how far it is, can be ended, and leaves the page alone", async ({ people }) => {
  test.setTimeout(measuredEdits ? 1_800_000 : 60_000);
  const page = await (await people.person("Ada")).context.newPage();
  await page.goto("/lab?scene=long-session&size=1000&engines=weft,yjs");
  const progress = page.getByRole("progressbar", { name: "Progress" });
  await expect.poll(async () => Number(await progress.getAttribute("value"))).toBeGreaterThan(0);
  await expect(page.getByRole("status")).toContainText("of 1000000 edits");
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("status")).toHaveText("Cancelled.");

  await page.getByRole("spinbutton", { name: "Times as long" }).fill(`${longEdits / 1000}`);
  await expect(page.locator("[data-run=done]")).toBeVisible({ timeout: measuredEdits ? 1_700_000 : 30_000 });
  await expect(page.locator("[data-verdict=weft]")).toHaveText("everybody sees everything, once");
  const longest = page.locator("[data-longest-frame]");
  await expect(longest).toHaveText(/longest frame \d+ ms/);
  if (!measuredEdits) return;
  // Where all stories run at once a frame may take long for other reasons.
  const longestMs = Number(await longest.getAttribute("data-longest-frame"));
  process.stdout.write(`${longEdits} edits: longest frame ${longestMs.toFixed(1)} ms\n`);
  expect(longestMs).toBeLessThan(50);
});

story("the bench runs in the browser, and the committed results stand beside it", async ({ people }) => {
  const page = await (await people.person("Ada")).context.newPage();
  await page.goto("/lab/bench");
  await page.getByRole("button", { name: "Run" }).click();
  await expect(page.getByRole("status")).toHaveText("Done: all came to the same text.");
  await expect(page.locator(".uplot")).toHaveCount(4);
  await expect(page.getByRole("table", { name: "Measured here" }).getByText("…")).toHaveCount(0);
  await expect(page.getByRole("region", { name: "Committed results" })).toContainText("Yjs");
});

story("Yjs's code comes with the lab, and with no document of ours", async ({ people }) => {
  const ada = await people.person("Ada");
  const scripts: Promise<string>[] = [];
  // What the service worker puts by for a day without a network is no page's.
  ada.context.on("page", (page) => {
    page.on("response", (response) => {
      const isPages = response.url().endsWith(".js") && response.request().serviceWorker() === null;
      if (isPages) scripts.push(response.text().catch(() => ""));
    });
  });
  const { page } = await ada.create();
  const texts = await Promise.all(scripts);
  expect(texts.length).toBeGreaterThan(2);
  expect(texts.some((text) => text.includes("Yjs was already imported"))).toBe(false);
  await page.goto("/lab");
  await expect(page.locator("[data-run=done]")).toBeVisible();
  expect((await Promise.all(scripts)).some((text) => text.includes("Yjs was already imported"))).toBe(true);
});
