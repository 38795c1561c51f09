/** "Saved" is said of a document only if the server has its files as well. */
import type { FilesStatus } from "@weft/sync";
import { countWords } from "../design/when-words.ts";
import type { StatusView } from "./status-view.ts";

/** The words for a document whose edits stand as `view` says, and whose files stand as `files` says. */
export function withFiles(view: StatusView, files: FilesStatus): StatusView {
  if (!files.isKnown) return view.state === "saved" ? lookingForFiles(view) : view;
  if (files.waiting === 0) return view;
  const count = countWords(files.waiting, "file");
  const sentence = whereFilesAre(files);
  const pending = view.pending + files.waiting;
  if (view.state !== "saved") {
    const aside = view.aside === null ? count : `${view.aside}, ${count}`;
    return { ...view, aside, pending, sentences: [...view.sentences, sentence] };
  }
  const words = `Your words are on the server's disk, but ${count} ${isAre(files.waiting)} not.`;
  const shared = { ...view, pending, sentences: [words, sentence] };
  return files.refused === files.waiting
    ? { ...shared, state: "files-refused", dot: "attention", word: "Not all saved", aside: count }
    : { ...shared, state: "saving", dot: "saving", word: "Saving", aside: count };
}

function lookingForFiles(view: StatusView): StatusView {
  const sentences = ["Your words are on the server's disk. It is being looked up whether a file waits here."];
  return { ...view, state: "saving", dot: "saving", word: "Saving", aside: null, sentences };
}

function whereFilesAre({ waiting, refused, areKept }: FilesStatus): string {
  const count = countWords(waiting, "file");
  const refusal =
    refused === 0
      ? ""
      : ` The server does not take ${refused === waiting ? "" : `${refused} of `}${theyThem(waiting)}: the text says why.`;
  if (!areKept) {
    return `${count} ${isAre(waiting)} in this window only, because this browser has no room for more. Leave it open.${refusal}`;
  }
  if (refused === waiting) return `We kept ${count} on this device.${refusal}`;
  return `We kept ${count} on this device until the server has ${theyThem(waiting)}; you may close this window.${refusal}`;
}

function theyThem(count: number): string {
  return count === 1 ? "it" : "them";
}

function isAre(count: number): string {
  return count === 1 ? "is" : "are";
}
