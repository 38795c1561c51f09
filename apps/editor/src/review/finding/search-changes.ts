/** Looks for what people did since a version: plain values in and out, so that it can be done elsewhere. */
import { type Change, findChanges, isResolutionKey, parseVersion, sidesOfWriters } from "@weft/conflicts";
import type { RichText } from "@weft/richtext";

/** Finds the changes of some people, each with the replica ids under which they wrote. */
export type ChangeSearch = (
  base: ReturnType<RichText["version"]>,
  writers: readonly (readonly string[])[],
) => Promise<readonly Change[]>;

/** The changes of these people since the version that `base` spells, without what programs noted. */
export function searchChanges(
  document: RichText,
  base: string,
  writers: readonly (readonly string[])[],
): readonly Change[] {
  const version = parseVersion(base) ?? new Map();
  const known = [...document.version().keys()];
  const sides = writers.map((replicas) => known.filter((replica) => replicas.includes(replica)));
  const found = findChanges({ base: version, sides: sidesOfWriters(document, version, sides), document });
  return found.filter(({ register }) => register === null || !isNote(register));
}

function isNote({ target, key }: { readonly target: string; readonly key: string }): boolean {
  return target === "document" && (key.startsWith(".") || isResolutionKey(key));
}
