/** Messages of the techniques that have no format of their own: JSON as UTF-8. The lab sends them only to itself. */

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The bytes of a value. */
export function packJson(value: unknown): Uint8Array {
  return encoder.encode(JSON.stringify(value));
}

/** The value of bytes that `packJson` made. */
export function unpackJson<Value>(bytes: Uint8Array): Value {
  return JSON.parse(decoder.decode(bytes));
}

/** One message of several, each of which is a list. */
export function gatherLists(messages: readonly Uint8Array[]): Uint8Array {
  const [only, ...others] = messages;
  if (only && others.length === 0) return only;
  return packJson(messages.flatMap((message) => unpackJson<readonly unknown[]>(message)));
}
