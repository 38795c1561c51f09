/** Thrown if our own log of a Yjs document cannot be read. */
export class UnreadableYjsLogError extends Error {
  override readonly name = "UnreadableYjsLogError";
}
