/** What kind of file it is. */
export interface SavedFileKind {
  /** Of its name, without the dot. */
  readonly ending: string;
  readonly mediaType: string;
}

const plainText: SavedFileKind = { ending: "txt", mediaType: "text/plain" };

/** Hands `text` to the browser as a file to keep, under a name made of `title`. */
export function saveFile(title: string, text: string, { ending, mediaType } = plainText): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${mediaType};charset=utf-8` }));
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.download = `${title.replaceAll(/[^\p{L}\p{N}_-]+/gu, " ").trim() || "Untitled"}.${ending}`;
  anchor.click();
  URL.revokeObjectURL(url);
}
