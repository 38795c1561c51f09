/**
 * One run of the document replaced by what the model says, as the smallest step: what is the same on both
 * sides of the change is left out, and a block or group that only changes its wrapping keeps its content, so
 * that positions in text that nobody touched survive.
 */

import { Fragment, type Node, Slice } from "@tiptap/pm/model";
import { ReplaceAroundStep, ReplaceStep, type Step, StepMap } from "@tiptap/pm/transform";
import { assert } from "@weft/base";
import { leastDepth, type RenderedRun, sliceOfRun } from "../show/render-run.ts";
import type { Vocabulary } from "../show/vocabulary.ts";
import { type Difference, rewrapStep } from "./rewrap-step.ts";

/** The step that makes `from` to `to` of `doc` show the run, or null if it does so already. */
export function replaceRun(
  vocabulary: Vocabulary,
  doc: Node,
  change: { readonly from: number; readonly to: number; readonly run: RenderedRun },
): Step | null {
  const { from, to, run } = change;
  const $from = doc.resolve(from);
  const base = Math.min(leastDepth(run.handles), $from.sharedDepth(to));
  const slice = sliceOfRun(vocabulary, run, base);
  const cutOut = cutOutRun(doc, { from, to, base }, slice);
  const difference = differenceBelow(cutOut.before, cutOut.after, 0, 0);
  if (!difference) return null;
  if (difference.start >= slice.openStart && difference.oldEnd <= slice.openStart + to - from)
    return stepBetween(cutOut, difference);
  // The containers around the run are not what they were: they stay as they are.
  const after = doc.replace(from, to, slice);
  const wholeDifference = differenceBelow(doc, after, from, base);
  return wholeDifference && stepBetween({ before: doc, after, shift: 0 }, wholeDifference);
}

/** A document before and after, or a piece cut out of both: a position in there, plus `shift`, is one of the document. */
interface Sides {
  readonly before: Node;
  readonly after: Node;
  readonly shift: number;
}

/**
 * The run alone, in a node like the one around it, with the containers that it is in cut down to it: comparing it does
 * not cost what comparing documents would.
 */
function cutOutRun(
  doc: Node,
  place: { readonly from: number; readonly to: number; readonly base: number },
  slice: Slice,
): Sides {
  const { from, to, base } = place;
  const $from = doc.resolve(from);
  const around = $from.node(base);
  const begin = $from.start(base);
  return {
    before: around.copy(around.content.cut(from - begin, to - begin)),
    after: around.copy(slice.content),
    shift: from - slice.openStart,
  };
}

function stepBetween(sides: Sides, difference: Difference): Step {
  return retypeStep(sides, difference) ?? rewrapped(sides, difference) ?? replaceStep(sides, difference);
}

function rewrapped({ before, after, shift }: Sides, difference: Difference): Step | null {
  return rewrapStep(before, after, difference)?.map(StepMap.offset(shift)) ?? null;
}

/** Where `wanted` differs from `doc` inside the node at `depth` around `position`, outside of which they are equal. */
function differenceBelow(doc: Node, wanted: Node, position: number, depth: number): Difference | null {
  const $old = doc.resolve(position);
  const $new = wanted.resolve(position);
  const begin = $old.start(depth);
  const oldContent = $old.node(depth).content;
  const newContent = $new.node(depth).content;
  const start = oldContent.findDiffStart(newContent, begin);
  if (start === null) return null;
  const end = oldContent.findDiffEnd(newContent, begin + oldContent.size, begin + newContent.size);
  assert(end !== null, "what differs from the start differs from the end");
  // Repeated content can be counted to both sides: the end gives way.
  const overlap = Math.max(0, start - Math.min(end.a, end.b));
  return { start, oldEnd: end.a + overlap, newEnd: end.b + overlap };
}

function replaceStep({ after, shift }: Sides, difference: Difference): Step {
  const { start, oldEnd, newEnd } = difference;
  return new ReplaceStep(start + shift, oldEnd + shift, after.slice(start, newEnd));
}

/** A textblock that changes its type or attributes and keeps its content. */
function retypeStep({ before, after, shift }: Sides, difference: Difference): Step | null {
  const { start, oldEnd, newEnd } = difference;
  if (oldEnd - start !== newEnd - start) return null;
  const oldNode = before.nodeAt(start);
  const newNode = after.nodeAt(start);
  if (!oldNode?.isTextblock || !newNode?.isTextblock || oldNode.nodeSize !== oldEnd - start) return null;
  if (!oldNode.content.eq(newNode.content)) return null;
  return new ReplaceAroundStep(
    start + shift,
    oldEnd + shift,
    start + shift + 1,
    oldEnd + shift - 1,
    new Slice(Fragment.from(newNode.copy()), 0, 0),
    1,
    true,
  );
}
