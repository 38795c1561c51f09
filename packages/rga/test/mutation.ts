import { concatBytes, type Random } from "@weft/base";

/** The bytes with one to three of them changed, taken out, put in or moved. */
export function mutated(bytes: Uint8Array, random: Random): Uint8Array {
  let result = bytes.slice();
  for (let changes = 1 + random.below(3); changes > 0; changes--) {
    const at = random.below(result.length + 1);
    const dice = random.below(8);
    const some = result.subarray(at, at + 1 + random.below(6));
    if (dice < 3) result[at] = random.below(256);
    else if (dice < 5) result[at] = (result[at] ?? 0) + (random.below(2) === 0 ? 1 : -1);
    else if (dice === 5) result = concatBytes([result.subarray(0, at), result.subarray(at + some.length)]);
    else if (dice === 6) {
      result = concatBytes([result.subarray(0, at), random.bytes(1 + random.below(4)), result.subarray(at)]);
    } else result = concatBytes([result.subarray(0, at), some, result.subarray(at)]);
  }
  return result;
}
