import type { StoreFailure } from "./local-store.ts";

/** What the error that IndexedDB gave means; `what` is what could not be kept. */
export function failureOf(error: unknown, what: "edits" | "files" = "edits"): StoreFailure {
  const name = error instanceof Error ? error.name : "";
  switch (name) {
    case "QuotaExceededError":
      return {
        kind: "quota",
        sentence: `This device has no room left for unsaved ${what}. Free some space.`,
      };
    case "VersionError":
      return {
        kind: "version",
        sentence:
          "The documents on this device were kept by a newer version of the program. Reload the page.",
      };
    case "SecurityError":
    case "InvalidStateError":
      return { kind: "unavailable", sentence: "This browser does not let the page keep documents." };
    default:
      return {
        kind: "broken",
        sentence: `This device could not keep the ${what} (${error instanceof Error ? error.message : "unknown"}).`,
      };
  }
}
