/**
 * One run of the document replaced by what the model says, as the smallest step: what is the same on both
 * sides of the change is left out, and a block or group that only changes its wrapping keeps its content, so
 * that positions in text that nobody touched survive.
 */

import { Fragment, type Node, Slice } from "@tiptap/pm/model";
import { ReplaceAroundStep, ReplaceStep, type Step } from "@tiptap/pm/transform";
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
  const wanted = doc.replace(from, to, sliceOfRun(vocabulary, run, base));
  const difference = differenceBelow(doc, wanted, from, base);
  if (!difference) return null;
  return (
    retypeStep(doc, wanted, difference) ??
    rewrapStep(doc, wanted, difference) ??
    replaceStep(wanted, difference)
  );
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

function replaceStep(wanted: Node, difference: Difference): Step {
  const { start, oldEnd, newEnd } = difference;
  return new ReplaceStep(start, oldEnd, wanted.slice(start, newEnd));
}

/** A textblock that changes its type or attributes and keeps its content. */
function retypeStep(doc: Node, wanted: Node, difference: Difference): Step | null {
  const { start, oldEnd, newEnd } = difference;
  if (oldEnd - start !== newEnd - start) return null;
  const oldNode = doc.nodeAt(start);
  const newNode = wanted.nodeAt(start);
  if (!oldNode?.isTextblock || !newNode?.isTextblock || oldNode.nodeSize !== oldEnd - start) return null;
  if (!oldNode.content.eq(newNode.content)) return null;
  return new ReplaceAroundStep(
    start,
    oldEnd,
    start + 1,
    oldEnd - 1,
    new Slice(Fragment.from(newNode.copy()), 0, 0),
    1,
    true,
  );
}
