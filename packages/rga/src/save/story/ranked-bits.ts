/**
 * A set of places, all of them in at first, that tells how many are in before a place and which is the so-manyth: a bit a
 * place, and the sums of words of 32 in a binary indexed tree (Fenwick, "A New Data Structure for Cumulative Frequency
 * Tables", 1994). O(log places) a question; one about the same word as the last is answered there.
 */
const WORD_BITS = 5;
const WORD = 1 << WORD_BITS;

export class RankedBits {
  private readonly words: Int32Array;
  /** From 1 on: the sum of as many words as the lowest bit of the index says, the last of them the one before it. */
  private readonly sums: Int32Array;
  /** The word that was asked last, and how many places before it are in. */
  private word = 0;
  private before = 0;

  /** All of `size` places. */
  constructor(size: number) {
    const words = (size >> WORD_BITS) + 1;
    this.words = new Int32Array(words).fill(-1);
    this.sums = new Int32Array(words);
    for (let index = 1; index < words; index++) this.sums[index] = (index & -index) << WORD_BITS;
  }

  /** Takes out the place that has `rank` others before it; there must be one. */
  takeAt(rank: number): number {
    const { words, sums } = this;
    let rest = rank - this.before;
    if (rest < 0 || rest >= countBits(words[this.word]!)) {
      let word = 0;
      rest = rank;
      for (let step = 1 << (31 - Math.clz32(sums.length)); step > 0; step >>= 1) {
        if (word + step >= sums.length || sums[word + step]! > rest) continue;
        word += step;
        rest -= sums[word]!;
      }
      this.word = word;
      this.before = rank - rest;
    }
    let bits = words[this.word]!;
    for (; rest > 0; rest--) bits &= bits - 1;
    const place = (this.word << WORD_BITS) + lowestBit(bits);
    this.remove(place);
    return place;
  }

  /** Takes out a place that is in; gives how many others are before it. */
  take(place: number): number {
    const word = place >> WORD_BITS;
    let rank = countBits(this.words[word]! & ((1 << (place & (WORD - 1))) - 1));
    for (let index = word; index > 0; index &= index - 1) rank += this.sums[index]!;
    this.remove(place);
    return rank;
  }

  private remove(place: number): void {
    const { words, sums } = this;
    const word = place >> WORD_BITS;
    words[word]! &= ~(1 << (place & (WORD - 1)));
    for (let index = word + 1; index < sums.length; index += index & -index) sums[index]!--;
  }
}

/** How many bits are set. */
export function countBits(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** The place of the lowest bit that is set. */
export function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}
