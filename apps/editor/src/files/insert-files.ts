/** Files put into the text: kept by this device first, then named by a block. */
import type { Editor } from "@tiptap/core";
import type { Attrs, Node } from "@tiptap/pm/model";
import { type EditorState, NodeSelection, TextSelection, type Transaction } from "@tiptap/pm/state";
import type { DocumentFiles } from "@weft/sync";
import { dispatchAlone } from "../writing/dispatch-alone.ts";
import { followSelection } from "../writing/follow-selection.ts";
import { measurePicture } from "./measure-picture.ts";
import { fileName } from "./named-file.ts";

/** A block's type and attributes for a file that was taken in. */
export interface FileBlock {
  readonly type: "image" | "attachment";
  readonly attributes: Attrs;
}

/** Files at once; more are a mistake of the hand. */
const filesMax = 50;

/**
 * Takes files in and puts a block for each below the caret, as one thing to undo. Resolves with the sentences to show for
 * those that were not taken.
 */
export async function insertFiles(
  editor: Editor,
  files: DocumentFiles,
  chosen: readonly File[],
): Promise<readonly string[]> {
  const selectAgain = followSelection(editor);
  const problems = chosen.length > filesMax ? [`Only the first ${filesMax} files were put in.`] : [];
  const blocks: FileBlock[] = [];
  for (const file of chosen.slice(0, filesMax)) {
    const block = await takeIn(files, file, file.name);
    if (typeof block === "string") problems.push(`“${fileName(file.name)}” was not put in. ${block}`);
    else blocks.push(block);
  }
  if (blocks.length === 0 || editor.isDestroyed || !editor.isEditable) return problems;
  selectAgain();
  const { schema } = editor;
  const nodes = blocks.map(({ type, attributes }) => schema.nodes[type]!.create(attributes));
  dispatchAlone(editor, withBlocks(editor.state, nodes).scrollIntoView());
  editor.view.focus();
  return problems;
}

/** Takes one file in; a sentence if it was not. */
export async function takeIn(files: DocumentFiles, file: Blob, name: string): Promise<FileBlock | string> {
  const added = await files.add(file);
  if (!added.ok) return added.error.sentence;
  const { hash, size, type } = added.value;
  const attributes = { hash, name: fileName(name), type: type.mediaType, size };
  const view = files.view(hash);
  // What says that it is a picture, and cannot be drawn as one, is a file like others.
  const measured = type.isPicture && view.state === "here" ? await measurePicture(view.blob) : null;
  return measured === null
    ? { type: "attachment", attributes }
    : { type: "image", attributes: { ...attributes, ...measured } };
}

/** Below the block with the caret, or above it if that is an empty paragraph; the caret goes on behind. */
function withBlocks(state: EditorState, nodes: readonly Node[]): Transaction {
  const { tr, selection } = state;
  const { $to } = selection;
  const isEmpty = $to.parent.isTextblock && $to.parent.content.size === 0;
  for (let depth = $to.depth; depth >= 0; depth--) {
    const parent = depth === 0 ? $to.doc : $to.node(depth - 1);
    const place =
      depth === 0 ? selection.to : isEmpty && depth === $to.depth ? $to.before(depth) : $to.after(depth);
    const index = tr.doc.resolve(place).index();
    if (depth > 0 && !nodes.every(({ type }) => parent.canReplaceWith(index, index, type))) continue;
    tr.insert(place, nodes);
    const end = place + nodes.reduce((sum, node) => sum + node.nodeSize, 0);
    const $end = tr.doc.resolve(end);
    if ($end.nodeAfter === null) tr.insert(end, state.schema.nodes.paragraph!.create());
    return tr.setSelection(selectionBehind(tr, end));
  }
  return tr;
}

function selectionBehind(tr: Transaction, place: number): TextSelection | NodeSelection {
  const $place = tr.doc.resolve(place);
  const near = TextSelection.near($place, 1);
  return near instanceof TextSelection ? near : NodeSelection.create(tr.doc, place - 1);
}
