import { useEffect } from "react";
import { type RecordedDocument, ShelfRecorder } from "./shelf-recorder.ts";

/** Keeps the shelf's entry of an open document true for as long as it is open. */
export function useShelfRecord({ replica, richText, files, link }: RecordedDocument): void {
  useEffect(() => {
    const recorder = new ShelfRecorder({ replica, richText, files, link });
    return () => recorder.stop();
  }, [replica, richText, files, link]);
}
