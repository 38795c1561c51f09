/**
 * Gathers what one call changed, as patches. A block that a `blocks` patch tells to read again gets no further
 * patches of the same call: whoever reads it finds the end of the call.
 */
import type { BlockChange } from "../blocks/block-index.ts";
import type { Segment } from "../blocks/segment.ts";
import { findIndex, gridOf, innerIds, type Origin, originOf } from "../reading/display.ts";
import type { DocumentParts } from "../reading/document-parts.ts";
import { readInline } from "../reading/inline-reader.ts";
import type { BlockId, InlineRun, Patch } from "../rich-text.ts";

/** The `blocks` patch that is still being added to. */
interface OpenBlocksPatch {
  readonly type: "blocks";
  readonly index: number;
  readonly removed: BlockId[];
  readonly inserted: BlockId[];
}

/** A change inside one block, known exactly. */
export interface TextChange {
  readonly block: Segment;
  readonly offset: number;
  readonly removed: number;
  readonly inserted: readonly InlineRun[];
}

/** Marks that changed on a stretch of a block. */
export interface MarkChange {
  readonly block: Segment;
  readonly from: number;
  readonly to: number;
}

/** Neighbouring blocks, those in cells included, where they stand or stood, and the block before them. */
export interface BlockRun {
  readonly index: number;
  readonly ids: readonly BlockId[];
  readonly previous: BlockId | null;
}

/** The patches of one call. */
export class PatchRecorder {
  private patches: Patch[] = [];
  private open: OpenBlocksPatch | null = null;
  /** Blocks whose content has to be read again anyhow. */
  private readonly freshContent = new Set<BlockId>();
  /** Blocks that are to be read whole, or whose shape was told to be read again. */
  private readonly freshShape = new Set<BlockId>();
  private readonly freshProperties = new Set<string>();
  /** False while nobody will look at the patches. */
  wanted = true;

  /** Everything since the last call. */
  take(): readonly Patch[] {
    const { patches } = this;
    this.patches = [];
    this.open = null;
    // Clearing a set takes as long as making one, and a key fills none.
    for (const fresh of [this.freshContent, this.freshShape, this.freshProperties]) {
      if (fresh.size > 0) fresh.clear();
    }
    return patches;
  }

  /**
   * Blocks of a sequence that came, went, or changed in length. `exact` says what happened if it was one change in one
   * block. Nothing is told of what is not shown.
   */
  change(
    parts: DocumentParts,
    changes: readonly BlockChange[],
    exact: (() => TextChange | null) | null = null,
  ): void {
    if (!this.wanted || changes.length === 0) return;
    const origin = originOf(parts);
    if (!origin) return;
    for (const change of changes) {
      if (change.before < 0 || change.after < 0) this.comeOrGo(parts, origin, change);
    }
    for (const { segment, before, after } of changes) {
      if (before < 0 || after < 0 || this.freshContent.has(segment.id)) continue;
      const text = exact?.() ?? null;
      if (text && text.block === segment) this.addText(text);
      else {
        const inserted = readInline(parts, segment, 0, parts.blocks.lengthOf(segment));
        this.addText({ block: segment, offset: 0, removed: before, inserted });
      }
    }
  }

  /** Content of a shown block changed. */
  text(parts: DocumentParts, change: TextChange): void {
    if (this.wanted && originOf(parts)) this.addText(change);
  }

  /** Marks changed on the content offsets from ≤ offset < `to` of a shown block. */
  marks(parts: DocumentParts, { block, from, to }: MarkChange): void {
    if (!this.wanted || this.freshContent.has(block.id) || !originOf(parts)) return;
    this.patches.push({ type: "marks", block: block.id, from, to });
  }

  /** Type, attributes or containers of a block changed; if it is a table, so do the containers of what is in it. */
  shape(parts: DocumentParts, block: Segment): void {
    if (!this.wanted || !block.shown || !originOf(parts)) return;
    this.shapeOf(block.id);
    for (const id of innerIdsOf(parts, block)) this.shapeOf(id);
  }

  /** Type, attributes or containers of the shown block with this id changed. */
  shapeOf(id: BlockId): void {
    if (!this.wanted || this.freshShape.has(id)) return;
    this.freshShape.add(id);
    this.patches.push({ type: "block", block: id });
  }

  /** A register of the document changed. */
  property(key: string): void {
    if (!this.wanted || this.freshProperties.has(key)) return;
    this.freshProperties.add(key);
    this.patches.push({ type: "property", key });
  }

  /** Blocks came. */
  blocksCame({ index, ids, previous }: BlockRun): void {
    if (!this.wanted) return;
    for (const id of ids) this.freshContent.add(id);
    for (const id of ids) this.freshShape.add(id);
    this.addToBlocks(index, [], ids);
    if (previous !== null) this.freshContent.add(previous);
  }

  /** Blocks went. */
  blocksWent({ index, ids, previous }: BlockRun): void {
    if (!this.wanted) return;
    for (const id of ids) this.freshShape.delete(id);
    this.addToBlocks(index, ids, []);
    if (previous !== null) this.freshContent.add(previous);
  }

  private addText({ block, offset, removed, inserted }: TextChange): void {
    if (!this.wanted || this.freshContent.has(block.id)) return;
    this.patches.push({ type: "text", block: block.id, offset, removed, inserted });
  }

  private comeOrGo(parts: DocumentParts, origin: Origin, change: BlockChange): void {
    const { segment, previous } = change;
    const ids = [segment.id, ...innerIdsOf(parts, segment)];
    const before = previous ? (innerIdsOf(parts, previous).at(-1) ?? previous.id) : idBefore(parts, origin);
    const run = { index: origin.index + change.index, ids, previous: before };
    if (change.after >= 0) this.blocksCame(run);
    else this.blocksWent(run);
  }

  /** Runs on from the last patch where that says the same. */
  private addToBlocks(index: number, removed: readonly BlockId[], inserted: readonly BlockId[]): void {
    const last = this.open === this.patches.at(-1) ? this.open : null;
    if (
      last &&
      inserted.length > 0 &&
      last.removed.length === 0 &&
      index === last.index + last.inserted.length
    ) {
      last.inserted.push(...inserted);
    } else if (last && removed.length > 0 && last.inserted.length === 0 && index === last.index) {
      last.removed.push(...removed);
    } else {
      this.open = { type: "blocks", index, removed: [...removed], inserted: [...inserted] };
      this.patches.push(this.open);
    }
  }
}

/** The names of the blocks in the cells of a block, if it is a table. */
function innerIdsOf(parts: DocumentParts, block: Segment): readonly BlockId[] {
  const grid = block.isTable && block.innerBlocks > 0 ? gridOf(parts, block) : null;
  return grid ? innerIds(grid) : [];
}

/** The block that shows before all that a sequence shows. */
function idBefore(parts: DocumentParts, { index }: Origin): BlockId | null {
  return index > 0 ? (findIndex(parts, index - 1)?.segment.id ?? null) : null;
}
