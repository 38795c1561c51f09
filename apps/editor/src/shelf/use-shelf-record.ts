import type { RichText } from "@weft/richtext";
import type { Replica } from "@weft/sync";
import { useEffect } from "react";
import type { DocumentLink } from "../share/document-link.ts";
import { ShelfRecorder } from "./shelf-recorder.ts";

/** Keeps the shelf's entry of an open document true for as long as it is open. */
export function useShelfRecord(replica: Replica, richText: RichText, link: DocumentLink): void {
  useEffect(() => {
    const recorder = new ShelfRecorder(replica, richText, link);
    return () => recorder.stop();
  }, [replica, richText, link]);
}
