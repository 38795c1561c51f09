import type { RichText } from "@weft/richtext";
import { useCallback, useSyncExternalStore } from "react";

/** The name of the document property that holds the title. */
export const titleProperty = "title";

/** The document's title, "" until somebody gives one; drawn again whenever anybody writes it. */
export function useTitle(richText: RichText): string {
  const subscribe = useCallback(
    (listener: () => void) =>
      richText.onPatch((patches) => {
        if (patches.some((patch) => patch.type === "property" && patch.key === titleProperty)) listener();
      }),
    [richText],
  );
  return useSyncExternalStore(subscribe, () => readTitle(richText));
}

/** The title as it is now. What is no text (a stranger's program may write anything) reads as none. */
export function readTitle(richText: RichText): string {
  const value = richText.property(titleProperty);
  return typeof value === "string" ? value : "";
}
