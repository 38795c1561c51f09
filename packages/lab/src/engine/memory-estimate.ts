/**
 * What a state weighs in memory, estimated by walking its objects: the same number in every JavaScript engine, which no
 * measurement of a heap is. It counts 16 bytes an object, 8 a slot, 2 a character and what typed arrays hold; closures and
 * private fields are not seen. Good for comparing one state with its own growth, not for buying machines.
 */

const objectBytes = 16;
const slotBytes = 8;

/** Bytes of everything that can be reached from `roots`, each object once. */
export function estimateMemory(roots: readonly unknown[]): number {
  const seen = new Set<object>();
  const waiting: unknown[] = [...roots];
  let bytes = 0;
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value === "string") bytes += objectBytes + 2 * value.length;
    if (typeof value !== "object" || value === null || seen.has(value)) continue;
    seen.add(value);
    bytes += objectBytes;
    if (ArrayBuffer.isView(value)) {
      if (!seen.has(value.buffer)) bytes += value.buffer.byteLength;
      seen.add(value.buffer);
      continue;
    }
    if (value instanceof Map) for (const [key, held] of value) waiting.push(key, held);
    if (value instanceof Map) bytes += 3 * slotBytes * value.size;
    if (value instanceof Set) for (const held of value) waiting.push(held);
    if (value instanceof Set) bytes += 2 * slotBytes * value.size;
    for (const held of Object.values(value)) {
      bytes += slotBytes;
      waiting.push(held);
    }
  }
  return bytes;
}
