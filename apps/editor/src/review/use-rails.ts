import { useCallback, useEffect, useState } from "react";
import type { ReviewState } from "./use-review.ts";

/** Which of the rails stands beside the text: one at a time. */
export interface Rails {
  readonly isAwayOpen: boolean;
  readonly openAway: (isOpen: boolean) => void;
}

/** The rail of what was missed gives way to the review's, and the other way round. */
export function useRails({ isOpen, setOpen }: ReviewState): Rails {
  const [isAwayOpen, setAwayOpen] = useState(false);
  useEffect(() => {
    if (isOpen) setAwayOpen(false);
  }, [isOpen]);
  const openAway = useCallback(
    (opened: boolean) => {
      if (opened) setOpen(false);
      setAwayOpen(opened);
    },
    [setOpen],
  );
  return { isAwayOpen: isAwayOpen && !isOpen, openAway };
}
