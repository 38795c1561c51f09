import { assert } from "@weft/base";
import { RunTable } from "./run-table.ts";

const FIRST_UNITS = 64;
const UNITS_A_CALL = 8192;

/**
 * The characters that one replica inserted, in the order of their counters, append-only. A run of elements is a
 * slice of it, so inserting never moves text. One byte a code unit while all are Latin-1, two from the first
 * other one on. Counters that are no characters (deletions, marks) take no room.
 */
export class TextArena {
  private units: Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> = new Uint8Array(FIRST_UNITS);
  private length = 0;
  private readonly offsets = new RunTable();

  /** Stores `text` for the counters from `counter` on, which must be above all before. */
  append(counter: number, text: string): void {
    this.offsets.append(counter, this.length - counter);
    this.reserve(text.length);
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      if (unit > 0xff && this.units instanceof Uint8Array) this.units = Uint16Array.from(this.units);
      this.units[this.length++] = unit;
    }
  }

  /** The `length` code units from `counter` on, all of which must have been stored. */
  read(counter: number, length: number): string {
    let text = "";
    for (let done = 0; done < length; ) {
      const from = counter + done;
      const count = Math.min(length - done, this.offsets.nextStart(from) - from);
      const offset = this.offsets.at(from);
      assert(offset >= 0 && offset + count <= this.length, "characters that were never stored");
      text += this.slice(offset, offset + count);
      done += count;
    }
    return text;
  }

  private slice(from: number, to: number): string {
    if (to - from === 1) return String.fromCharCode(this.units[from] ?? 0);
    let text = "";
    for (let start = from; start < to; start += UNITS_A_CALL) {
      text += String.fromCharCode(...this.units.subarray(start, Math.min(to, start + UNITS_A_CALL)));
    }
    return text;
  }

  private reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.units.length) return;
    const capacity = Math.max(needed, this.units.length * 2);
    const grown = this.units instanceof Uint8Array ? new Uint8Array(capacity) : new Uint16Array(capacity);
    grown.set(this.units);
    this.units = grown;
  }
}
