/** Which stains this browser's person has read, by document, in local storage: at most so many, the newest. */

const idsMax = 200;

/** The ids of places that were read. */
export function readPlaces(documentId: string): ReadonlySet<string> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(keyOf(documentId)) ?? "[]");
    return new Set(Array.isArray(value) ? value.filter((id) => typeof id === "string") : []);
  } catch {
    return new Set();
  }
}

/** Notes that they were read; a browser without storage shows them again. */
export function noteRead(documentId: string, ids: ReadonlySet<string>): void {
  try {
    localStorage.setItem(keyOf(documentId), JSON.stringify([...ids].slice(-idsMax)));
  } catch {
    // It is only about a mark in the margin.
  }
}

function keyOf(documentId: string): string {
  return `weft:read:${documentId}`;
}
