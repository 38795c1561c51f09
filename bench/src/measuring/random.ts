/** Numbers that look random and are the same in every run (splitmix32). */
export class SeededRandom {
  private state: number;

  constructor(seed: number) {
    this.state = seed | 0;
  }

  /** 0..2³²-1. */
  word(): number {
    this.state = (this.state + 0x9e3779b9) | 0;
    let mixed = this.state ^ (this.state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  }

  /** A whole number of `low`..`high`, both included. */
  between(low: number, high: number): number {
    return low + Math.floor((this.word() / 2 ** 32) * (high - low + 1));
  }

  /** Lower-case letters. */
  letters(length: number): string {
    let letters = "";
    for (let index = 0; index < length; index++) letters += String.fromCharCode(97 + this.between(0, 25));
    return letters;
  }

  /** True in `share` of all cases. */
  chance(share: number): boolean {
    return this.word() < share * 2 ** 32;
  }
}

/** 32 well-mixed bits for a number of a writer and a place: ids that are random to look at and the same every time. */
export function idWord(writer: number, place: number): number {
  const random = new SeededRandom(writer * 2 + place * 65_537 + 1);
  random.word();
  return random.word();
}
