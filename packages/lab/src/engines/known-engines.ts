/** Every technique of the lab, in the order in which they are shown. */
import type { Engine } from "../engine/engine.ts";
import { differentialSynchronisation } from "./differential-synchronisation.ts";
import { lastWriteWins } from "./last-write-wins.ts";
import { operationalTransformation } from "./operational-transformation.ts";
import { textbookRga } from "./textbook-rga.ts";
import { weft } from "./weft.ts";
import { yjs } from "./yjs.ts";

/** The engines. */
export const engines: readonly Engine[] = [
  weft,
  yjs,
  operationalTransformation,
  differentialSynchronisation,
  lastWriteWins,
  textbookRga,
];

/** The engine of a name. */
export function engineNamed(name: string): Engine | null {
  return engines.find((engine) => engine.name === name) ?? null;
}
