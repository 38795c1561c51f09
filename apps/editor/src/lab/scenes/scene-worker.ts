/** Plays a scene with several engines side by side, away from the page, and tells what is to be seen now and then. */
import { systemClock } from "@weft/base";
import {
  engineNamed,
  fingerprintOf,
  isWeftReplica,
  type Performance,
  perform,
  sceneNamed,
  type WeftPicture,
  weftPicture,
} from "@weft/lab";
import type { SceneReport, SceneRequest } from "./scene-messages.ts";

/** Not more often than a screen is drawn twice over. */
const tellEveryMs = 100;
/** Longer documents are not drawn. */
const drawnSizeMax = 6_000;

const tell = (report: SceneReport): void => postMessage(report);

addEventListener("message", ({ data }: MessageEvent<SceneRequest>) => void play(data));

async function play({ scene: name, engines, seed, size, paceMs }: SceneRequest): Promise<void> {
  const scene = sceneNamed(name);
  const performances = engines.flatMap((engineName) => {
    const engine = engineNamed(engineName);
    return engine && scene
      ? [{ engine: engineName, performance: perform({ engine, scene, seed, size }) }]
      : [];
  });
  let toldAtMs = 0;
  const going = new Set(performances);
  while (going.size > 0) {
    for (const one of going) {
      const moment = one.performance.next();
      if (moment === null) going.delete(one);
      else if (paceMs > 0) see(one, moment);
      else if (systemClock.now() - toldAtMs > tellEveryMs) {
        toldAtMs = systemClock.now();
        tell({ type: "progress", engine: one.engine, moment });
      }
    }
    if (paceMs > 0) await new Promise<void>((resolve) => void systemClock.after(paceMs, resolve));
  }
  for (const one of performances) see(one, "");
  const verdicts = performances.map(({ performance }) => performance.verdict());
  tell({ type: "done", verdicts, fingerprint: fingerprintOf(verdicts) });
}

function see({ engine, performance }: { engine: string; performance: Performance }, moment: string): void {
  const { docs } = performance.stage;
  const isDrawn = docs.every((doc) => doc.content.size <= drawnSizeMax);
  tell({
    type: "seen",
    sight: {
      engine,
      moment,
      docs: isDrawn ? docs.map((doc) => doc.toJSON()) : null,
      verdict: performance.verdict(),
      picture: isDrawn ? pictureOf(performance) : null,
    },
  });
}

function pictureOf({ stage }: Performance): WeftPicture | null {
  const [replica] = stage.room.replicas;
  return replica && isWeftReplica(replica) ? weftPicture(replica.richText) : null;
}
