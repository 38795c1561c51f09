/** The formats of other programs, loaded when they are first needed: their parsers are larger than the editor's start. */

/** All of `@weft/interchange`. */
export type Interchange = typeof import("@weft/interchange");

let loaded: Interchange | null = null;

/** The package if it is here already. */
export function loadedInterchange(): Interchange | null {
  return loaded;
}

/** The package. Rejects if it cannot be had, as without a network in a window that was never here before. */
export async function loadInterchange(): Promise<Interchange> {
  loaded ??= await import("@weft/interchange");
  return loaded;
}
