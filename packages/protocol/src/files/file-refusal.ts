/** Why a server takes no file, or gives none: the `reason` of `{ "error": sentence, "reason": … }`. */
export type FileRefusal = (typeof fileRefusals)[number];

/** All reasons. A client treats one that it does not know as `unavailable`. */
export const fileRefusals = [
  /** The address is none of a file. */
  "malformed",
  /** The document is not known, or the token does not open it. */
  "unauthorized",
  /** The token's role takes no files, or the page is another host's. */
  "forbidden",
  /** The document has no such file. */
  "missing",
  /** The bytes stopped coming. */
  "too-slow",
  /** It has more than `fileBytesMax`. */
  "too-large",
  /** The document has as many files, or as many bytes of files, as it may have. */
  "document-full",
  /** The bytes are others than those that the hash names. */
  "wrong-hash",
  /** More than this address may send at once or within an hour. */
  "too-many",
  /** The server's disk has no room. */
  "server-full",
  /** Anything else, that may pass. */
  "unavailable",
] as const;

/** `text` as a reason; one that is not known is `unavailable`. */
export function parseFileRefusal(text: unknown): FileRefusal {
  return fileRefusals.find((reason) => reason === text) ?? "unavailable";
}

/** Whether the same request may be answered otherwise later, without anybody doing anything about it. */
export function mayPass(reason: FileRefusal): boolean {
  switch (reason) {
    case "too-slow":
    case "too-many":
    case "server-full":
    case "unavailable":
    case "missing":
    case "unauthorized":
      return true;
    default:
      return false;
  }
}
