import { assert } from "@weft/base";
import { RunTable } from "./run-table.ts";
import { stringOf } from "./unit-text.ts";

const FIRST_UNITS = 16;
const NO_BYTES = new Uint8Array(0);

/** Stands for a character that a save left out. */
export const LEFT_OUT_UNIT = 0xfffd;
/** The same as a string. */
export const LEFT_OUT = String.fromCharCode(LEFT_OUT_UNIT);

/** Whether any arena of a document holds a unit that is wider than a byte: else there are no surrogates in it. */
export interface TextBreadth {
  isWide: boolean;
}

/**
 * The characters that one replica inserted, in the order of their counters, append-only. A run of elements is a
 * slice of it, so inserting never moves text. One byte a code unit while all are Latin-1, two from the first
 * other one on. Counters that are no characters (deletions, marks) take no room.
 */
export class TextArena {
  /** What holds the units, with room behind them. */
  #units: Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> = NO_BYTES;
  #size = 0;
  #nextCounter = 0;
  readonly #offsets = new RunTable();
  readonly #breadth: TextBreadth;

  constructor(breadth: TextBreadth) {
    this.#breadth = breadth;
  }

  /** Code units stored. */
  get length(): number {
    return this.#size;
  }

  /** Above the last counter that has a character. */
  get end(): number {
    return this.#nextCounter;
  }

  /** Forgets the units of all counters from `counter` on. */
  truncate(counter: number): void {
    if (counter >= this.#nextCounter) return;
    this.#size = this.#offsets.truncate(counter);
    // Where the run ends that is the last one now: a counter that went may have been the first of another.
    this.#nextCounter = Math.min(counter, this.#offsets.counterOf(this.#size));
  }

  /** Stores `text` for the counters from `counter` on, which must be above all before. */
  appendText(counter: number, text: string): void {
    const { length } = text;
    this.#open(counter, length);
    for (let index = 0; index < length; index++) this.#push(text.charCodeAt(index));
  }

  /** Stores the units `from`..`to - 1` of `source`. See `appendText`. */
  append(counter: number, source: Uint8Array | Uint16Array, from: number, to: number): void {
    this.#open(counter, to - from);
    if (to - from > SHORT_UNITS && source instanceof Uint8Array) {
      this.#units.set(source.subarray(from, to), this.#size);
      this.#size += to - from;
    } else for (let index = from; index < to; index++) this.#push(source[index]!);
  }

  /** What holds the units, `length` of them, with room behind them for who says by `advance` what was put there. */
  get held(): Uint8Array | Uint16Array {
    return this.#units;
  }

  /** The next `count` counters have the units that were put behind the last one. */
  advance(count: number): void {
    this.#size += count;
    this.#nextCounter += count;
  }

  /** Tells where the units from `counter` on are: a glance, for they may be elsewhere later. */
  show(counter: number, into: { units: Uint8Array | Uint16Array; textStart: number }): void {
    into.units = this.#units;
    into.textStart = this.#offsets.at(counter);
  }

  /** Takes over the units that were claimed. */
  adopt(units: Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer>): void {
    assert(this.#size === units.length, "as many units as claimed");
    this.#units = units;
    if (units instanceof Uint16Array) this.#breadth.isWide = true;
  }

  /** The next `length` units will be those of the counters from `counter` on: `adopt` brings them. */
  claim(counter: number, length: number): void {
    this.#place(counter, length);
    this.#size += length;
  }

  /** The code unit of an element that was stored. */
  unitAt(counter: number): number {
    return this.#units[this.#offsets.at(counter)]!;
  }

  /** The `length` code units from `counter` on, all of which must have been stored. */
  read(counter: number, length: number): string {
    if (length === 1) return String.fromCharCode(this.unitAt(counter));
    // Consecutive counters that are all characters are neighbours here: only other counters make a new run.
    const from = this.#offsets.at(counter);
    assert(from >= 0 && from + length <= this.#size, "characters that are stored");
    return stringOf(this.#units, from, from + length);
  }

  /**
   * Copies the `length` code units from `counter` on into `target` from `at` on: a string for each run of a long
   * text would cost more than all its characters. Returns all bits that a unit has set, or more.
   */
  copyTo(target: Uint16Array, at: number, counter: number, length: number): number {
    const from = this.#offsets.at(counter);
    const source = this.#units;
    if (length > SHORT_UNITS && source instanceof Uint8Array) {
      target.set(source.subarray(from, from + length), at);
      return 0xff;
    }
    let bits = 0;
    for (let index = 0; index < length; index++) {
      const unit = source[from + index]!;
      bits |= unit;
      target[at + index] = unit;
    }
    return bits;
  }

  #open(counter: number, length: number): void {
    this.#place(counter, length);
    if (this.#size + length > this.#units.length) this.#grow(length);
  }

  #place(counter: number, length: number): void {
    if (counter !== this.#nextCounter || this.#size === 0)
      this.#offsets.append(counter, this.#size - counter);
    this.#nextCounter = counter + length;
  }

  #push(unit: number): void {
    if (unit > 0xff && this.#units instanceof Uint8Array) {
      this.#breadth.isWide = true;
      this.#units = Uint16Array.from(this.#units);
    }
    this.#units[this.#size++] = unit;
  }

  /** Makes room for `count` units more. */
  #grow(count: number): void {
    const units = this.#units;
    const size = this.#size;
    const length = Math.max(size + count, size < 4096 ? size * 2 : size + (size >> 1), FIRST_UNITS);
    const grown = units instanceof Uint8Array ? new Uint8Array(length) : new Uint16Array(length);
    grown.set(units);
    this.#units = grown;
  }
}

/** Up to here a loop is faster than a call that copies. */
const SHORT_UNITS = 24;
