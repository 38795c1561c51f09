/** Places 0..size, of which some are marked: a bit each, and after `count` their numbers in order. */
export class MarkedPlaces {
  #words = new Int32Array(1);
  /** How many are marked before each word. */
  #before = new Int32Array(1);

  /** Begins anew: none is marked. */
  reset(size: number): void {
    this.#words = new Int32Array((size >> 5) + 1);
    this.#before = new Int32Array(this.#words.length);
  }

  mark(place: number): void {
    this.#words[place >> 5]! |= 1 << (place & 31);
  }

  /** All marked places in order. To be called before numbers are asked, and nothing be marked afterwards. */
  list(): Int32Array {
    const words = this.#words;
    const before = this.#before;
    let count = 0;
    for (let word = 0; word < words.length; word++) {
      before[word] = count;
      count += countBits(words[word]!);
    }
    const places = new Int32Array(count);
    count = 0;
    for (let word = 0; word < words.length; word++) {
      for (let bits = words[word]!; bits !== 0; bits &= bits - 1) {
        places[count++] = word * 32 + 31 - Math.clz32(bits & -bits);
      }
    }
    return places;
  }

  /** The number of the last marked place that is not behind this one; -1 if there is none. */
  numberAt(place: number): number {
    const word = place >> 5;
    return this.#before[word]! + countBits(this.#words[word]! << (31 - (place & 31))) - 1;
  }
}

function countBits(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
