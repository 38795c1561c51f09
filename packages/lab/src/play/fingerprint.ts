/** A short name for a verdict: two that differ in anything have different ones, wherever they were made. */
import type { Verdict } from "./play-scene.ts";

/** FNV-1a over the verdicts as JSON, 32 bits as 8 hexadecimal digits. */
export function fingerprintOf(verdicts: readonly Verdict[]): string {
  let hash = 0x811c9dc5;
  for (const character of JSON.stringify(verdicts)) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}
