import { describe, expect, test } from "vitest";
import {
  fileHashOf,
  filePath,
  fileRefusals,
  mayPass,
  parseDocumentId,
  parseFileHash,
  parseFileRefusal,
  sniffedBytes,
  sniffFileType,
} from "../src/index.ts";

/** Bytes of Latin-1, filled up with `fill` to the length that is looked at. */
function head(text: string, fill = 0): Uint8Array {
  const bytes = new Uint8Array(Math.max(text.length, sniffedBytes)).fill(fill);
  for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index);
  return bytes;
}

const pictures: readonly (readonly [string, string])[] = [
  ["image/png", "\x89PNG\r\n\x1a\n\0\0\0\rIHDR"],
  ["image/jpeg", "\xff\xd8\xff\xe0"],
  ["image/gif", "GIF89a"],
  ["image/gif", "GIF87a"],
  ["image/webp", "RIFF\n\0\0\0WEBPVP8L"],
  ["image/avif", "\0\0\0\x1cftypavif"],
];

const others: readonly (readonly [string, string])[] = [
  ["application/pdf", "%PDF-1.7"],
  ["audio/wav", "RIFF\n\n\n\nWAVEfmt "],
  ["audio/mpeg", "ID3\x04"],
  ["audio/mpeg", "\xff\xfb"],
  ["audio/flac", "fLaC"],
  ["audio/ogg", "OggS\0"],
  ["video/mp4", "\0\0\0\x18ftypmp42"],
  ["video/quicktime", "\0\0\0\x18ftypqt  "],
  ["video/webm", "\x1aE\xdf\xa3"],
  ["application/zip", "PK\x03\x04"],
  ["application/gzip", "\x1f\x8b\x08"],
];

describe("types of files", () => {
  test.each(pictures)("[PR-30] %s is a picture", (mediaType, text) => {
    for (const fill of [0, 10, 65, 255]) {
      expect(sniffFileType(head(text, fill))).toMatchObject({ mediaType, isPicture: true });
    }
  });

  test.each(others)("[PR-30] %s is known and is no picture", (mediaType, text) => {
    expect(sniffFileType(head(text))).toMatchObject({ mediaType, isPicture: false });
  });

  test.each([
    ["HTML", "<!doctype html><script>"],
    ["HTML after spaces", " \n<html>"],
    ["SVG", "<svg xmlns='http://www.w3.org/2000/svg'>"],
    ["XML", '<?xml version="1.0"?>'],
    ["a script", "import 'x';"],
    ["nothing", ""],
    ["HTML that says it is a PNG", "\x89PNG<html><body>"],
    ["a PNG without its first chunk", "\x89PNG\r\n\x1a\n<script>"],
    ["HTML that says it is a GIF", "GIF8<html>"],
    ["a GIF that begins later", "\nGIF89a"],
    ["a container of unknown content", "RIFF\0\0\0\0<svg>"],
  ])("[PR-30] %s has no type", (_, text) => {
    expect(sniffFileType(head(text))).toMatchObject({
      mediaType: "application/octet-stream",
      isPicture: false,
    });
    expect(sniffFileType(head(text).subarray(0, text.length)).isPicture).toBe(false);
  });
});

test("[PR-30] a file has one name", () => {
  const hash = "0a".repeat(32);
  expect(parseFileHash(hash)).toBe(hash);
  expect(fileHashOf(new Uint8Array(32).fill(10))).toBe(hash);
  for (const wrong of [
    "",
    hash.toUpperCase(),
    `${hash}0`,
    hash.slice(1),
    `../${hash.slice(3)}`,
    `${hash}\n`,
  ]) {
    expect(parseFileHash(wrong), wrong).toBeNull();
  }
  expect(fileHashOf(new Uint8Array(31))).toBeNull();
  const documentId = parseDocumentId("f".repeat(32));
  if (documentId === null) throw new Error("the id is well-formed");
  expect(filePath(documentId, fileHashOf(new Uint8Array(32))!)).toBe(
    `/api/documents/${documentId}/files/${"0".repeat(64)}`,
  );
});

test("[PR-31] reasons are told apart by what can be done about them", () => {
  expect(fileRefusals.filter((reason) => !mayPass(reason))).toEqual([
    "malformed",
    "forbidden",
    "too-large",
    "document-full",
    "wrong-hash",
  ]);
  expect(fileRefusals.map(parseFileRefusal)).toEqual(fileRefusals);
  for (const unknown of ["new", undefined, null, 7, {}])
    expect(parseFileRefusal(unknown)).toBe("unavailable");
});
