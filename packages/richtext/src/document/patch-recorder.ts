/**
 * Gathers what one call changed, as patches. A block that a `blocks` patch tells to read again gets no further
 * patches of the same call: whoever reads it finds the end of the call.
 */
import type { BlockChange } from "../blocks/block-index.ts";
import type { Segment } from "../blocks/segment.ts";
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

/** The patches of one call. */
export class PatchRecorder {
  private readonly readContent: (block: Segment) => readonly InlineRun[];
  private patches: Patch[] = [];
  private open: OpenBlocksPatch | null = null;
  /** Blocks whose content has to be read again anyhow. */
  private readonly freshContent = new Set<BlockId>();
  /** Blocks that are to be read whole, or whose shape was told to be read again. */
  private readonly freshShape = new Set<BlockId>();
  private readonly freshProperties = new Set<string>();
  /** False while nobody will look at the patches. */
  wanted = true;

  constructor(readContent: (block: Segment) => readonly InlineRun[]) {
    this.readContent = readContent;
  }

  /** Everything since the last call. */
  take(): readonly Patch[] {
    const { patches } = this;
    this.patches = [];
    this.open = null;
    this.freshContent.clear();
    this.freshShape.clear();
    this.freshProperties.clear();
    return patches;
  }

  /** Blocks that came, went, or changed in length. `exact` says what happened if it was one change in one block. */
  change(changes: readonly BlockChange[], exact: (() => TextChange | null) | null = null): void {
    if (!this.wanted) return;
    for (const change of changes) if (change.before < 0 || change.after < 0) this.comeOrGo(change);
    for (const { segment, before, after } of changes) {
      if (before < 0 || after < 0 || this.freshContent.has(segment.id)) continue;
      const text = exact?.() ?? null;
      if (text && text.block === segment) this.text(text);
      else this.text({ block: segment, offset: 0, removed: before, inserted: this.readContent(segment) });
    }
  }

  /** Content of a shown block changed. */
  text(change: TextChange): void {
    const { block, offset, removed, inserted } = change;
    if (!this.wanted || this.freshContent.has(block.id)) return;
    this.patches.push({ type: "text", block: block.id, offset, removed, inserted });
  }

  /** Marks changed on the content offsets from ≤ offset < `to` of a shown block. */
  marks(block: Segment, from: number, to: number): void {
    if (!this.wanted || this.freshContent.has(block.id)) return;
    this.patches.push({ type: "marks", block: block.id, from, to });
  }

  /** Type, attributes or containers of a block changed. */
  shape(block: Segment): void {
    if (!this.wanted || !block.shown || this.freshShape.has(block.id)) return;
    this.freshShape.add(block.id);
    this.patches.push({ type: "block", block: block.id });
  }

  /** A register of the document changed. */
  property(key: string): void {
    if (!this.wanted || this.freshProperties.has(key)) return;
    this.freshProperties.add(key);
    this.patches.push({ type: "property", key });
  }

  private comeOrGo(change: BlockChange): void {
    const { segment, index, previous } = change;
    if (change.after >= 0) {
      this.freshContent.add(segment.id);
      this.freshShape.add(segment.id);
      this.addToBlocks(index, null, segment.id);
    } else {
      this.freshShape.delete(segment.id);
      this.addToBlocks(index, segment.id, null);
    }
    if (previous) this.freshContent.add(previous.id);
  }

  /** Runs on from the last patch where that says the same. */
  private addToBlocks(index: number, removed: BlockId | null, inserted: BlockId | null): void {
    const last = this.open === this.patches.at(-1) ? this.open : null;
    if (last && inserted && last.removed.length === 0 && index === last.index + last.inserted.length) {
      last.inserted.push(inserted);
    } else if (last && removed && last.inserted.length === 0 && index === last.index) {
      last.removed.push(removed);
    } else {
      const only = (id: BlockId | null): BlockId[] => (id === null ? [] : [id]);
      this.open = { type: "blocks", index, removed: only(removed), inserted: only(inserted) };
      this.patches.push(this.open);
    }
  }
}
