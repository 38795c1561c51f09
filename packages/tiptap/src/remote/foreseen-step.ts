/**
 * Replace steps whose outcome is known before they are applied, because whoever makes them knows which child of which
 * they change. ProseMirror would look for that child among all of the document, twice for each step.
 */
import type { Node, Slice } from "@tiptap/pm/model";
import { ReplaceStep, StepResult } from "@tiptap/pm/transform";

/**
 * A step that knows what becomes of one document.
 *
 * Law: applied to `before` it gives what a `ReplaceStep` of the same places gives, and to any other document the same as
 * that. What is made of it (its inverse, its mapping, its JSON) is an ordinary step.
 */
export class ForeseenStep extends ReplaceStep {
  private readonly before: Node;
  private readonly after: Node;

  constructor(
    replaced: { readonly from: number; readonly to: number; readonly slice: Slice },
    outcome: { readonly before: Node; readonly after: Node },
  ) {
    super(replaced.from, replaced.to, replaced.slice);
    this.before = outcome.before;
    this.after = outcome.after;
  }

  override apply(doc: Node): StepResult {
    return doc === this.before ? StepResult.ok(this.after) : super.apply(doc);
  }
}

/** The document with another node in the place that the child indexes lead to. O(children of those on the way). */
export function withNode(doc: Node, indexes: readonly number[], node: Node): Node {
  const [index, ...deeper] = indexes;
  if (index === undefined) return node;
  const child = withNode(doc.child(index), deeper, node);
  return doc.copy(doc.content.replaceChild(index, child));
}

/** The node that the child indexes lead to. */
export function nodeAtIndexes(doc: Node, indexes: readonly number[]): Node {
  let node = doc;
  for (const index of indexes) node = node.child(index);
  return node;
}
