import type { Editor, EditorLibrary } from "../library.ts";

/** No CRDT: one array of code units with a gap where the last edit was. What local editing costs at least. */
export const gapBuffer: EditorLibrary = {
  name: "gap-buffer",
  title: "gap buffer (no CRDT)",
  packages: [],
  use: "A `Uint16Array` with one gap, one `copyWithin` per jump. It cannot merge: it is the limit, not a peer.",
  bundles: {},
  merges: false,
  create: () => new GapBuffer(),
};

class GapBuffer implements Editor {
  private units = new Uint16Array(1 << 16);
  private gapStart = 0;
  private gapEnd = this.units.length;

  insert(index: number, text: string): void {
    if (this.gapEnd - this.gapStart < text.length) this.grow(text.length);
    if (index !== this.gapStart) this.moveGap(index);
    const { units } = this;
    let at = this.gapStart;
    for (let offset = 0; offset < text.length; offset++) units[at++] = text.charCodeAt(offset);
    this.gapStart = at;
  }

  delete(index: number, count: number): void {
    if (index + count === this.gapStart) {
      this.gapStart = index;
      return;
    }
    if (index !== this.gapStart) this.moveGap(index);
    this.gapEnd += count;
  }

  text(): string {
    const { units, gapStart, gapEnd } = this;
    const text = new Uint16Array(units.length - (gapEnd - gapStart));
    text.set(units.subarray(0, gapStart));
    text.set(units.subarray(gapEnd), gapStart);
    return Buffer.from(text.buffer).toString("utf16le");
  }

  private moveGap(index: number): void {
    const { units, gapStart, gapEnd } = this;
    if (index < gapStart) units.copyWithin(gapEnd - (gapStart - index), index, gapStart);
    else units.copyWithin(gapStart, gapEnd, gapEnd + (index - gapStart));
    this.gapEnd = gapEnd + (index - gapStart);
    this.gapStart = index;
  }

  private grow(room: number): void {
    const { units, gapStart, gapEnd } = this;
    const grown = new Uint16Array(Math.max(units.length * 2, units.length + room));
    const tail = units.length - gapEnd;
    grown.set(units.subarray(0, gapStart));
    grown.set(units.subarray(gapEnd), grown.length - tail);
    this.units = grown;
    this.gapEnd = grown.length - tail;
  }
}
