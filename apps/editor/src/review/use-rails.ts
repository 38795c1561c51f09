import { useCallback, useEffect, useState } from "react";

/** A rail that knows itself whether it is open. */
interface Rail {
  readonly isOpen: boolean;
  readonly setOpen: (isOpen: boolean) => void;
}

/** Which of the rails stands beside the text: one at a time. */
export interface Rails {
  readonly isAwayOpen: boolean;
  readonly openAway: (isOpen: boolean) => void;
}

/** The rail that opens last stands: those of the review, of the comments, and of what was missed. */
export function useRails(review: Rail, comments: Rail): Rails {
  const [isAwayOpen, setAwayOpen] = useState(false);
  const { isOpen: isReviewOpen, setOpen: openReview } = review;
  const { isOpen: isCommentsOpen, setOpen: openComments } = comments;
  useEffect(() => {
    if (!isReviewOpen) return;
    setAwayOpen(false);
    openComments(false);
  }, [isReviewOpen, openComments]);
  useEffect(() => {
    if (!isCommentsOpen) return;
    setAwayOpen(false);
    openReview(false);
  }, [isCommentsOpen, openReview]);
  const openAway = useCallback(
    (opened: boolean) => {
      if (opened) {
        openReview(false);
        openComments(false);
      }
      setAwayOpen(opened);
    },
    [openReview, openComments],
  );
  return { isAwayOpen: isAwayOpen && !isReviewOpen && !isCommentsOpen, openAway };
}
