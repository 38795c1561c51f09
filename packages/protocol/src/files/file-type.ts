/**
 * What a file is, told from its first bytes and from nothing else: names and headers are what a stranger says.
 * The signatures are those of the WHATWG's "MIME Sniffing Standard", sections 6.1 to 6.3, with a few that it leaves out,
 * and without those that are text (HTML, SVG, XML): what has no signature here has no type, and is never shown.
 */
import { toHex } from "@weft/base";

/** A type that a file's bytes prove. */
export interface FileType {
  /** Such as `image/png`; `application/octet-stream` for all that is not known. */
  readonly mediaType: string;
  /** Without the dot. */
  readonly ending: string;
  /** Whether a page may show it: pictures made of pixels, in which nothing can run. */
  readonly isPicture: boolean;
}

/** How many bytes of a file's beginning `sniffFileType` looks at. */
export const sniffedBytes = 16;

/** The type of all files that prove none. */
export const unknownFileType: FileType = {
  mediaType: "application/octet-stream",
  ending: "bin",
  isPicture: false,
};

interface Signature {
  readonly type: FileType;
  /** Hexadecimal digits, two a byte; two dots are any byte, `|` another beginning. */
  readonly pattern: RegExp;
}

const picture = (mediaType: string, ending: string, beginnings: string): Signature => ({
  type: { mediaType, ending, isPicture: true },
  pattern: new RegExp(`^(${beginnings})`),
});
const other = (mediaType: string, ending: string, beginnings: string): Signature => ({
  type: { mediaType, ending, isPicture: false },
  pattern: new RegExp(`^(${beginnings})`),
});

const signatures: readonly Signature[] = [
  // The head of the first chunk belongs to it: that alone is a picture.
  picture("image/png", "png", "89504e470d0a1a0a........49484452"),
  picture("image/jpeg", "jpg", "ffd8ff"),
  picture("image/gif", "gif", "474946383761|474946383961"),
  picture("image/webp", "webp", "52494646........574542505650"),
  picture("image/avif", "avif", "........66747970617669(66|73)"),
  other("application/pdf", "pdf", "255044462d"),
  other("audio/wav", "wav", "52494646........57415645"),
  other("audio/mpeg", "mp3", "494433|ff(e2|e3|f2|f3|fa|fb)"),
  other("audio/flac", "flac", "664c6143"),
  other("audio/ogg", "ogg", "4f67675300"),
  other("video/quicktime", "mov", "........6674797071742020"),
  other("video/mp4", "mp4", "........66747970"),
  other("video/webm", "webm", "1a45dfa3"),
  other("application/zip", "zip", "504b0304|504b0506"),
  other("application/gzip", "gz", "1f8b08"),
];

/** The type that a file's first bytes prove; at least `sniffedBytes` of them, or the whole file. */
export function sniffFileType(head: Uint8Array): FileType {
  const digits = toHex(head.subarray(0, sniffedBytes));
  return signatures.find(({ pattern }) => pattern.test(digits))?.type ?? unknownFileType;
}
