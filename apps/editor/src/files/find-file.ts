/** One file of a document, wherever it is: waited for until it is here, or cannot be had. */
import type { DocumentFiles, FileHash } from "@weft/sync";

/** What is needed of a document's files. */
export type ReadableFiles = Pick<DocumentFiles, "view" | "onView" | "want">;

/** A file that is fetched. */
export interface FileSearch {
  /** Its bytes as soon as they are here; null if they cannot be had. */
  readonly found: Promise<Blob | null>;
  giveUp(): void;
}

/** Fetches a file, if it is not here. */
export function findFile(files: ReadableFiles, hash: FileHash): FileSearch {
  let giveUp = (): void => {};
  const found = new Promise<Blob | null>((resolve) => {
    const end = (blob: Blob | null): void => {
      stop();
      resolve(blob);
    };
    const look = (): void => {
      const view = files.view(hash);
      if (view.state === "here") end(view.blob);
      else if (view.state === "offline" || view.state === "failed") end(null);
    };
    const stop = files.onView(hash, look);
    giveUp = () => end(null);
    files.want(hash);
    look();
  });
  return { found, giveUp };
}
