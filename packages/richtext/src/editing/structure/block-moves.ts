/** The edit that moves blocks, as ops. */
import type { Segment } from "../../blocks/segment.ts";
import type { Edit } from "../../rich-text.ts";
import type { Transaction } from "../transaction.ts";
import { displace, pinFollowers, rankBefore } from "./slot-writer.ts";

type MoveBlocks = Extract<Edit, { readonly type: "moveBlocks" }>;

/** Moves the blocks whose markers stand in from ≤ place < `to` to before the block at `at`. Nothing is inserted twice. */
export function moveBlocks(transaction: Transaction, edit: MoveBlocks): void {
  if (edit.at >= edit.from && edit.at <= edit.to) return;
  const { blocks } = transaction.parts;
  const moved: Segment[] = [];
  for (let at = edit.from; at < edit.to; ) {
    const block = blocks.blockAtPlace(at)?.block;
    if (!block) break;
    moved.push(block);
    at += blocks.lengthOf(block) + 1;
  }
  const next = blocks.blockAtPlace(edit.at)?.block ?? null;
  pinFollowers(transaction, moved);
  for (const block of moved) {
    for (const other of blocks.followersIfMoved(block)) {
      if (!moved.includes(other)) displace(transaction, other, rankBefore(transaction, other));
    }
  }
  let rank = rankBefore(transaction, next);
  for (const block of moved) rank = displace(transaction, block, rank);
}
