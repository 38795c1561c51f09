/** A committed transaction as edits of the model: carry, region, identities, edits. */
import type { Transform } from "@tiptap/pm/transform";
import type { Followed } from "../remote/follow-patches.ts";
import type { BlockHandle } from "../show/shown-blocks.ts";
import { movedStretches } from "./block-move.ts";
import { Carry, type Touched } from "./carry.ts";
import { movedBlocks, moveEdit } from "./moved-blocks.ts";
import { nameContainers } from "./name-containers.ts";
import { pairMarkers } from "./pair-markers.ts";
import { type NewContainer, openRegion, type Region, type RegionSource } from "./region.ts";
import { type LocalEdits, writeEdits } from "./write-edits.ts";

/** The edits of a transaction and what of the new document it touched; null if nothing. */
export interface LocalChange extends LocalEdits {
  readonly touched: Touched;
}

/**
 * Maps a transaction that starts from the document that `followed` shows. Nothing is changed.
 *
 * Law: after the edits the model shows the transaction's document, but for what the rules add
 * (`hasConsequences`) and for what the model cannot hold.
 */
export function toLocalEdits(followed: Followed, transform: Transform): LocalChange | null {
  const { blocks, richText, vocabulary } = followed;
  const stretches = movedStretches(transform);
  const carry = new Carry(transform, stretches);
  const touched = carry.touched();
  if (!touched) return null;
  const moved = movedBlocks(blocks, stretches, carry.landedBefore);
  const source = { before: transform.before, after: transform.doc, carry, blocks, richText, moved };
  let region = coverRebuilt(source, openAround(source, touched));
  for (;;) {
    const pairing = pairMarkers(region);
    const naming = nameContainers(region, pairing, { blocks, vocabulary });
    if (!naming.reach) {
      const { changesMarks } = carry;
      const written = writeEdits({ region, pairing, naming, vocabulary, changesMarks });
      // First of all: the places in the others are those after it.
      const edits = moved ? [moveEdit(richText, blocks, moved), ...written.edits] : written.edits;
      return { ...written, edits, touched };
    }
    region = coverRebuilt(source, widen(source, region, naming.reach));
  }
}

/**
 * The touched blocks; when it is more than one, also their neighbours, which lists may come to touch. What moved is
 * among them even if all that it went past is gone, so that it stands where it stood.
 */
function openAround(source: RegionSource, touched: Touched): Region {
  const { list } = source.blocks;
  let first = blockAt(source, touched.oldFrom - 1);
  let last = blockAt(source, touched.oldTo);
  for (const handle of source.moved ? [source.moved.first, source.moved.last, source.moved.next] : []) {
    if (!handle) continue;
    if (list.indexOf(handle) < list.indexOf(first)) first = handle;
    if (list.indexOf(handle) > list.indexOf(last)) last = handle;
  }
  if (first === last) return openRegion(source, first, last);
  return openRegion(source, list.previous(first) ?? first, list.next(last) ?? last);
}

/** The block that answers for the token at `position`, the nearest one outside of the document. */
function blockAt(source: RegionSource, position: number): BlockHandle {
  const { blocks } = source;
  const inside = Math.max(0, Math.min(position, blocks.size - 1));
  return blocks.list.find(inside)!.handle;
}

/**
 * A container that the editor rebuilt asks all its children what it is, and one that took over what another
 * held re-houses it: both must be in the region as a whole.
 */
function coverRebuilt(source: RegionSource, opened: Region): Region {
  let region = opened;
  for (;;) {
    let to = region.to;
    for (const container of region.newContainers) {
      if (!isOpenAsBefore(region, container)) {
        to = Math.max(to, container.position + container.node.nodeSize);
      }
    }
    if (to === region.to) return region;
    region = widen(source, region, { from: region.from, to });
  }
}

/** Whether a container that reaches out of the region at its end is the one that did so before. */
function isOpenAsBefore(region: Region, container: NewContainer): boolean {
  const { carried, depth } = container;
  if (container.position + container.node.nodeSize <= region.to) return true;
  const openBefore = region.last.item.path[depth];
  return carried !== null && carried.path[carried.depth]!.container.id === openBefore?.container.id;
}

/** The region, stretched to cover `from` to `to` of the new document and the neighbours on both sides. */
function widen(
  source: RegionSource,
  region: Region,
  reach: { readonly from: number; readonly to: number },
): Region {
  const shift = source.before.content.size - source.after.content.size;
  const first = reach.from < region.from ? blockAt(source, reach.from - 1) : region.first;
  const last = reach.to > region.to ? blockAt(source, reach.to + shift) : region.last;
  return openRegion(source, first, last);
}
