import type { DocumentFiles, SyncStatus } from "@weft/sync";
import { useEffect } from "react";

/** Has the browser ask before the window goes while it holds edits or files that nothing else holds. */
export function useLeaveWarning(
  replica: { status(): Pick<SyncStatus, "unsavedEdits" | "keepsLocally"> },
  files: DocumentFiles,
): void {
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent): void => {
      const { unsavedEdits, keepsLocally } = replica.status();
      const { waiting, areKept } = files.status();
      if ((unsavedEdits > 0 && !keepsLocally) || (waiting > 0 && !areKept)) event.preventDefault();
    };
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, [replica, files]);
}
