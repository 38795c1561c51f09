import { useSyncExternalStore } from "react";
import { currentSettings, onSettings, type Settings } from "./settings.ts";

/** The person's settings, drawn again when one of them changes here or in another tab. */
export function useSettings(): Settings {
  return useSyncExternalStore(onSettings, currentSettings);
}
