import type { ByteReader } from "@weft/codec";
import { CLOCK_FOLLOWS, TYPED_FIRST, TYPED_LAST } from "./batch-form.ts";

const ID_BYTES = 8;

/** Where a batch of one character stands in the numbers of its writer. */
interface TypedAt {
  readonly counter: number;
  readonly lamport: number;
}

/**
 * Reads the batches behind a batch of one character that are typed straight on from it: by the same writer, with the next
 * counters, at a clock that runs on, a printable ASCII character each (FORMAT.md, "A row").
 *
 * `start`: where the batch before them begins; the reader stands at its end and is left behind the last that belongs to
 * it. `units` has the character of that batch and gets theirs, `most` in all. Gives how many there are. Throws a
 * `DecodeError`.
 */
export function readTypedRows(
  reader: ByteReader,
  start: number,
  { counter, lamport }: TypedAt,
  units: Uint8Array,
  most: number,
): number {
  const { input } = reader;
  const clock = lamport - counter;
  const flag = input[start]! & CLOCK_FOLLOWS;
  let count = 1;
  for (; count < most && reader.remaining > 0; count++) {
    const at = reader.position;
    const code = input[at]! ^ flag;
    // A code with the flag that the other lacks is above all characters.
    if (code < TYPED_FIRST || code > TYPED_LAST || !isSameId(input, at + 1, start + 1)) break;
    reader.position = at + 1 + ID_BYTES;
    if (reader.readVarint() !== counter + count || (clock > 0 && reader.readVarint() !== clock)) {
      reader.position = at;
      break;
    }
    units[count] = code;
  }
  return count;
}

function isSameId(bytes: Uint8Array, a: number, b: number): boolean {
  for (let index = 0; index < ID_BYTES; index++) if (bytes[a + index] !== bytes[b + index]) return false;
  return true;
}
