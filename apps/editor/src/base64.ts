/** Bytes as text of 64 kinds of characters, as storage and addresses take it (RFC 4648, section 4). */

/** Bytes that are turned into characters in one call: of a file of many megabytes each by itself takes seconds. */
const bytesAtOnce = 8192;

/** The text that spells `bytes`. */
export function toBase64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += bytesAtOnce) {
    parts.push(String.fromCharCode(...bytes.subarray(at, at + bytesAtOnce)));
  }
  return btoa(parts.join(""));
}

/** The bytes that `text` spells, or null if it spells none. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}
