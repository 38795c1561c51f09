/**
 * Which block of the model each block of the region is. A block whose opening token survived is the one that
 * it was, with three exceptions and additions (rules TT-10 to TT-13 of SPEC.md):
 *
 * - Enter at the start: the text takes the id along, the empty block before it is the new one.
 * - Retyping replaces the opening token and keeps the content: the block stays the same one.
 * - An empty block that replaces an emptied one, a leaf that replaces a leaf of its type, and whatever
 *   replaces the document's first block, are that block.
 */
import type { Scope } from "./cells/scope.ts";
import type { NewBlock, OldBlock, Piece, Region } from "./region.ts";

/** Two neighbours of which the later took the identity of the earlier. */
export interface Swap {
  readonly earlier: NewBlock;
  readonly later: NewBlock;
}

/** The outcome: blocks without an entry are new. */
export interface Pairing {
  readonly sources: ReadonlyMap<NewBlock, OldBlock>;
  readonly swaps: readonly Swap[];
}

type KeptPiece = Extract<Piece, { readonly kind: "kept" }>;

/** Pairs the blocks of a region. The order of blocks is the same on both sides of every pair. */
export function pairMarkers(region: Region, scope: Scope): Pairing {
  const sources = new Map<NewBlock, OldBlock>();
  for (const block of region.newBlocks) if (block.carried) sources.set(block, block.carried);
  const swaps = moveIdsWithText(region, sources);
  pairByContent(region, sources);
  pairInGaps(region, sources, scope);
  if (scope.first === region.first) freeFirst(region, sources);
  return { sources, swaps };
}

function firstKept(block: NewBlock): KeptPiece | undefined {
  return block.pieces.find((piece): piece is KeptPiece => piece.kind === "kept");
}

/** Enter at the start of a block, and all that amounts to it. */
function moveIdsWithText(region: Region, sources: Map<NewBlock, OldBlock>): Swap[] {
  const swaps: Swap[] = [];
  for (const [index, earlier] of region.newBlocks.entries()) {
    const { carried } = earlier;
    if (!carried || firstKept(earlier)) continue;
    const later = nextWithKeptContent(region.newBlocks, index + 1);
    if (!later || firstKept(later)?.owner !== carried) continue;
    sources.delete(earlier);
    sources.set(later, carried);
    swaps.push({ earlier, later });
  }
  return swaps;
}

/** The first block from `index` on with kept content, if no block before it has a surviving token. */
function nextWithKeptContent(blocks: readonly NewBlock[], index: number): NewBlock | null {
  for (let later = index; later < blocks.length; later++) {
    const block = blocks[later]!;
    if (block.carried) return null;
    if (firstKept(block)) return block;
  }
  return null;
}

/** A new opening token before the first content that is left of a block whose own token went. */
function pairByContent(region: Region, sources: Map<NewBlock, OldBlock>): void {
  const taken = new Set(sources.values());
  let lastOwner: OldBlock | null = null;
  for (const block of region.newBlocks) {
    const kept = firstKept(block);
    if (kept && !sources.has(block) && kept.owner !== lastOwner && !taken.has(kept.owner)) {
      sources.set(block, kept.owner);
      taken.add(kept.owner);
    }
    for (const piece of block.pieces) if (piece.kind === "kept") lastOwner = piece.owner;
  }
}

/** Between two things that stay: emptied blocks and the empty ones that stand in their stead. */
function pairInGaps(region: Region, sources: Map<NewBlock, OldBlock>, scope: Scope): void {
  const taken = new Set(sources.values());
  const { newBlocks, oldBlocks } = region;
  const bounds = keptBounds(region, sources);
  let nextOld = 0;
  for (const [index, block] of newBlocks.entries()) {
    if (sources.has(block)) continue;
    const { after, before } = bounds[index]!;
    while (nextOld < oldBlocks.length && oldBlocks[nextOld]!.place <= after) nextOld++;
    for (let candidate = nextOld; candidate < oldBlocks.length; candidate++) {
      const old = oldBlocks[candidate]!;
      if (old.place >= before) break;
      if (taken.has(old) || !standsFor(block, old, isFirst(old, scope))) continue;
      sources.set(block, old);
      taken.add(old);
      nextOld = candidate + 1;
      break;
    }
  }
}

/** Whether a block is the first of its sequence, which somebody has to stand for. */
function isFirst(old: OldBlock, scope: Scope): boolean {
  return scope.cell === null ? old.place === 0 : old.handle === scope.first;
}

/** In a cell nothing can be put before a first block without text: that is a new one then. */
function freeFirst({ newBlocks, oldBlocks }: Region, sources: Map<NewBlock, OldBlock>): void {
  const [head] = newBlocks;
  const block = newBlocks.find((one) => sources.get(one) === oldBlocks[0]);
  if (block && block !== head && block.node.content.size === 0) sources.delete(block);
}

function standsFor(block: NewBlock, old: OldBlock, isFirstOld: boolean): boolean {
  if (firstKept(block) || block.isTable || old.isTable) return false;
  if (!block.node.isTextblock) return block.node.type === old.node.type;
  if (!old.node.isTextblock) return false;
  return block.node.content.size === 0 || isFirstOld;
}

/** For each new block, the places of the nearest things kept before and after its opening token. */
function keptBounds(
  region: Region,
  sources: ReadonlyMap<NewBlock, OldBlock>,
): { readonly after: number; readonly before: number }[] {
  const bounds: { after: number; before: number }[] = [];
  let after = -1;
  for (const block of region.newBlocks) {
    after = Math.max(after, sources.get(block)?.place ?? -1);
    bounds.push({ after, before: Number.POSITIVE_INFINITY });
    for (const piece of block.pieces) if (piece.kind === "kept") after = piece.place + piece.length - 1;
  }
  let before = Number.POSITIVE_INFINITY;
  for (let index = region.newBlocks.length - 1; index >= 0; index--) {
    const block = region.newBlocks[index]!;
    before = firstKept(block)?.place ?? before;
    bounds[index]!.before = before;
    before = sources.get(block)?.place ?? before;
  }
  return bounds;
}
