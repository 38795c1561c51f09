import type { DocumentFiles, FilesStatus } from "@weft/sync";
import { useCallback, useSyncExternalStore } from "react";

/** Which files are not on the server, now and after every change. */
export function useFilesStatus(files: DocumentFiles): FilesStatus {
  const subscribe = useCallback((changed: () => void) => files.onStatus(changed), [files]);
  return useSyncExternalStore(subscribe, () => files.status());
}
