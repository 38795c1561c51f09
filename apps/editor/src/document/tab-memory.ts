/**
 * What a tab remembers of a document over a reload, in session storage: the id under which it wrote, what it can
 * undo, and where the selection was then. Whatever is damaged, foreign or too large is as if it were not there.
 */
import { fromBase64, toBase64 } from "../base64.ts";

/** The memory of one document. */
export interface TabMemory {
  readonly replica: string;
  readonly undoMemory: Uint8Array;
  /** As `selectionMemory` of `@weft/tiptap` gives it. */
  readonly selections: string;
}

/** Session storage holds some five million characters, for all documents of the tab together. */
const lengthMax = 400_000;

/** What this tab noted of the document, or null. */
export function readTabMemory(documentId: string): TabMemory | null {
  try {
    return parseTabMemory(sessionStorage.getItem(keyOf(documentId)));
  } catch {
    return null;
  }
}

/** Notes it, in the place of what was noted before. */
export function writeTabMemory(documentId: string, memory: TabMemory): void {
  const { replica, undoMemory, selections } = memory;
  const json = JSON.stringify({ replica, undoMemory: toBase64(undoMemory), selections });
  try {
    if (json.length <= lengthMax) sessionStorage.setItem(keyOf(documentId), json);
    else sessionStorage.removeItem(keyOf(documentId));
  } catch {
    // A browser that keeps nothing: undo then begins anew, or goes by the log.
  }
}

/** The memory that `json` spells, or null. */
export function parseTabMemory(json: string | null): TabMemory | null {
  let value: unknown;
  try {
    value = JSON.parse(json ?? "null");
  } catch {
    return null;
  }
  const fields: Readonly<Record<string, unknown>> =
    typeof value === "object" && value !== null ? { ...value } : {};
  const { replica, undoMemory, selections } = fields;
  const bytes = typeof undoMemory === "string" ? fromBase64(undoMemory) : null;
  if (typeof replica !== "string" || typeof selections !== "string" || !bytes) return null;
  return { replica, undoMemory: bytes, selections };
}

function keyOf(documentId: string): string {
  return `weft:tab:${documentId}`;
}
