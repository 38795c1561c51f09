/** Looks for what was done since a version: plain values in and out, so that it can be done elsewhere. */
import { type Change, findChanges, isResolutionKey, type MergeRecord } from "@weft/conflicts";
import type { RichText } from "@weft/richtext";

/** Finds the changes of some people, each with the replica ids under which they wrote. */
export type ChangeSearch = (
  base: ReturnType<RichText["version"]>,
  writers: readonly (readonly string[])[],
) => Promise<readonly Change[]>;

/** The changes of these sides since a version, without what programs noted. */
export function searchChanges(
  document: RichText,
  base: ReturnType<RichText["version"]>,
  sides: MergeRecord["sides"],
): readonly Change[] {
  const found = findChanges({ base, sides, document });
  return found.filter(({ register }) => register === null || !isNote(register));
}

function isNote({ target, key }: { readonly target: string; readonly key: string }): boolean {
  return target === "document" && (key.startsWith(".") || isResolutionKey(key));
}
