/** Places of a text that are marked, a bit each, and after `count` their numbers in order. */
import { countBits, lowestBit } from "./ranked-bits.ts";

export class MarkedPlaces {
  private readonly words: Int32Array;
  /** How many are marked before each word. */
  private readonly before: Int32Array;

  /** None of the places 0..size. */
  constructor(size: number) {
    this.words = new Int32Array((size >> 5) + 1);
    this.before = new Int32Array(this.words.length);
  }

  mark(place: number): void {
    this.words[place >> 5]! |= 1 << (place & 31);
  }

  /** How many are marked. To be called before numbers are asked, and nothing be marked afterwards. */
  count(): number {
    let count = 0;
    for (let word = 0; word < this.words.length; word++) {
      this.before[word] = count;
      count += countBits(this.words[word]!);
    }
    return count;
  }

  /** The number of the last marked place that is not behind this one; -1 if there is none. */
  numberAt(place: number): number {
    const word = place >> 5;
    return this.before[word]! + countBits(this.words[word]! << (31 - (place & 31))) - 1;
  }

  /** All marked places in order. */
  list(size: number): Int32Array {
    const places = new Int32Array(size);
    let count = 0;
    for (let word = 0; word < this.words.length; word++) {
      for (let bits = this.words[word]!; bits !== 0; bits &= bits - 1)
        places[count++] = word * 32 + lowestBit(bits);
    }
    return places;
  }
}
