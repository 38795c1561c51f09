/** The convergence checker: whatever the weather, everybody must see the same valid document in the end. */
import type { Engine } from "../engine/engine.ts";
import { weather } from "../scenes/weather.ts";
import { playScene, type Verdict } from "./play-scene.ts";

/** What does not agree in a verdict; null if all is well. */
export function disagreement({ thrown, diverged, invalid, reopensDifferent }: Verdict): string | null {
  if (thrown !== null) return thrown;
  if (diverged) return "people see different documents";
  if (invalid) return "somebody sees what the schema forbids";
  return reopensDifferent ? "whoever opens the document afresh sees another one" : null;
}

/** Plays one seed. Returns what does not agree; null if all is well. */
export function checkConvergence(engine: Engine, seed: number): string | null {
  return disagreement(playScene({ engine, scene: weather, seed }));
}
