import { systemClock } from "@weft/base";
import type { RichText } from "@weft/richtext";
import type { Replica } from "@weft/sync";
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { ownFace } from "../people/own-face.ts";
import { currentSettings } from "../settings/settings.ts";
import { noteOwnReplicas, ownReplicas } from "./own-replicas.ts";
import { nothingToReview, Review, type ReviewView } from "./review.ts";

/** The review of an open document on its screen. */
export interface ReviewState {
  /** Null until it is being looked through. */
  readonly review: Review | null;
  /** What there is to look at; drawn again after every change. */
  readonly view: ReviewView;
  /** Whether the rail is open. */
  readonly isOpen: boolean;
  readonly setOpen: (isOpen: boolean) => void;
}

/** Reviews a document for as long as it is open. */
export function useReview(replica: Replica, document: RichText, canWrite: boolean): ReviewState {
  const [review, setReview] = useState<Review | null>(null);
  const [isOpen, setOpen] = useState(false);
  const mayWrite = useRef(canWrite);
  mayWrite.current = canWrite;
  useEffect(() => {
    const { documentId } = document;
    noteOwnReplicas(documentId, [document.replica]);
    const opened = new Review({
      document,
      clock: systemClock,
      face: () => ownFace(currentSettings()),
      ownReplicas: () => ownReplicas(documentId),
      onOwn: (replicas) => noteOwnReplicas(documentId, replicas),
      mayWrite: () => mayWrite.current,
      onMeeting: (listener) => replica.onMeeting(listener),
    });
    setReview(opened);
    return () => {
      opened.close();
      setReview(null);
    };
  }, [replica, document]);
  const subscribe = useCallback((changed: () => void) => review?.onChange(changed) ?? (() => {}), [review]);
  const view = useSyncExternalStore(subscribe, () => review?.view ?? nothingToReview);
  return { review, view, isOpen, setOpen };
}
