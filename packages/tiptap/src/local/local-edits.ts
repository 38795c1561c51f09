/** A committed transaction as edits of the model: carry, region, identities, edits. */
import type { Transform } from "@tiptap/pm/transform";
import type { Followed } from "../remote/follow-patches.ts";
import type { BlockHandle } from "../show/shown-blocks.ts";
import { Carry, type Touched } from "./carry.ts";
import { nameContainers } from "./name-containers.ts";
import { pairMarkers } from "./pair-markers.ts";
import { openRegion, type Region, type RegionSource } from "./region.ts";
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
  const carry = new Carry(transform);
  const touched = carry.touched();
  if (!touched) return null;
  const source = { before: transform.before, after: transform.doc, carry, blocks, richText };
  let region = coverRebuilt(source, openAround(source, touched));
  for (;;) {
    const pairing = pairMarkers(region);
    const naming = nameContainers(region, pairing, { blocks, vocabulary });
    if (!naming.reach) {
      const { changesMarks } = carry;
      return { ...writeEdits({ region, pairing, naming, vocabulary, changesMarks }), touched };
    }
    region = coverRebuilt(source, widen(source, region, naming.reach));
  }
}

function openAround(source: RegionSource, touched: Touched): Region {
  const { oldFrom, oldTo } = touched;
  return openRegion(source, blockAt(source, oldFrom - 1), blockAt(source, oldTo));
}

/** The block that answers for the token at `position`, the nearest one outside of the document. */
function blockAt(source: RegionSource, position: number): BlockHandle {
  const { blocks } = source;
  const inside = Math.max(0, Math.min(position, blocks.size - 1));
  return blocks.list.find(inside)!.handle;
}

/** A container that the editor rebuilt asks all its children what it is, so it must be in the region as a whole. */
function coverRebuilt(source: RegionSource, opened: Region): Region {
  let region = opened;
  for (;;) {
    let to = region.to;
    for (const container of region.newContainers) {
      if (!container.carried) to = Math.max(to, container.position + container.node.nodeSize);
    }
    if (to === region.to) return region;
    region = widen(source, region, { from: region.from, to });
  }
}

/** The region, stretched to cover `from` to `to` of the new document. */
function widen(
  source: RegionSource,
  region: Region,
  reach: { readonly from: number; readonly to: number },
): Region {
  const shift = source.before.content.size - source.after.content.size;
  const first = reach.from < region.from ? blockAt(source, reach.from) : region.first;
  const last = reach.to > region.to ? blockAt(source, reach.to - 1 + shift) : region.last;
  return openRegion(source, first, last);
}
