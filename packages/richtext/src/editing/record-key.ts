import type { Edit } from "../rich-text.ts";

/**
 * Whether a property of the document holds a program's own record, such as that two sides met: nobody did that by hand, so no
 * undo takes it back. A dot at the beginning says so, to whoever reads the log as well.
 */
export function isRecordKey(key: string): boolean {
  return key.startsWith(".");
}

/** Whether an edit writes such a record. */
export function isRecord(edit: Edit): boolean {
  return edit.type === "setProperty" && isRecordKey(edit.key);
}
