/**
 * What people do in the loss test, as the editor's own commands do it: half of it typing, the rest of it changes of
 * structure. An edit depends on the document that is shown and on the seed, on nothing else: every engine is asked
 * the same.
 */
import { joinBackward, lift, setBlockType, splitBlock, wrapIn } from "@tiptap/pm/commands";
import { Fragment, type Node, type NodeType, type Schema, Slice } from "@tiptap/pm/model";
import { liftListItem, sinkListItem, splitListItem } from "@tiptap/pm/schema-list";
import { type Command, EditorState, TextSelection, type Transaction } from "@tiptap/pm/state";
import { movableRange, moveNodes } from "@weft/tiptap";
import type { Chance } from "./chance.ts";
import { tableEdits } from "./table-edits.ts";

/** An edit on a transaction that nothing was done to yet; nothing is done if it does not apply there. */
export type RandomEdit = (transaction: Transaction, chance: Chance) => void;

/** Typing one character: the most common edit. */
export const typeCharacter: RandomEdit = (transaction, chance) => {
  transaction.insertText(chance.character(), chance.caret(transaction.doc).pos);
};

/** Every other edit, by name. */
export function structureEdits(schema: Schema): Readonly<Record<string, RandomEdit>> {
  const item = typeOf(schema, "listItem");
  return {
    split: command(splitBlock),
    join: (transaction, chance) => {
      const start = chance.caret(transaction.doc).start();
      run(joinBackward, transaction.setSelection(TextSelection.create(transaction.doc, start)));
    },
    delete: (transaction, chance) => {
      const { from, to } = chance.selection(transaction.doc, 4);
      transaction.delete(from, to);
    },
    retype: (transaction, chance) => {
      const name = chance.pick(["paragraph", "heading", "codeBlock"]) ?? "paragraph";
      const attributes = name === "heading" ? { level: 1 + chance.below(3) } : null;
      command(setBlockType(typeOf(schema, name), attributes))(transaction, chance);
    },
    quote: command(wrapIn(typeOf(schema, "blockquote"))),
    lift: command(lift),
    splitItem: command(splitListItem(item)),
    indent: command(sinkListItem(item)),
    outdent: command(liftListItem(item)),
    move,
    paste,
    ...tableEdits(schema),
  };
}

/** A command of the editor, with a caret or a short selection somewhere. */
function command(wanted: Command): RandomEdit {
  return (transaction, chance) => {
    const lengthMax = chance.happens(0.5) ? 0 : 8;
    run(wanted, transaction.setSelection(chance.selection(transaction.doc, lengthMax)));
  };
}

function run(wanted: Command, transaction: Transaction): void {
  const { doc, selection } = transaction;
  wanted(EditorState.create({ doc, selection }), (made) => {
    for (const step of made.steps) transaction.step(step);
  });
}

/** Takes blocks to before or after others, as a drag by their handle does. */
function move(transaction: Transaction, chance: Chance): void {
  const { doc } = transaction;
  const { $from, $to } = chance.selection(doc, 12);
  const range = movableRange($from, $to);
  const $at = chance.caret(doc);
  const depth = 1 + chance.below($at.depth);
  if (range) moveNodes(transaction, range, chance.happens(0.5) ? $at.before(depth) : $at.after(depth));
}

/** Copies a stretch of the document, which may begin and end in the midst of blocks, with characters of its own. */
function paste(transaction: Transaction, chance: Chance): void {
  const { doc } = transaction;
  const { from, to } = chance.selection(doc, 20);
  const copied = doc.slice(from, to);
  const slice = new Slice(withNewText(copied.content, chance), copied.openStart, copied.openEnd);
  const target = chance.selection(doc, 3);
  transaction.replaceRange(target.from, target.to, slice);
}

function withNewText(fragment: Fragment, chance: Chance): Fragment {
  const nodes: Node[] = [];
  fragment.forEach((node) => {
    if (!node.isText) nodes.push(node.copy(withNewText(node.content, chance)));
    else {
      const text = Array.from({ length: node.nodeSize }, () => chance.character()).join("");
      nodes.push(node.type.schema.text(text, node.marks));
    }
  });
  return Fragment.fromArray(nodes);
}

function typeOf(schema: Schema, name: string): NodeType {
  const type = schema.nodes[name];
  if (!type) throw new Error(`the schema has no ${name}`);
  return type;
}
