/** Plays a scene with several engines side by side, away from the page, and tells what is to be seen now and then. */
import { systemClock } from "@weft/base";
import { fingerprintOf } from "@weft/lab";
import type { SceneReport, SceneRequest } from "./scene-messages.ts";
import { SideBySide, sightOf } from "./side-by-side.ts";

/** Not more often than a screen is drawn twice over. */
const tellEveryMs = 100;

const tell = (report: SceneReport): void => postMessage(report);

addEventListener("message", ({ data }: MessageEvent<SceneRequest>) => void play(data));

async function play(request: SceneRequest): Promise<void> {
  const { paceMs } = request;
  const run = new SideBySide(request);
  let toldAtMs = 0;
  for (const turn of run.turns()) {
    if (paceMs > 0) {
      for (const going of turn) tell({ type: "seen", sight: sightOf(going) });
      await new Promise<void>((resolve) => void systemClock.after(paceMs, resolve));
    } else if (systemClock.now() - toldAtMs > tellEveryMs) {
      toldAtMs = systemClock.now();
      tell({ type: "progress", moment: turn.at(-1)?.moment ?? "", share: run.share });
    }
  }
  const sights = run.sights();
  for (const sight of sights) tell({ type: "seen", sight });
  const verdicts = sights.map(({ verdict }) => verdict);
  tell({ type: "done", verdicts, fingerprint: fingerprintOf(verdicts) });
}
