/** Where blocks go that are moved up or down by one: past their neighbour, and at its end out of what holds them. */
import type { Node, NodeRange, ResolvedPos } from "@tiptap/pm/model";
import { containerRole, Vocabulary } from "../show/vocabulary.ts";

/** Up or down. */
export type MoveDirection = "up" | "down";

/**
 * The positions to try, the nearest first. Leaving a quote ends right beside it; leaving a list inside an item
 * ends beside that item; items that leave the outermost list pass what stands next to it, or go into it if it is a list.
 */
export function neighbourTargets(range: NodeRange, direction: MoveDirection): readonly number[] {
  const { parent, startIndex, endIndex } = range;
  const targets: number[] = [];
  const sibling = parent.maybeChild(direction === "up" ? startIndex - 1 : endIndex);
  if (sibling) {
    targets.push(direction === "up" ? range.start - sibling.nodeSize : range.end + sibling.nodeSize);
  }
  const edge = direction === "up" ? range.$from : range.$to;
  for (let depth = range.depth; depth > 0; depth--) {
    // What is in a cell stays in it.
    if (containerRole(edge.node(depth).type) === "cell") break;
    const target = targetOutside(range, edge, { depth, direction });
    if (target !== null) targets.push(target);
  }
  return targets;
}

/** Outside of the container at `depth`; null where the nodes would be in it again. */
function targetOutside(
  range: NodeRange,
  edge: ResolvedPos,
  way: { readonly depth: number; readonly direction: MoveDirection },
): number | null {
  const { depth, direction } = way;
  const vocabulary = Vocabulary.of(range.parent.type.schema);
  const outer = edge.node(depth - 1);
  const beside = direction === "up" ? edge.before(depth) : edge.after(depth);
  if (vocabulary.roleOf(edge.node(depth).type) !== "list") return beside;
  if (vocabulary.roleOf(outer.type) === "item") return null;
  const next = outer.maybeChild(direction === "up" ? edge.index(depth - 1) - 1 : edge.indexAfter(depth - 1));
  if (!next) return null;
  const inside = mayHold(vocabulary, next, range) ? 1 : next.nodeSize;
  return direction === "up" ? beside - inside : beside + inside;
}

function mayHold(vocabulary: Vocabulary, next: Node, { parent, startIndex }: NodeRange): boolean {
  return (
    vocabulary.roleOf(next.type) === "list" && vocabulary.allows(next.type, parent.child(startIndex).type)
  );
}
