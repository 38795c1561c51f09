/** Changes inside one block as steps: text where the patches say, then marks where they differ. */

import { Fragment, type Mark, type Node, Slice } from "@tiptap/pm/model";
import { AddMarkStep, RemoveMarkStep, ReplaceStep, type Transform } from "@tiptap/pm/transform";
import { assert } from "@weft/base";
import { renderInline } from "../show/render-block.ts";
import type { Vocabulary } from "../show/vocabulary.ts";
import type { TextPatch } from "./follow-patches.ts";
import { ForeseenStep, nodeAtIndexes, withNode } from "./foreseen-step.ts";

/** A block that changed: where it stands and the node of the same type that is to be. */
interface ContentChange {
  readonly position: number;
  /** The child indexes that lead to it, or null if they are not known. */
  readonly indexes: readonly number[] | null;
  readonly patches: readonly TextPatch[];
  readonly wanted: Node;
}

/** Appends the steps that turn a block into the one that is wanted. */
export function applyContentSteps(vocabulary: Vocabulary, transform: Transform, change: ContentChange): void {
  const { position, patches, wanted } = change;
  const begin = position + 1;
  for (const { offset, removed, inserted } of patches) {
    const content = renderInline(vocabulary, wanted.type, inserted);
    if (removed === 0 && content.size === 0) continue;
    transform.step(replaceContent(transform.doc, change, { from: offset, to: offset + removed, content }));
  }
  const shown = shownNode(transform.doc, change);
  if (shown.eq(wanted)) return;
  if (sameText(shown, wanted)) applyMarkSteps(transform, begin, { shown, wanted });
  const remaining = shownNode(transform.doc, change);
  const start = remaining.content.findDiffStart(wanted.content);
  if (start === null) return;
  const end = remaining.content.findDiffEnd(wanted.content);
  assert(end !== null, "what differs from the start differs from the end");
  const overlap = Math.max(0, start - Math.min(end.a, end.b));
  const slice = new Slice(cut(wanted, start, end.b + overlap), 0, 0);
  transform.step(new ReplaceStep(begin + start, begin + end.a + overlap, slice));
}

/** The step that puts `content` in place of a stretch of the block's own. */
function replaceContent(
  doc: Node,
  { position, indexes }: ContentChange,
  replaced: { readonly from: number; readonly to: number; readonly content: Fragment },
): ReplaceStep {
  const slice = new Slice(replaced.content, 0, 0);
  const begin = position + 1;
  const stretch = { from: begin + replaced.from, to: begin + replaced.to, slice };
  if (indexes === null) return new ReplaceStep(stretch.from, stretch.to, slice);
  const node = nodeAtIndexes(doc, indexes).replace(replaced.from, replaced.to, slice);
  return new ForeseenStep(stretch, { before: doc, after: withNode(doc, indexes, node) });
}

function shownNode(doc: Node, { position, indexes }: ContentChange): Node {
  const node = indexes === null ? doc.nodeAt(position) : nodeAtIndexes(doc, indexes);
  assert(node !== null, "a shown block stands where the list says");
  return node;
}

function cut(node: Node, from: number, to: number): Fragment {
  return from === to ? Fragment.empty : node.content.cut(from, to);
}

/** Whether two blocks hold the same characters and atoms, marks aside. */
function sameText(left: Node, right: Node): boolean {
  const unmarked = (node: Node): Fragment => {
    const children: Node[] = [];
    node.forEach((child) => {
      children.push(child.mark([]));
    });
    return Fragment.fromArray(children);
  };
  return unmarked(left).eq(unmarked(right));
}

/** Mark steps for each stretch over which neither node changes its marks. */
function applyMarkSteps(
  transform: Transform,
  begin: number,
  nodes: { readonly shown: Node; readonly wanted: Node },
): void {
  const { shown, wanted } = nodes;
  for (let offset = 0; offset < wanted.content.size; ) {
    const before = childAt(shown, offset);
    const after = childAt(wanted, offset);
    const end = Math.min(before.end, after.end);
    for (const mark of before.marks) {
      if (!mark.isInSet(after.marks)) {
        transform.step(new RemoveMarkStep(begin + offset, begin + end, mark));
      }
    }
    for (const mark of after.marks) {
      if (!mark.isInSet(before.marks)) transform.step(new AddMarkStep(begin + offset, begin + end, mark));
    }
    offset = end;
  }
}

function childAt(node: Node, offset: number): { readonly marks: readonly Mark[]; readonly end: number } {
  const { node: child, offset: start } = node.childAfter(offset);
  assert(child !== null, "an offset inside a block's content");
  return { marks: child.marks, end: start + child.nodeSize };
}
