/** A version as a text, to be noted beside a document. */
import { parseReplicaId, type ReplicaId, type Version } from "@weft/rga";

/** `<replica>:<counters known>` a replica, in the order of their ids. */
export function spellVersion(version: Version): string {
  return [...version]
    .map(([replica, known]) => `${replica}:${known}`)
    .sort()
    .join(" ");
}

/** The version that a text spells; null for any other text. */
export function parseVersion(text: string): Version | null {
  const version = new Map<ReplicaId, number>();
  for (const part of text === "" ? [] : text.split(" ")) {
    const [, id = "", digits = ""] = /^([0-9a-f]{16}):(\d{1,15})$/.exec(part) ?? [];
    const replica = parseReplicaId(id);
    if (replica === null || version.has(replica)) return null;
    version.set(replica, Number(digits));
  }
  return version;
}
