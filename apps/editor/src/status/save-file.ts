import { saveBlob } from "../design/save-blob.ts";

/** What kind of file it is. */
export interface SavedFileKind {
  /** Of its name, without the dot. */
  readonly ending: string;
  readonly mediaType: string;
}

const plainText: SavedFileKind = { ending: "txt", mediaType: "text/plain" };

/** Hands `text` to the browser as a file to keep, under a name made of `title`. */
export function saveFile(title: string, text: string, { ending, mediaType } = plainText): void {
  const name = title.replaceAll(/[^\p{L}\p{N}_-]+/gu, " ").trim() || "Untitled";
  saveBlob(new Blob([text], { type: `${mediaType};charset=utf-8` }), `${name}.${ending}`);
}
