/** Every scene of the lab, in the order in which they are shown. */
import { longSession } from "./long-session.ts";
import { lossTest } from "./loss-test.ts";
import { offlineDay } from "./offline-day.ts";
import { sceneOf } from "./row.ts";
import { scenarioRows } from "./scenario-rows.ts";
import type { Scene } from "./scene.ts";
import { storm } from "./storm.ts";
import { weather } from "./weather.ts";

/** The scenes. */
export const scenes: readonly Scene[] = [
  ...scenarioRows.map(sceneOf),
  lossTest(1),
  lossTest(4),
  lossTest(12),
  storm,
  offlineDay,
  weather,
  longSession,
];

/** The scene of a name. */
export function sceneNamed(name: string): Scene | null {
  return scenes.find((scene) => scene.name === name) ?? null;
}
