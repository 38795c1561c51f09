/** Hands `text` to the browser as a file to keep, under a name made of `title`. */
export function saveFile(title: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.download = `${title.replaceAll(/[^\p{L}\p{N} _-]+/gu, " ").trim() || "Untitled"}.txt`;
  anchor.click();
  URL.revokeObjectURL(url);
}
