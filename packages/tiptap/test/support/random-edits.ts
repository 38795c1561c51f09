/** Random transactions of every kind that an editor makes. Every typed character is typed once in a run. */

import {
  createParagraphNear,
  deleteSelection,
  exitCode,
  joinBackward,
  joinForward,
  lift,
  liftEmptyBlock,
  newlineInCode,
  selectAll,
  setBlockType,
  splitBlock,
  toggleMark,
  wrapIn,
} from "@tiptap/pm/commands";
import { Fragment, type Node, type ResolvedPos, Slice } from "@tiptap/pm/model";
import { liftListItem, sinkListItem, splitListItem, wrapInList } from "@tiptap/pm/schema-list";
import {
  type Command,
  EditorState,
  NodeSelection,
  Selection,
  TextSelection,
  type Transaction,
} from "@tiptap/pm/state";
import { canJoin, canSplit, findWrapping, liftTarget } from "@tiptap/pm/transform";
import type { Random } from "@weft/base";
import { movableRange, moveNodes, unwrapDetails, wrapInDetails } from "../../src/index.ts";
import { moveSelected } from "../../src/moving/block-moves.ts";
import { headWithin } from "../../src/tables/cell-selection.ts";
import {
  addColumn,
  addRow,
  deleteColumn,
  deleteRow,
  deleteTable,
  goToCell,
  insertTable,
  toggleHeaderRow,
} from "../../src/tables/table-commands.ts";
import { schema } from "./replicas.ts";

/** Adds something to a transaction. False if it does not apply. */
export type Kind = (transaction: Transaction, chance: Chance) => boolean;

/** Random choices, and characters that nobody has typed before. */
export class Chance {
  readonly random: Random;
  private nextCharacter = 0x4e00;

  constructor(random: Random) {
    this.random = random;
  }

  below(bound: number): number {
    return this.random.below(Math.max(1, bound));
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)]!;
  }

  character(): string {
    return String.fromCharCode(this.nextCharacter++);
  }

  word(): string {
    return Array.from({ length: 1 + this.below(4) }, () => this.character()).join("");
  }

  /** A position inside a textblock. */
  caret(doc: Node): ResolvedPos {
    const carets: number[] = [];
    const near = this.below(doc.content.size + 1);
    for (const bias of this.below(2) === 0 ? [1, -1] : [-1, 1]) {
      const selection = Selection.findFrom(doc.resolve(near), bias, true);
      if (selection) carets.push(selection.head);
    }
    return doc.resolve(carets[0] ?? 0);
  }

  range(doc: Node, lengthMax: number): { readonly from: number; readonly to: number } {
    const $from = this.caret(doc);
    const from = $from.pos;
    const near = Math.min(doc.content.size, from + this.below(lengthMax + 1));
    const end = TextSelection.near(doc.resolve(near), -1);
    // As in an editor no selection goes over the border of a cell.
    const head = end instanceof TextSelection ? end.head : from;
    const to = headWithin(doc, { $anchor: $from, $head: doc.resolve(head) }) ?? head;
    return { from: Math.min(from, to), to: Math.max(from, to) };
  }
}

/** Every kind, by name; coverage is counted under these names. */
export const kinds: Readonly<Record<string, Kind>> = {
  type: (tr, chance) => {
    tr.insertText(chance.character(), chance.caret(tr.doc).pos);
    return true;
  },
  typeOver: (tr, chance) => {
    const { from, to } = chance.range(tr.doc, 4);
    tr.insertText(chance.word(), from, to);
    return true;
  },
  split: (tr, chance) => {
    const { pos } = chance.caret(tr.doc);
    const depth = 1 + chance.below(3);
    if (!canSplit(tr.doc, pos, depth)) return false;
    tr.split(pos, depth);
    return true;
  },
  join: (tr, chance) => {
    const $at = chance.caret(tr.doc);
    const at = $at.before(1 + chance.below($at.depth));
    // No key joins cells or rows.
    if (!canJoin(tr.doc, at) || /^table/.test(tr.doc.resolve(at).nodeAfter!.type.name)) return false;
    tr.join(at);
    return true;
  },
  deleteShort: (tr, chance) => {
    const { from, to } = chance.range(tr.doc, 3);
    if (from === to) return false;
    tr.delete(from, to);
    return true;
  },
  deleteLong: (tr, chance) => {
    const { from, to } = chance.range(tr.doc, 30);
    if (from === to) return false;
    tr.deleteRange(from, to);
    return true;
  },
  deleteNode: (tr, chance) => {
    const $at = chance.caret(tr.doc);
    const selection = NodeSelection.create(tr.doc, $at.before(1 + chance.below($at.depth)));
    tr.setSelection(selection).deleteSelection();
    return true;
  },
  retype: (tr, chance) => {
    const { from, to } = chance.range(tr.doc, 10);
    const [name, attributes] = chance.pick([
      ["paragraph", null],
      ["heading", { level: 1 + chance.below(3) }],
      ["codeBlock", null],
    ] as const);
    tr.setBlockType(from, to, schema.nodes[name]!, attributes);
    return tr.docChanged;
  },
  setNodeMarkup: (tr, chance) => {
    const $at = chance.caret(tr.doc);
    for (let depth = $at.depth; depth > 0; depth--) {
      if (!/List$/.test($at.node(depth).type.name)) continue;
      tr.setNodeMarkup($at.before(depth), schema.nodes[chance.pick(["bulletList", "orderedList"])]!);
      return true;
    }
    return false;
  },
  setNodeAttribute: (tr, chance) => {
    const headings: number[] = [];
    tr.doc.descendants((node, position) => {
      if (node.type.name === "heading") headings.push(position);
    });
    if (headings.length === 0) return false;
    tr.setNodeAttribute(chance.pick(headings), "level", 1 + chance.below(3));
    return true;
  },
  wrap: (tr, chance) => {
    const { from, to } = chance.range(tr.doc, 12);
    const range = tr.doc.resolve(from).blockRange(tr.doc.resolve(to));
    const name = chance.pick(["blockquote", "bulletList", "orderedList", "taskList", "callout"]);
    const wrapping = range && findWrapping(range, schema.nodes[name]!);
    if (!range || !wrapping || range.depth > 8) return false;
    tr.wrap(range, wrapping);
    return true;
  },
  lift: (tr, chance) => {
    const { from, to } = chance.range(tr.doc, 12);
    const range = tr.doc.resolve(from).blockRange(tr.doc.resolve(to));
    const target = range && liftTarget(range);
    if (!range || target === null) return false;
    tr.lift(range, target);
    return true;
  },
  addMark: (tr, chance) => {
    const { from, to } = chance.range(tr.doc, 12);
    const name = chance.pick(["bold", "italic", "code", "link", "strike", "highlight", "textColour"]);
    tr.addMark(
      from,
      to,
      schema.marks[name]!.create(name === "link" ? { href: `https://${chance.below(3)}` } : null),
    );
    return tr.docChanged;
  },
  removeMark: (tr, chance) => {
    const { from, to } = chance.range(tr.doc, 12);
    tr.removeMark(from, to, schema.marks[chance.pick(["bold", "italic", "code", "link"])]!);
    return tr.docChanged;
  },
  paste: (tr, chance) => {
    const { from, to } = chance.range(tr.doc, 40);
    const source = tr.doc.slice(from, to);
    const slice = new Slice(retypeText(source.content, chance), source.openStart, source.openEnd);
    const target = chance.range(tr.doc, 4);
    tr.replaceRange(target.from, target.to, slice);
    return tr.docChanged;
  },
  pasteBlocks: (tr, chance) => {
    const paragraph = () => schema.nodes.paragraph!.create(null, schema.text(chance.word()));
    const blocks = [
      paragraph(),
      schema.nodes.heading!.create({ level: 2 }, schema.text(chance.word())),
      paragraph(),
    ];
    const $at = chance.caret(tr.doc);
    const at = $at.before($at.depth);
    const $block = tr.doc.resolve(at);
    if (!$block.parent.canReplace($block.index(), $block.index(), Fragment.fromArray(blocks))) return false;
    tr.replaceWith(at, chance.below(2) === 0 ? at : at + $at.parent.nodeSize, blocks);
    return true;
  },
  insertRule: (tr, chance) => {
    const { from, to } = chance.range(tr.doc, 2);
    tr.replaceRangeWith(from, to, schema.nodes.horizontalRule!.create());
    return tr.docChanged;
  },
  insertBreak: (tr, chance) => {
    const $at = chance.caret(tr.doc);
    if (!$at.parent.inlineContent || $at.parent.type.spec.code) return false;
    tr.insert($at.pos, schema.nodes.hardBreak!.create());
    return true;
  },
  splitBlock: command(splitBlock),
  splitListItem: command(splitListItem(schema.nodes.listItem!)),
  sinkListItem: command(sinkListItem(schema.nodes.listItem!)),
  liftListItem: command(liftListItem(schema.nodes.listItem!)),
  wrapInList: command(wrapInList(schema.nodes.bulletList!)),
  joinBackward: command(joinBackward, "start"),
  joinForward: command(joinForward, "end"),
  liftEmptyBlock: command(liftEmptyBlock, "empty"),
  createParagraphNear: command(createParagraphNear, "leaf"),
  newlineInCode: command(newlineInCode, "code"),
  exitCode: command(exitCode, "code"),
  wrapIn: command(wrapIn(schema.nodes.blockquote!)),
  liftCommand: command(lift),
  toggleBold: command(toggleMark(schema.marks.bold!)),
  setHeading: command(setBlockType(schema.nodes.heading!, { level: 1 })),
  deleteSelection: command(deleteSelection),
  check: (tr, chance) => {
    const tasks: number[] = [];
    tr.doc.descendants((node, position) => {
      if (node.type.name === "taskItem") tasks.push(position);
    });
    if (tasks.length === 0) return false;
    const at = chance.pick(tasks);
    const { checked } = tr.doc.nodeAt(at)!.attrs;
    if (chance.below(2) === 0) tr.setNodeAttribute(at, "checked", !checked);
    else tr.setNodeMarkup(at, null, { checked: !checked });
    return true;
  },
  wrapInDetails: (tr, chance) => wrapInDetails(tr.setSelection(anySelection(tr.doc, chance))),
  unwrapDetails: (tr, chance) => {
    const inside: Selection[] = [];
    tr.doc.descendants((node, position) => {
      if (node.type.name === "detailsSummary") inside.push(TextSelection.create(tr.doc, position + 1));
    });
    return inside.length > 0 && unwrapDetails(tr.setSelection(chance.pick(inside)));
  },
  comment: (tr, chance) => {
    const { from, to } = chance.range(tr.doc, 12);
    const mark = schema.marks.comment!.create({ id: `c${chance.below(3)}` });
    if (chance.below(3) === 0) tr.removeMark(from, to, mark);
    else tr.addMark(from, to, mark);
    return tr.docChanged;
  },
  mention: (tr, chance) => {
    const $at = chance.caret(tr.doc);
    if (!$at.parent.inlineContent || $at.parent.type.spec.code) return false;
    tr.insert($at.pos, schema.nodes.mention!.create({ id: "ann", label: "Ann" }));
    return true;
  },
  moveTo: (tr, chance) => {
    const { from, to } = chance.range(tr.doc, 20);
    const range = movableRange(tr.doc.resolve(from), tr.doc.resolve(to));
    const $at = chance.caret(tr.doc);
    const depth = 1 + chance.below($at.depth);
    return (
      range !== null && moveNodes(tr, range, chance.below(2) === 0 ? $at.before(depth) : $at.after(depth))
    );
  },
  moveUp: (tr, chance) => moveBySelection(tr, chance, "up"),
  moveDown: (tr, chance) => moveBySelection(tr, chance, "down"),
  insertTable: (tr, chance) => {
    const size = {
      rows: 1 + chance.below(3),
      columns: 1 + chance.below(3),
      hasHeaderRow: chance.below(2) === 0,
    };
    return countTables(tr.doc) < 2 && insertTable(tr.setSelection(anySelection(tr.doc, chance)), size);
  },
  pasteTable: (tr, chance) => {
    if (countTables(tr.doc) > 1) return false;
    const { nodes } = schema;
    const rows = Array.from({ length: 1 + chance.below(3) }, () => {
      const cells = Array.from({ length: 1 + chance.below(3) }, () =>
        nodes.tableCell!.create(null, nodes.paragraph!.create(null, schema.text(chance.word()))),
      );
      return nodes.tableRow!.create(null, cells);
    });
    const { from, to } = chance.range(tr.doc, 3);
    tr.replaceRange(from, to, new Slice(Fragment.from(nodes.table!.create(null, rows)), 0, 0));
    return tr.docChanged;
  },
  addRow: inTable((tr, chance) => addRow(tr, chance.pick(["before", "after"]))),
  addColumn: inTable((tr, chance) => addColumn(tr, chance.pick(["before", "after"]))),
  deleteRow: inTable(deleteRow),
  deleteColumn: inTable(deleteColumn),
  deleteTable: inTable((tr, chance) => chance.below(4) === 0 && deleteTable(tr)),
  toggleHeaderRow: inTable(toggleHeaderRow),
  nextCell: inTable((tr) => goToCell(tr, "next") && tr.docChanged),
  replaceAll: (tr, chance) => {
    if (chance.below(3) > 0) return false;
    const state = EditorState.create({ doc: tr.doc });
    selectAll(state, (selected) => tr.setSelection(selected.selection.getBookmark().resolve(tr.doc)));
    if (chance.below(2) === 0) tr.deleteSelection();
    else tr.replaceSelectionWith(schema.text(chance.word()));
    return true;
  },
};

/** A table command with the caret in one of the cells. */
function inTable(run: Kind): Kind {
  return (tr, chance) => {
    const carets: number[] = [];
    tr.doc.descendants((node, position, parent) => {
      if (node.isTextblock && /^table/.test(parent?.type.name ?? "")) carets.push(position + 1);
    });
    if (carets.length === 0) return false;
    return run(tr.setSelection(TextSelection.create(tr.doc, chance.pick(carets))), chance);
  };
}

function countTables(doc: Node): number {
  let count = 0;
  doc.descendants((node) => {
    if (node.type.name === "table") count++;
  });
  return count;
}

function moveBySelection(tr: Transaction, chance: Chance, direction: "up" | "down"): boolean {
  return moveSelected(tr.setSelection(anySelection(tr.doc, chance)), direction);
}

/** A command at a random selection, or with the caret where it is at home. */
function command(run: Command, home?: Home): Kind {
  return (tr, chance) => {
    const selection = home ? homeSelection(tr.doc, chance, home) : anySelection(tr.doc, chance);
    if (!selection) return false;
    const state = EditorState.create({ doc: tr.doc, selection });
    let applied = false;
    run(state, (made) => {
      for (const step of made.steps) tr.step(step);
      applied = made.docChanged;
    });
    return applied;
  };
}

type Home = "start" | "end" | "code" | "empty" | "leaf";

function anySelection(doc: Node, chance: Chance): Selection {
  const { from, to } = chance.range(doc, chance.below(2) === 0 ? 0 : 12);
  return TextSelection.create(doc, from, to);
}

function homeSelection(doc: Node, chance: Chance, home: Home): Selection | null {
  if (home === "start" || home === "end") {
    const $at = chance.caret(doc);
    return TextSelection.create(doc, home === "start" ? $at.start() : $at.end());
  }
  const found: Selection[] = [];
  doc.descendants((node, position) => {
    const isCode = home === "code" && node.type.spec.code === true;
    const isEmpty = home === "empty" && node.isTextblock && node.content.size === 0;
    if (isCode || isEmpty) found.push(TextSelection.create(doc, position + 1));
    if (home === "leaf" && node.isBlock && node.isLeaf) found.push(NodeSelection.create(doc, position));
  });
  return found.length === 0 ? null : chance.pick(found);
}

/** The same structure with new characters. */
function retypeText(fragment: Fragment, chance: Chance): Fragment {
  const nodes: Node[] = [];
  fragment.forEach((node) => {
    if (node.isText) {
      const text = Array.from({ length: node.text!.length }, () => chance.character()).join("");
      nodes.push(schema.text(text, node.marks));
    } else nodes.push(node.copy(retypeText(node.content, chance)));
  });
  return Fragment.fromArray(nodes);
}
