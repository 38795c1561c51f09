import type { ByteRange } from "../files/file-store.ts";

/** Which part of a file is wanted. */
export type WantedRange =
  | { readonly kind: "whole" }
  | { readonly kind: "part"; readonly range: ByteRange }
  /** It has no such part. */
  | { readonly kind: "outside" };

/**
 * What a `Range` header wants of a file of `size` bytes (RFC 9110, section 14). A server may give the whole file to
 * whatever it does not care to read: several ranges at once, other units, nonsense.
 */
export function parseByteRange(header: string | undefined, size: number): WantedRange {
  const [, first = "", last = ""] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? "") ?? [];
  if (first === "" && last === "") return { kind: "whole" };
  if (first === "") {
    const length = Math.min(Number(last), size);
    return length === 0 ? { kind: "outside" } : part(size - length, size);
  }
  const start = Number(first);
  const end = last === "" ? size : Math.min(Number(last) + 1, size);
  if (last !== "" && Number(last) < start) return { kind: "whole" };
  return start >= size ? { kind: "outside" } : part(start, end);
}

function part(start: number, end: number): WantedRange {
  return { kind: "part", range: { start, end } };
}
