/**
 * Randomness, injected. Ids and tokens come from the system's generator; tests and jitter take a seeded one, so
 * that a run can be repeated from its seed.
 */

/** A source of random numbers. */
export interface Random {
  /** A number in 0 ≤ n < 1. */
  next(): number;
  /** A whole number in 0 ≤ n < `bound`; `bound` is at least 1. */
  below(bound: number): number;
  /** `length` random bytes. */
  bytes(length: number): Uint8Array<ArrayBuffer>;
}

declare const crypto: { getRandomValues<Bytes extends ArrayBufferView>(array: Bytes): Bytes };

/** Drawn at once and used one after another: a call of the system's generator costs more than all else about a number. */
const words = new Uint32Array(256);
let used = words.length;

function nextWord(): number {
  if (used === words.length) {
    crypto.getRandomValues(words);
    used = 0;
  }
  return words[used++] ?? 0;
}

/** The system's cryptographic generator. */
export const systemRandom: Random = {
  next: () => nextWord() / 2 ** 32,
  below: (bound) => Math.floor(systemRandom.next() * bound),
  bytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
};

/**
 * A repeatable generator (mulberry32, public domain). Not for ids or tokens: 32 bits of state can be guessed.
 */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next32 = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  return {
    next: () => next32() / 2 ** 32,
    below: (bound) => Math.floor((next32() / 2 ** 32) * bound),
    bytes: (length) => Uint8Array.from({ length }, () => next32() & 0xff),
  };
}
