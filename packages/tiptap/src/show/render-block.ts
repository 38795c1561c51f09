/** A block of the model as a ProseMirror node: pure, and every place of the model takes one position. */
import { Mark as EditorMark, Fragment, type Node, type NodeType } from "@tiptap/pm/model";
import type { Block, InlineRun } from "@weft/richtext";
import type { Vocabulary } from "./vocabulary.ts";

/** What a place shows that has an atom where the block takes text only. */
const hiddenAtom = "\uFFFC";

/** Where a block stands: the node type around it, and whether it is the first in there. */
export interface BlockSurroundings {
  readonly parent: NodeType;
  readonly isFirst: boolean;
}

/** The node type that shows `block` there: its own, or a plain one where its own may not stand. */
export function shownBlockType(
  vocabulary: Vocabulary,
  block: Block,
  surroundings: BlockSurroundings,
): NodeType {
  const type = vocabulary.blockType(block.type, block.length);
  const { parent, isFirst } = surroundings;
  const isAllowed = isFirst
    ? parent.contentMatch.matchType(type) !== null
    : vocabulary.allowsLater(parent, type);
  if (isAllowed) return type;
  const fallback = isFirst ? parent.contentMatch.defaultType : null;
  return fallback?.isTextblock === true ? fallback : vocabulary.plainBlock;
}

/** The node that shows a block with this content. */
export function renderBlock(
  vocabulary: Vocabulary,
  type: NodeType,
  content: { readonly block: Block; readonly inline: readonly InlineRun[] },
): Node {
  const { block, inline } = content;
  const isSubstitute = type === vocabulary.plainBlock && type.name !== block.type;
  const attributes = isSubstitute ? null : vocabulary.toEditorAttributes(type, block.type, block.attributes);
  return type.create(attributes, type.isLeaf ? null : renderInline(vocabulary, type, inline));
}

/**
 * Inline content for a block of `type`. Marks that the block or another mark on the text forbids are left out;
 * an atom that it forbids shows as one character, a hard break as a line feed.
 */
export function renderInline(vocabulary: Vocabulary, type: NodeType, runs: readonly InlineRun[]): Fragment {
  const nodes: Node[] = [];
  for (const run of runs) {
    const marks = renderMarks(vocabulary, type, run);
    if (run.kind === "text") {
      if (run.text !== "") nodes.push(vocabulary.schema.text(run.text, marks));
      continue;
    }
    const atom = vocabulary.atomType(run.type);
    if (atom && vocabulary.allows(type, atom)) {
      nodes.push(atom.create(vocabulary.toEditorAttributes(atom, run.type, run.attributes), null, marks));
    } else {
      const isLineBreak = atom !== null && atom === vocabulary.schema.linebreakReplacement;
      nodes.push(vocabulary.schema.text(isLineBreak ? "\n" : hiddenAtom, marks));
    }
  }
  return Fragment.fromArray(nodes);
}

function renderMarks(vocabulary: Vocabulary, type: NodeType, run: InlineRun): readonly EditorMark[] {
  let marks: readonly EditorMark[] = EditorMark.none;
  for (const mark of run.marks) {
    const shown = vocabulary.toEditorMark(mark);
    if (shown && type.allowsMarkType(shown.type)) marks = shown.addToSet(marks);
  }
  return marks;
}
