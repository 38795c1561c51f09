/** What a file block says of its file, read with care: attributes are other people's. */
import type { Node } from "@tiptap/pm/model";
import { type FileHash, parseFileHash } from "@weft/sync";

/** The file behind a block. */
export interface NamedFile {
  /** Null if the block names none, as a picture from another program. */
  readonly hash: FileHash | null;
  readonly name: string;
  /** In bytes; null if it is not said. */
  readonly size: number | null;
}

/** Of a picture, in its own pixels. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

const nameLengthMax = 200;

/** What a block says of its file. */
export function namedFile({ attrs }: Pick<Node, "attrs">): NamedFile {
  const { hash, name, size } = attrs;
  return {
    hash: typeof hash === "string" ? parseFileHash(hash) : null,
    name: fileName(typeof name === "string" ? name : ""),
    size: typeof size === "number" && size >= 0 && Number.isFinite(size) ? size : null,
  };
}

/** A name that neither leads into a folder nor looks like another one. */
export function fileName(name: string): string {
  const plain = name
    .replaceAll(/[\p{Cc}\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu, "")
    .replaceAll(/[/\\:*?"<>|]/g, "_")
    .replace(/^\.+/, "")
    .trim();
  return plain.slice(0, nameLengthMax) || "file";
}

/** The size that a picture's block says; null if it says none that a picture can have. */
export function pictureSize({ attrs }: Pick<Node, "attrs">): PictureSize | null {
  const { width, height } = attrs;
  if (!isPixels(width) || !isPixels(height)) return null;
  const ratio = width / height;
  return ratio < 1 / 50 || ratio > 50 ? null : { width, height };
}

function isPixels(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) > 0 && Number(value) < 100_000;
}
