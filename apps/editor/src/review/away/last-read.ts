/** Up to where this browser's person has read a document: a version and when that was, in local storage. */
import { parseVersion, spellVersion } from "@weft/conflicts";
import type { RichText } from "@weft/richtext";

/** What was read. */
export interface LastRead {
  readonly version: ReturnType<RichText["version"]>;
  readonly atMs: number;
}

/** What was noted of a document; null if nothing was, or in a browser without storage. */
export function lastRead(documentId: string): LastRead | null {
  try {
    return parseLastRead(localStorage.getItem(keyOf(documentId)));
  } catch {
    return null;
  }
}

/** Notes it, in the place of what was noted before. */
export function noteLastRead(documentId: string, { version, atMs }: LastRead): void {
  try {
    localStorage.setItem(keyOf(documentId), `${Math.round(atMs)} ${spellVersion(version)}`);
  } catch {
    // The next visit then tells of nothing.
  }
}

/** What a note says; null for anything else. */
export function parseLastRead(note: string | null): LastRead | null {
  const [, atMs = "", spelled = ""] = /^(\d{1,15}) ?(.*)$/s.exec(note ?? "") ?? [];
  const version = atMs === "" ? null : parseVersion(spelled);
  return version && { version, atMs: Number(atMs) };
}

function keyOf(documentId: string): string {
  return `weft:last-read:${documentId}`;
}
