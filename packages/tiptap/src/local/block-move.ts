/**
 * How a transaction says that it moves blocks: its first step takes whole nodes out, its second puts the same nodes
 * in elsewhere, perhaps with other containers around them, and a meta says where in both they stand. Without that
 * it would be a deletion and a copy, and what others type in the blocks meanwhile would stay behind.
 */
import type { Node } from "@tiptap/pm/model";
import type { Transaction } from "@tiptap/pm/state";
import { ReplaceStep, type Transform } from "@tiptap/pm/transform";

/** Nodes that both steps hold: `skip` tokens into what the first takes out, `lead` tokens into what the second puts in. */
export interface TakenNodes {
  readonly skip: number;
  readonly lead: number;
  readonly size: number;
}

/** Tokens that a move carried: `from` in the document before the transaction, `to` in the one after its second step. */
export interface MovedStretch {
  readonly from: number;
  readonly to: number;
  readonly size: number;
}

const metaKey = "weft$move";

/** The moves of transforms that are no transactions of their own. */
const movesByTransform = new WeakMap<Transform, readonly TakenNodes[]>();

/** Says of a transaction that its first two steps are a move. */
export function markAsMove(transaction: Transaction, nodes: readonly TakenNodes[]): Transaction {
  return transaction.setMeta(metaKey, nodes);
}

/** Says of `made`, whose first two steps are those of `transform`, what is said of that. */
export function passOnMove(transform: Transform, made: Transform): void {
  const nodes = recordedMove(transform);
  if (nodes.length > 0) movesByTransform.set(made, nodes);
}

/**
 * What a transform moved, in the order in which it stands there; empty if it is no move, or says that it is one
 * and does not put in what it took out.
 */
export function movedStretches(transform: Transform): readonly MovedStretch[] {
  const nodes = recordedMove(transform);
  const [taken, put] = transform.steps;
  if (nodes.length === 0 || !(taken instanceof ReplaceStep) || !(put instanceof ReplaceStep)) return [];
  const stretches = nodes.map(({ skip, lead, size }) => ({
    from: taken.from + skip,
    to: put.from + lead,
    size,
  }));
  const after = transform.docs[2] ?? transform.doc;
  const isSound = stretches.every(
    (stretch) =>
      stretch.from + stretch.size <= taken.to &&
      stretch.to + stretch.size <= put.from + put.slice.size &&
      holdsSame(transform.before, after, stretch),
  );
  return isSound ? stretches : [];
}

function recordedMove(transform: Transform): readonly TakenNodes[] {
  const value: unknown =
    "getMeta" in transform && typeof transform.getMeta === "function"
      ? transform.getMeta(metaKey)
      : movesByTransform.get(transform);
  return Array.isArray(value) && value.every(isTakenNodes) ? value : [];
}

function isTakenNodes(value: unknown): value is TakenNodes {
  if (typeof value !== "object" || value === null) return false;
  const { skip, lead, size }: { skip?: unknown; lead?: unknown; size?: unknown } = value;
  return [skip, lead, size].every((part) => Number.isInteger(part) && Number(part) >= 0);
}

function holdsSame(before: Node, after: Node, { from, to, size }: MovedStretch): boolean {
  const $from = before.resolve(from);
  const $to = after.resolve(to);
  if ($from.parent.inlineContent || $to.parent.inlineContent) return false;
  if ($from.sharedDepth(from + size) !== $from.depth || $to.sharedDepth(to + size) !== $to.depth)
    return false;
  return before.slice(from, from + size).content.eq(after.slice(to, to + size).content);
}
