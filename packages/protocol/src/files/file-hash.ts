import { type Brand, toHex } from "@weft/base";

/** The SHA-256 of a file's bytes as 64 lower-case hexadecimal digits: the name under which it is kept. */
export type FileHash = Brand<string, "FileHash">;

/** `text` as the hash of a file, or null if it is not 64 lower-case hexadecimal digits. One file has one name. */
export function parseFileHash(text: string): FileHash | null {
  return /^[0-9a-f]{64}$/.test(text) ? (text as FileHash) : null;
}

/** The hash that a digest of 32 bytes spells, or null if it has another length. */
export function fileHashOf(digest: Uint8Array): FileHash | null {
  return parseFileHash(toHex(digest));
}
