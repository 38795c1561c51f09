import { expect } from "@playwright/test";
import { story } from "./stories.ts";

const keys = 200;

// A trace takes a picture for every key: it would measure itself.
story.use({ trace: "off" });

story("from a key to the other screen", async ({ people, server }) => {
  const { documentId, token } = await server.createDocument();
  const path = `/d/${documentId}#${token}`;
  const adas = await (await people.person("Ada", 0)).open(path);
  const graces = await (await people.person("Grace", 1)).open(path);
  await adas.typeAtEnd("|");
  await graces.expectLines("|");

  // Both pages run on one machine, so their wall clocks are one clock.
  await graces.text.evaluate((root) => {
    const seen: number[] = [];
    Reflect.set(root, "seenAt", seen);
    new MutationObserver(() => {
      const now = performance.timeOrigin + performance.now();
      const carets = [...root.querySelectorAll(".weft-caret")]
        .map((caret) => caret.textContent ?? "")
        .join("");
      const letters = (root.textContent ?? "").length - carets.length - 1;
      while (seen.length < letters) seen.push(now);
    }).observe(root, { subtree: true, childList: true, characterData: true });
  });
  await adas.text.evaluate((root) => {
    const pressed: number[] = [];
    Reflect.set(root, "pressedAt", pressed);
    root.addEventListener("keydown", () => pressed.push(performance.timeOrigin + performance.now()), true);
  });
  for (let index = 0; index < keys; index++) {
    await adas.page.keyboard.press("abcdefghijklmnopqrstuvwxyz"[index % 26]!, { delay: 15 });
  }
  await expect.poll(async () => (await graces.lines()).join("").length).toBeGreaterThanOrEqual(keys + 1);

  const pressed: number[] = await adas.text.evaluate((root) => Reflect.get(root, "pressedAt"));
  const seen: number[] = await graces.text.evaluate((root) => Reflect.get(root, "seenAt"));
  expect(pressed).toHaveLength(keys);
  expect(seen).toHaveLength(keys);
  const took = seen.map((at, index) => at - pressed[index]!).sort((a, b) => a - b);
  const percentile = (share: number): string =>
    took[Math.min(keys - 1, Math.floor(share * keys))]!.toFixed(1);
  process.stdout.write(
    `keystroke to the other screen, ${keys} keys: p50 ${percentile(0.5)} ms, p99 ${percentile(0.99)} ms, worst ${percentile(1)} ms\n`,
  );
});
