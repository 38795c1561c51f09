/** A committed transaction as edits of the model: carry, then for each sequence region, identities, edits. */
import type { Transform } from "@tiptap/pm/transform";
import type { Edit } from "@weft/richtext";
import type { Followed } from "../remote/follow-patches.ts";
import type { BlockHandle } from "../show/shown-blocks.ts";
import { movedStretches } from "./block-move.ts";
import { Carry, type Touched } from "./carry.ts";
import { documentScope, type NewContent, nextUnit, previousUnit, type Scope, unitOf } from "./cells/scope.ts";
import { type FilledCell, TableWriter } from "./cells/table-edits.ts";
import { movesWithinSequence, touchedCell } from "./cells/touched-cell.ts";
import { movedBlocks, moveEdit } from "./moved-blocks.ts";
import { nameContainers } from "./name-containers.ts";
import { pairMarkers } from "./pair-markers.ts";
import { type NewContainer, openNew, openRegion, type Region, type RegionSource } from "./region.ts";
import { type LocalEdits, writeEdits, writeNewCell } from "./write-edits.ts";

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
  const { blocks, richText } = followed;
  let stretches = movedStretches(transform);
  let carry = new Carry(transform, stretches);
  if (!movesWithinSequence(transform, carry, stretches)) {
    stretches = [];
    carry = new Carry(transform);
  }
  const touched = carry.touched();
  if (!touched) return null;
  const { before, doc: after } = transform;
  const cell = touchedCell(blocks, { before, after }, touched);
  const scope = cell ?? documentScope(after);
  const moved = movedBlocks(blocks, stretches, carry.landedBefore);
  const source = { before, after, carry, blocks, richText, scope, moved };
  const written = writeSequence(followed, source, touched);
  // First of all: the places in the others are those after it.
  const edits = moved ? [moveEdit(richText, blocks, moved), ...written.edits] : written.edits;
  return { ...written, edits, touched };
}

/** The edits of one sequence; `touched` says where, if only a part of it is compared. */
function writeSequence(followed: Followed, source: RegionSource, touched: Touched | null): LocalEdits {
  const { blocks, vocabulary } = followed;
  const { changesMarks } = source.carry;
  const tables = new TableWriter(source, {
    rewrite: (cell) => writeSequence(followed, cell, null),
    fill: (contents, place, edits) => fillSequence(followed, source, { contents, place, edits }),
  });
  let region = coverRebuilt(source, touched ? openAround(source, touched) : openWhole(source));
  for (;;) {
    const pairing = pairMarkers(region, source.scope);
    const prefix = source.scope.cell ?? "document";
    const naming = nameContainers(region, pairing, { blocks, vocabulary, prefix });
    if (!naming.reach) {
      return writeEdits({ region, pairing, naming, vocabulary, changesMarks, source, tables });
    }
    region = coverRebuilt(source, widen(source, region, naming.reach));
  }
}

/** Writes what is to be in a new cell, all of it new. */
function fillSequence(
  { blocks, vocabulary }: Followed,
  outer: RegionSource,
  target: { readonly contents: readonly NewContent[]; readonly place: number; readonly edits: Edit[] },
): FilledCell {
  const { contents, place, edits } = target;
  const prefix = `new ${contents[0]!.contentStart}`;
  const scope = { cell: prefix, depth: 0, first: null, last: null, contents, shift: 0, isWhole: true };
  const region = openNew({ ...outer, scope, moved: null });
  const pairing = { sources: new Map(), swaps: [] };
  const naming = nameContainers(region, pairing, { blocks, vocabulary, prefix });
  return { places: writeNewCell({ region, naming, vocabulary }, place, edits), isBent: region.isBent };
}

/**
 * The touched blocks; when it is more than one, also their neighbours, which lists may come to touch. What moved is
 * among them even if all that it went past is gone, so that it stands where it stood.
 */
function openAround(source: RegionSource, touched: Touched): Region {
  const { blocks, before, scope, moved } = source;
  const { list } = blocks;
  let first = blockAt(source, touched.oldFrom - 1);
  let last = blockAt(source, touched.oldTo);
  for (const handle of moved?.cell === scope.cell
    ? [moved.first, moved.last, moved.next ?? moved.last]
    : []) {
    if (list.indexOf(handle) < list.indexOf(first)) first = handle;
    if (list.indexOf(handle) > list.indexOf(last)) last = handle;
  }
  // What stands behind a cell is not of it.
  if (scope.last && list.indexOf(last) > list.indexOf(scope.last)) last = scope.last;
  if (first === last) return openRegion(source, first, last);
  const previous = previousUnit(blocks, scope, first);
  const next = nextUnit(blocks, scope, { before, unit: last });
  return openRegion(source, previous ?? first, next ?? last);
}

function openWhole(source: RegionSource): Region {
  const { first, last } = source.scope;
  const end = source.blocks.size - 1;
  return openRegion(source, first ?? blockAt(source, 0), last ?? blockAt(source, end));
}

/** The block of the sequence that answers for the token at `position`, the nearest one outside of the document. */
function blockAt({ blocks, scope }: RegionSource, position: number): BlockHandle {
  const inside = Math.max(0, Math.min(position, blocks.size - 1));
  return unitOf(blocks, scope.cell, blocks.list.find(inside)!.handle);
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
      if (!isOpenAsBefore(source.scope, region, container)) {
        to = Math.max(to, container.position + container.node.nodeSize);
      }
    }
    if (to === region.to) return region;
    region = widen(source, region, { from: region.from, to });
  }
}

/** Whether a container that reaches out of the region at its end is the one that did so before. */
function isOpenAsBefore(scope: Scope, region: Region, container: NewContainer): boolean {
  const { carried, depth } = container;
  if (container.position + container.node.nodeSize <= region.to) return true;
  const openBefore = region.last.item.path[scope.depth + depth];
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
