/** Under which replica ids this browser's person has written in a document: only that tells their work from others'. */

const idsMax = 100;

/** The ids, `replica` among them from now on; a browser without storage knows only that one. */
export function ownReplicas(documentId: string, replica: string): ReadonlySet<string> {
  const key = `weft:own:${documentId}`;
  const ids = new Set([...readIds(key), replica]);
  try {
    localStorage.setItem(key, JSON.stringify([...ids].slice(-idsMax)));
  } catch {
    // What was written before a reload then reads as somebody else's.
  }
  return ids;
}

function readIds(key: string): readonly string[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? "[]");
    return Array.isArray(value) ? value.filter((id) => typeof id === "string") : [];
  } catch {
    return [];
  }
}
