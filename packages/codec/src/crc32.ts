/** The table of CRC-32 (IEEE 802.3, reflected polynomial 0xEDB88320), one entry for each byte. */
const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

/**
 * CRC-32 of `bytes`, or of those from `start` to `end - 1`, as zip and Ethernet compute it: finds damage, proves
 * nothing against a forger.
 */
export function crc32(bytes: Uint8Array, end = bytes.length, start = 0): number {
  let value = 0xffffffff;
  for (let index = start; index < end; index++) {
    value = (table[(value ^ (bytes[index] ?? 0)) & 0xff] ?? 0) ^ (value >>> 8);
  }
  return (value ^ 0xffffffff) >>> 0;
}
