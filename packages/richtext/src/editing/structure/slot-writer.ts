/** Writes slots: where a moved block shows, and where the content of a joined one flows to. */
import type { Place } from "@weft/rga";
import type { Segment } from "../../blocks/segment.ts";
import { seenIds } from "../register-edits.ts";
import type { Transaction } from "../transaction.ts";

/** Moves a block into a new slot straight after the element at `rank`; returns the rank of the slot. */
export function displace(transaction: Transaction, block: Segment, rank: number): number {
  return displaceTo(transaction, block, transaction.placeAfterRank(rank));
}

/** Moves a block into a new slot straight before the element at `rank`, to which it clings; returns the rank of the slot. */
export function displaceOnto(transaction: Transaction, block: Segment, rank: number): number {
  return displaceTo(transaction, block, transaction.placeBeforeRank(rank));
}

function displaceTo(transaction: Transaction, block: Segment, place: Place): number {
  const id = transaction.perform({
    type: "slot",
    purpose: "block",
    place,
    marker: block.marker,
    end: transaction.parts.blocks.endOf(block)?.marker ?? null,
    seen: seenIds(block.placeRegister.heads),
    back: transaction.back,
  });
  return transaction.parts.sequence.rankOf(id.replica, id.counter);
}

/** From now on the content of a block flows, while that is joined, to straight after `rank`; returns the slot's rank. */
export function inline(transaction: Transaction, block: Segment, rank: number): number {
  const id = transaction.perform({
    type: "slot",
    purpose: "inline",
    place: transaction.placeAfterRank(rank),
    marker: block.marker,
    end: null,
    seen: seenIds(block.inlineRegister.heads),
    back: transaction.back,
  });
  return transaction.parts.sequence.rankOf(id.replica, id.counter);
}

/**
 * Gives blocks that show in another one's slot slots of their own, so that they stay where they are whatever becomes
 * of that one. They are neighbours in display order, up to the last one in the slot.
 */
export function pin(transaction: Transaction, blocks: readonly Segment[]): void {
  const station = blocks[0]?.station;
  if (!station) return;
  let rank = transaction.parts.blocks.rankOf(station);
  for (const block of blocks) rank = displace(transaction, block, rank);
}

/** Pins what follows displaced blocks, itself not among them, before those are moved or joined. */
export function pinFollowers(transaction: Transaction, leaving: readonly Segment[]): void {
  const all = new Set(leaving);
  for (const { notedSlot } of leaving) {
    if (notedSlot)
      pin(
        transaction,
        notedSlot.piece.residents.filter((block) => !all.has(block)),
      );
  }
}

/** The rank after which a slot shows straight before a shown block, or after the last one if that is null. */
export function rankBefore(transaction: Transaction, next: Segment | null): number {
  const { blocks, sequence } = transaction.parts;
  if (!next?.station) return sequence.totalLength - 1;
  const { residents } = next.station;
  if (residents[0] !== next) pin(transaction, residents.slice(residents.indexOf(next)));
  return blocks.rankOf(next.station) - 1;
}
