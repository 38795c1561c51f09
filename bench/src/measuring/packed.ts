/** Many byte arrays as one, each behind its length in four bytes. */
export function packed(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + 4 + part.length, 0));
  const view = new DataView(whole.buffer);
  let at = 0;
  for (const part of parts) {
    view.setUint32(at, part.length);
    whole.set(part, at + 4);
    at += 4 + part.length;
  }
  return whole;
}

/** The parts of `packed`, as views into it. */
export function unpacked(whole: Uint8Array): Uint8Array[] {
  const view = new DataView(whole.buffer, whole.byteOffset, whole.byteLength);
  const parts: Uint8Array[] = [];
  for (let at = 0; at < whole.length; ) {
    const length = view.getUint32(at);
    parts.push(whole.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return parts;
}
