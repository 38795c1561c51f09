/**
 * Assertions for our own bugs. They stay on in production: a broken invariant stops the work at once instead
 * of spreading into saved bytes. They are never used for bytes or wishes that come from outside.
 */

/** Thrown when an invariant of the project itself is broken. */
export class AssertionError extends Error {
  override readonly name = "AssertionError";
}

/** Throws an `AssertionError` with `message` unless `condition` holds. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new AssertionError(message);
}

/** Ends a switch over a tagged union: does not compile while a case is left over. */
export function unreachable(value: never): never {
  throw new AssertionError(`unreachable case: ${JSON.stringify(value)}`);
}
