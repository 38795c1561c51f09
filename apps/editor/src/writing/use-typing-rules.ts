import { useSearchParams } from "wouter";
import { useSettings } from "../settings/use-settings.ts";

/** Whether typing rules are on: the person's setting, unless the address says `rules=off`. */
export function useTypingRules(): boolean {
  const [parameters] = useSearchParams();
  return useSettings().typingRules && parameters.get("rules") !== "off";
}
