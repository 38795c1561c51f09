const SLICES = 4;
const SLICE = 256;

/**
 * Tables of CRC-32 (IEEE 802.3, reflected polynomial 0xEDB88320), one after another, one entry for each byte: the second
 * takes in a byte and a zero behind it, and so on, so that four bytes do not wait for one another ("slicing by 4":
 * Kounavis and Berry, A Systematic Approach to Building High Performance Software-based CRC Generators, 2005).
 */
const tables = new Int32Array(SLICES * SLICE);
for (let index = 0; index < tables.length; index++) {
  let value = index < SLICE ? index : tables[index - SLICE]!;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  tables[index] = value;
}

/**
 * CRC-32 of `bytes`, or of those before `end`, as zip and Ethernet compute it: finds damage, proves
 * nothing against a forger.
 */
export function crc32(bytes: Uint8Array, end = bytes.length): number {
  let value = -1;
  let index = 0;
  for (const stop = end - SLICES + 1; index < stop; index += SLICES) {
    value ^= bytes[index]! | (bytes[index + 1]! << 8) | (bytes[index + 2]! << 16) | (bytes[index + 3]! << 24);
    value =
      tables[3 * SLICE + (value & 0xff)]! ^
      tables[2 * SLICE + ((value >>> 8) & 0xff)]! ^
      tables[SLICE + ((value >>> 16) & 0xff)]! ^
      tables[value >>> 24]!;
  }
  for (; index < end; index++) value = tables[(value ^ bytes[index]!) & 0xff]! ^ (value >>> 8);
  return ~value >>> 0;
}
