/** Under which replica ids this browser's person has written in a document: only that tells their work from others'. */

const idsMax = 100;

/** The ids that are known by now; windows of this browser that were opened later are among them. */
export function ownReplicas(documentId: string): ReadonlySet<string> {
  return new Set([...(idsByDocument.get(documentId) ?? []), ...readIds(keyOf(documentId))]);
}

/** Notes that ids are this person's; a browser without storage knows them until the page goes. */
export function noteOwnReplicas(documentId: string, replicas: Iterable<string>): void {
  const before = ownReplicas(documentId);
  const ids = new Set([...before, ...replicas]);
  if (ids.size === before.size) return;
  idsByDocument.set(documentId, ids);
  try {
    localStorage.setItem(keyOf(documentId), JSON.stringify([...ids].slice(-idsMax)));
  } catch {
    // What was written before a reload then reads as somebody else's.
  }
}

const idsByDocument = new Map<string, ReadonlySet<string>>();

function keyOf(documentId: string): string {
  return `weft:own:${documentId}`;
}

function readIds(key: string): readonly string[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? "[]");
    return Array.isArray(value) ? value.filter((id) => typeof id === "string") : [];
  } catch {
    return [];
  }
}
