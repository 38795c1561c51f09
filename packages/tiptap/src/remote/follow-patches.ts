/**
 * From what changed in the model to what has to be shown anew: patches → dirty blocks → runs of neighbours
 * whose tokens change. Only the block list is brought up to date here; the editor's document is not touched.
 *
 * A run is complete: the blocks on both of its sides open and close the same containers as before. So runs can
 * be replaced one by one, and the document is valid after each.
 */
import { assert, unreachable } from "@weft/base";
import type { BlockId, Patch, RichText } from "@weft/richtext";
import { type BlockHandle, type ShownBlock, ShownBlocks } from "../show/shown-blocks.ts";
import { type ShownPath, shownPath } from "../show/shown-path.ts";
import type { Vocabulary } from "../show/vocabulary.ts";

/** A patch inside one block. */
export type TextPatch = Extract<Patch, { readonly type: "text" }>;

/** Neighbouring blocks that are shown anew, in place of the old document's `from` to `to`. */
export interface Run {
  readonly first: BlockHandle;
  readonly last: BlockHandle;
  readonly from: number;
  readonly to: number;
}

/** A block whose content alone changed: the text patches in order, or none if only marks did. */
export interface ContentChange {
  readonly handle: BlockHandle;
  readonly patches: readonly TextPatch[];
}

/** What has to be shown anew, in display order; runs and content changes never overlap. */
export interface Dirt {
  readonly runs: readonly Run[];
  readonly contents: readonly ContentChange[];
}

/** The model, the schema and the list that is kept between them. */
export interface Followed {
  readonly richText: RichText;
  readonly vocabulary: Vocabulary;
  readonly blocks: ShownBlocks;
}

/**
 * Brings the block list up to date with the model and says what that makes dirty. Node sizes, and with them
 * positions, are still those of the document before; whoever shows a block sets its size.
 */
export function followPatches(followed: Followed, patches: readonly Patch[]): Dirt {
  const [patch] = patches;
  // A key, nearly always.
  if (patch?.type === "text" && patches.length === 1) {
    const handle = followed.blocks.handle(patch.block);
    if (handle && !handle.item.isTable && !becomesOrWasLeaf(followed, handle)) {
      return { runs: [], contents: [{ handle, patches: [patch] }] };
    }
  }
  const collected = collect(followed, patches);
  const runs = reshape(followed, collected.reshaped);
  const inRuns = new Set(runs.flatMap((run) => handlesOf(followed.blocks, run)));
  const contents: ContentChange[] = [];
  for (const [id, textPatches] of collected.contents) {
    const handle = followed.blocks.handle(id);
    // The block of a table has nothing to show, even where it is told anew that this is nothing.
    if (handle && !handle.item.isTable && !inRuns.has(handle))
      contents.push({ handle, patches: textPatches });
  }
  return { runs, contents };
}

/** The blocks from `first` to `last`, both included. */
export function handlesOf(blocks: ShownBlocks, run: Pick<Run, "first" | "last">): BlockHandle[] {
  const handles = [run.first];
  for (let handle = run.first; handle !== run.last; ) {
    const next = blocks.list.next(handle);
    assert(next !== null, "a run ends in the list");
    handles.push(next);
    handle = next;
  }
  return handles;
}

interface Collected {
  readonly reshaped: Set<BlockHandle>;
  readonly contents: Map<BlockId, TextPatch[]>;
}

function collect(followed: Followed, patches: readonly Patch[]): Collected {
  const reshaped = new Set<BlockHandle>();
  const contents = new Map<BlockId, TextPatch[]>();
  for (const patch of patches) {
    switch (patch.type) {
      case "text":
      case "marks": {
        const textPatches = contents.get(patch.block) ?? [];
        if (patch.type === "text") textPatches.push(patch);
        contents.set(patch.block, textPatches);
        break;
      }
      case "block": {
        const handle = followed.blocks.handle(patch.block);
        if (handle) reshaped.add(handle);
        break;
      }
      case "blocks":
        replaceBlocks(followed.blocks, patch, reshaped);
        break;
      case "property":
        break;
      default:
        unreachable(patch);
    }
  }
  for (const [id, textPatches] of contents) {
    const handle = followed.blocks.handle(id);
    if (handle && textPatches.length > 0 && becomesOrWasLeaf(followed, handle)) reshaped.add(handle);
  }
  return { reshaped, contents };
}

/** A leaf that catches text, or loses what it caught, is shown by another node type. */
function becomesOrWasLeaf(followed: Followed, handle: BlockHandle): boolean {
  const block = followed.richText.block(handle.item.id);
  if (!block) return false;
  return followed.vocabulary.blockType(block.type, 0).isLeaf;
}

function replaceBlocks(
  blocks: ShownBlocks,
  patch: Extract<Patch, { readonly type: "blocks" }>,
  reshaped: Set<BlockHandle>,
): void {
  const before = patch.index > 0 ? blocks.list.at(patch.index - 1) : null;
  if (before) reshaped.add(before);
  for (const id of patch.removed) {
    const handle = blocks.handle(id);
    assert(handle !== null, "a removed block was shown");
    reshaped.delete(handle);
    const heir = blocks.remove(handle);
    if (heir) reshaped.add(heir);
  }
  let previous = patch.index > 0 ? blocks.list.at(patch.index - 1) : null;
  for (const id of patch.inserted) {
    previous = blocks.insertAfter(previous, id);
    reshaped.add(previous);
  }
}

/** Sets the shapes of dirty blocks and of those that depend on them, and groups them into runs. */
function reshape(followed: Followed, dirty: ReadonlySet<BlockHandle>): Run[] {
  const { blocks } = followed;
  const { list } = blocks;
  const ordered = [...dirty]
    .map((handle) => ({ handle, index: list.indexOf(handle) }))
    .sort((a, b) => a.index - b.index);
  const spans: { first: BlockHandle; last: BlockHandle; lastIndex: number }[] = [];
  let doneIndex = -1;
  for (const { handle: start, index } of ordered) {
    if (index <= doneIndex) continue;
    const span = reshapeFrom(followed, start, dirty);
    const firstIndex = list.indexOf(span.first);
    const lastIndex = list.indexOf(span.last);
    const before = spans.at(-1);
    if (before && firstIndex <= before.lastIndex) {
      before.last = span.last;
      before.lastIndex = lastIndex;
    } else spans.push({ ...span, lastIndex });
    doneIndex = list.indexOf(span.lastReshaped);
  }
  return spans.map(({ first, last }) => ({
    first,
    last,
    from: blocks.start(first),
    to: blocks.start(last) + last.weights[0]!,
  }));
}

/** Walks on from a dirty block as long as paths change; the run ends with the block that only opens differently. */
function reshapeFrom(
  followed: Followed,
  start: BlockHandle,
  dirty: ReadonlySet<BlockHandle>,
): { readonly first: BlockHandle; readonly last: BlockHandle; readonly lastReshaped: BlockHandle } {
  const { blocks, richText, vocabulary } = followed;
  const { list } = blocks;
  const before = list.previous(start);
  const newPaths: { readonly handle: BlockHandle; readonly path: ShownPath }[] = [];
  let previousPath = before?.item.path ?? [];
  let after: BlockHandle | null = start;
  for (; after; after = list.next(after)) {
    const { item }: BlockHandle = after;
    if (dirty.has(after)) lookAgain(richText, item);
    const path = shownPath(vocabulary, item, previousPath);
    if (!dirty.has(after) && samePath(path, item.path)) break;
    newPaths.push({ handle: after, path });
    previousPath = path;
  }
  const lastReshaped = newPaths.at(-1)!.handle;
  const span = { first: start, last: lastReshaped, lastReshaped };
  const around = [
    ...(before ? [{ handle: before, path: before.item.path }] : []),
    ...newPaths,
    ...(after ? [{ handle: after, path: after.item.path }] : []),
  ];
  for (const [index, { handle, path }] of around.entries()) {
    const previous = around[index - 1]?.path ?? previousPathOf(blocks, handle);
    const next = around[index + 1]?.path ?? nextPathOf(blocks, handle);
    const shape = ShownBlocks.shape(previous, path, next);
    const changed = shape.opens !== handle.item.opens || shape.closes !== handle.item.closes;
    if (handle === before && changed) span.first = before;
    if (handle === after && changed) span.last = after;
    blocks.setShape(handle, shape);
  }
  return span;
}

/** Reads the containers around a block; the block of a table counts as the first thing in it. */
function lookAgain(richText: RichText, item: ShownBlock): void {
  const block = richText.block(item.id);
  item.containers = block?.containers ?? [];
  item.isTable = block?.isTable ?? false;
  if (block && item.isTable) {
    const { id, type, attributes } = block;
    item.containers = [...block.containers, { id, type, attributes }];
  }
}

function previousPathOf(blocks: ShownBlocks, handle: BlockHandle): ShownPath {
  return blocks.list.previous(handle)?.item.path ?? [];
}

function nextPathOf(blocks: ShownBlocks, handle: BlockHandle): ShownPath {
  return blocks.list.next(handle)?.item.path ?? [];
}

function samePath(left: ShownPath, right: ShownPath): boolean {
  return (
    left.length === right.length &&
    left.every(({ container }, index) => container.id === right[index]!.container.id)
  );
}
