import type { KeptPieceView, Replica } from "@weft/sync";
import { useCallback, useSyncExternalStore } from "react";

/** The refused edits that are kept aside on this device, now and after every change. */
export function useKeptPieces(replica: Replica): readonly KeptPieceView[] {
  const subscribe = useCallback((changed: () => void) => replica.onStatus(changed), [replica]);
  const read = () => replica.keptPieces();
  return useSyncExternalStore(subscribe, read, read);
}
