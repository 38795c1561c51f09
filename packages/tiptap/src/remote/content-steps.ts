/** Changes inside one block as steps: text where the patches say, then marks where they differ. */

import { Fragment, type Mark, type Node, Slice } from "@tiptap/pm/model";
import { AddMarkStep, RemoveMarkStep, ReplaceStep, type Transform } from "@tiptap/pm/transform";
import { assert } from "@weft/base";
import { renderInline } from "../show/render-block.ts";
import type { Vocabulary } from "../show/vocabulary.ts";
import type { TextPatch } from "./follow-patches.ts";

/** A block that changed: where it stands, how to find its node in a document, and the node of the same type that is to be. */
interface ContentChange {
  readonly position: number;
  readonly nodeIn: (doc: Node) => Node | null;
  readonly patches: readonly TextPatch[];
  readonly wanted: Node;
}

/** Appends the steps that turn a block into the one that is wanted. */
export function applyContentSteps(
  vocabulary: Vocabulary,
  transform: Transform,
  { position, nodeIn, patches, wanted }: ContentChange,
): void {
  const begin = position + 1;
  for (const { offset, removed, inserted } of patches) {
    const content = renderInline(vocabulary, wanted.type, inserted);
    if (removed === 0 && content.size === 0) continue;
    transform.step(new ReplaceStep(begin + offset, begin + offset + removed, new Slice(content, 0, 0)));
  }
  const shown = shownNode(nodeIn(transform.doc));
  if (shown.eq(wanted)) return;
  if (sameText(shown, wanted)) applyMarkSteps(transform, begin, { shown, wanted });
  const remaining = shownNode(nodeIn(transform.doc));
  const start = remaining.content.findDiffStart(wanted.content);
  if (start === null) return;
  const end = remaining.content.findDiffEnd(wanted.content);
  assert(end !== null, "what differs from the start differs from the end");
  const overlap = Math.max(0, start - Math.min(end.a, end.b));
  const slice = new Slice(cut(wanted, start, end.b + overlap), 0, 0);
  transform.step(new ReplaceStep(begin + start, begin + end.a + overlap, slice));
}

function shownNode(node: Node | null): Node {
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
