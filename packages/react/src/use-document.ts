import type { Replica } from "@weft/sync";
import { useCallback, useSyncExternalStore } from "react";

/**
 * The document of `replica`. After a refusal it is another object: an editor that stands on it has to be made anew, so
 * use it as the `key`'s source or as a dependency of the effect that makes the editor.
 */
export function useDocument(replica: Replica): Replica["document"] {
  const subscribe = useCallback((changed: () => void) => replica.onDocument(changed), [replica]);
  const read = () => replica.document;
  return useSyncExternalStore(subscribe, read, read);
}
