/**
 * Blocks that change only what is around them (a quote, a list, an indentation) as one step that leaves them in
 * place, so that positions inside them survive.
 */
import { Fragment, type Node, Slice } from "@tiptap/pm/model";
import { ReplaceAroundStep, type Step } from "@tiptap/pm/transform";

/** The part in which two documents differ: `start` to `oldEnd` of one, `start` to `newEnd` of the other. */
export interface Difference {
  readonly start: number;
  readonly oldEnd: number;
  readonly newEnd: number;
}

/** How many tokens of wrapping are looked through on either side. */
const WRAPPING_MAX = 12;

/** The step, or null if no block that is on both sides stands behind the wrapping. */
export function rewrapStep(doc: Node, wanted: Node, difference: Difference): Step | null {
  const { start, oldEnd, newEnd } = difference;
  const core = findCore(doc, wanted, difference);
  if (!core) return null;
  const { oldFrom, newFrom, size } = core;
  const slice = wanted.slice(start, newEnd);
  const inSlice = newFrom - start + slice.openStart;
  const shell = new Slice(without(slice.content, inSlice, inSlice + size), slice.openStart, slice.openEnd);
  const step = new ReplaceAroundStep(start, oldEnd, oldFrom, oldFrom + size, shell, newFrom - start);
  return step.apply(doc).doc?.eq(wanted) === true ? step : null;
}

interface Core {
  readonly oldFrom: number;
  readonly newFrom: number;
  readonly size: number;
}

/** Equal blocks, one after another, behind the wrapping on both sides. */
function findCore(doc: Node, wanted: Node, difference: Difference): Core | null {
  const { start, oldEnd, newEnd } = difference;
  const newPositions = positionsBehindWrapping(wanted, start, newEnd);
  for (const oldFrom of positionsBehindWrapping(doc, start, oldEnd)) {
    for (const newFrom of newPositions) {
      const size = equalSize(doc, wanted, { oldFrom, oldEnd, newFrom, newEnd });
      if (size > 0) return { oldFrom, newFrom, size };
    }
  }
  return null;
}

/** Positions before blocks with nothing but openings and closings between them and `start`. */
function positionsBehindWrapping(doc: Node, start: number, end: number): number[] {
  const positions: number[] = [];
  for (let position = start; position < end && position - start <= WRAPPING_MAX; position++) {
    const $position = doc.resolve(position);
    if ($position.parent.inlineContent) {
      if ($position.parentOffset < $position.parent.content.size) break;
    } else if ($position.nodeAfter) {
      if ($position.nodeAfter.isLeaf) break;
      positions.push(position);
    }
  }
  return positions;
}

function equalSize(
  doc: Node,
  wanted: Node,
  range: {
    readonly oldFrom: number;
    readonly oldEnd: number;
    readonly newFrom: number;
    readonly newEnd: number;
  },
): number {
  let size = 0;
  for (;;) {
    const oldNode = doc.resolve(range.oldFrom + size).nodeAfter;
    const newNode = wanted.resolve(range.newFrom + size).nodeAfter;
    if (!oldNode || !newNode || !oldNode.eq(newNode)) return size;
    const next = size + oldNode.nodeSize;
    if (range.oldFrom + next > range.oldEnd || range.newFrom + next > range.newEnd) return size;
    size = next;
    if (range.oldFrom + size === range.oldEnd || range.newFrom + size === range.newEnd) return size;
  }
}

/** The fragment without the whole nodes between two positions in it. */
function without(fragment: Fragment, from: number, to: number): Fragment {
  const children: Node[] = [];
  let position = 0;
  fragment.forEach((child) => {
    const end = position + child.nodeSize;
    if (position < from && to < end) {
      children.push(child.copy(without(child.content, from - position - 1, to - position - 1)));
    } else if (end <= from || position >= to) children.push(child);
    position = end;
  });
  return Fragment.fromArray(children);
}
