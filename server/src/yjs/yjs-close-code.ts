import { type CloseName, closeCodes } from "@weft/protocol";

/**
 * The code that a socket of a Yjs client is closed with. y-websocket takes 4400 to 4499 for a word that nothing can be
 * done about and does not come back (`shouldReconnect`), so what passes by itself has a number above.
 */
export function yjsCloseCode(name: CloseName): number {
  if (name === "resync") return 4508;
  if (name === "tooMany") return 4529;
  return closeCodes[name];
}
