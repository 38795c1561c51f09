import { expect } from "vitest";
import type { Block, BlockId, InlineRun, Patch, RichText } from "../src/index.ts";

interface MirroredBlock {
  readonly id: BlockId;
  block: Block | null;
  units: Unit[];
}

/** One place of content: a code unit, or an atom; the marks as text, to compare. */
interface Unit {
  readonly what: string;
  marks: string;
}

/** A reader that knows a document only by its patches, as `rich-text.ts` tells it to read them. */
export class Mirror {
  private readonly document: RichText;
  private readonly blocks: MirroredBlock[] = [];

  constructor(document: RichText) {
    this.document = document;
    for (let index = 0; index < document.blockCount; index++)
      this.blocks.push(this.read(document.blockAt(index).id));
    document.onPatch((patches) => this.follow(patches));
  }

  /** Throws unless the mirror holds what the document shows. */
  check(): void {
    const shown = [];
    for (let index = 0; index < this.document.blockCount; index++) {
      shown.push(this.read(this.document.blockAt(index).id));
    }
    expect(this.blocks).toEqual(shown);
  }

  private follow(patches: readonly Patch[]): void {
    const again = new Set<BlockId>();
    for (const patch of patches) {
      switch (patch.type) {
        case "blocks": {
          const before = this.blocks[patch.index - 1];
          if (before) Object.assign(before, this.read(before.id));
          const gone = this.blocks.splice(
            patch.index,
            patch.removed.length,
            ...patch.inserted.map((id) => this.read(id)),
          );
          expect(gone.map(({ id }) => id)).toEqual(patch.removed);
          break;
        }
        case "text": {
          const block = this.find(patch.block);
          expect(again.has(patch.block)).toBe(false);
          expect(patch.offset + patch.removed).toBeLessThanOrEqual(block.units.length);
          block.units.splice(patch.offset, patch.removed, ...unitsOf(patch.inserted));
          break;
        }
        case "marks":
          again.add(patch.block);
          expect(patch.from).toBeLessThan(patch.to);
          break;
        case "block":
          this.find(patch.block).block = this.document.block(patch.block);
          break;
        case "property":
          break;
      }
    }
    for (const id of again) {
      const block = this.blocks.find((candidate) => candidate.id === id);
      if (!block) continue;
      const units = unitsOf(this.document.inline(id));
      expect(units.map((unit) => unit.what)).toEqual(block.units.map((unit) => unit.what));
      block.units = units;
    }
    for (const mirrored of this.blocks) {
      if (mirrored.block) mirrored.block = { ...mirrored.block, length: mirrored.units.length };
    }
  }

  private find(id: BlockId): MirroredBlock {
    const block = this.blocks.find((candidate) => candidate.id === id);
    if (!block) throw new Error(`a patch of a block ${id} that is not in the mirror`);
    return block;
  }

  private read(id: BlockId): MirroredBlock {
    const block = this.document.block(id);
    return { id, block, units: block ? unitsOf(this.document.inline(id)) : [] };
  }
}

function unitsOf(runs: readonly InlineRun[]): Unit[] {
  return runs.flatMap((run) => {
    const marks = JSON.stringify(run.marks);
    if (run.kind === "text") return run.text.split("").map((what) => ({ what, marks }));
    return [{ what: JSON.stringify([run.type, run.attributes]), marks }];
  });
}
