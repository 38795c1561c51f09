import type { Replica } from "@weft/sync";
import { useEffect } from "react";

/** Has the browser ask before the window goes while it holds edits that nothing else holds. */
export function useLeaveWarning(replica: Replica): void {
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent): void => {
      const { unsavedEdits, keepsLocally } = replica.status();
      if (unsavedEdits > 0 && !keepsLocally) event.preventDefault();
    };
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, [replica]);
}
