/** Moves nodes within a document, so that whoever reads the transaction knows that they are the same ones. */
import { Fragment, type Node, type NodeRange, type NodeType, Slice } from "@tiptap/pm/model";
import { NodeSelection, type Selection, TextSelection, type Transaction } from "@tiptap/pm/state";
import { ReplaceStep } from "@tiptap/pm/transform";
import { type MovedStretch, markAsMove, movedStretches, type TakenNodes } from "../local/block-move.ts";
import { Vocabulary } from "../show/vocabulary.ts";
import { tablePlace } from "../tables/table-place.ts";

/** What is put in, and where in it the nodes stand that were taken out. */
interface Placed {
  readonly nodes: Node[];
  readonly taken: TakenNodes[];
  size: number;
}

/**
 * Moves the nodes of `range` (see `movableRange`) to `target`, a position between two nodes of the same document.
 * What lands in a list becomes an item of it, and items that land elsewhere get a list like theirs around them. The
 * selection goes along. False, nothing changed, if they are there already, may not stand there, or if the
 * transaction has steps: a move is one of its own.
 */
export function moveNodes(transaction: Transaction, range: NodeRange, target: number): boolean {
  const { start, end } = range;
  if (transaction.steps.length > 0 || (target >= start && target <= end)) return false;
  const $target = transaction.doc.resolve(target);
  const placed = placeNodes(range, $target.parent.type);
  const content = Fragment.fromArray(placed?.nodes ?? []);
  const index = $target.index();
  if (cellOf(range) !== (tablePlace($target)?.cell ?? null)) return false;
  if (!placed || $target.textOffset > 0 || $target.parent.inlineContent) return false;
  if (!$target.parent.canReplace(index, index, content)) return false;
  const at = target > end ? target - (end - start) : target;
  const { selection } = transaction;
  transaction.step(new ReplaceStep(start, end, Slice.empty));
  transaction.step(new ReplaceStep(at, at, new Slice(content, 0, 0)));
  markAsMove(transaction, placed.taken);
  moveSelection(transaction, selection, movedStretches(transaction));
  return true;
}

/** The cell that a range is in: what is in one stays in it. */
function cellOf({ $from, start }: NodeRange): number | null {
  const cell = tablePlace($from)?.cell ?? null;
  return cell !== null && cell < start ? cell : null;
}

/** The nodes of the range as a `parent` takes them; null if it does not. */
function placeNodes(range: NodeRange, parent: NodeType): Placed | null {
  const vocabulary = Vocabulary.of(parent.schema);
  const nodes = range.parent.content.content.slice(range.startIndex, range.endIndex);
  const placed: Placed = { nodes: [], taken: [], size: 0 };
  if (nodes.every((node) => vocabulary.allows(parent, node.type))) {
    placeAsTheyAre(placed, nodes);
    return placed;
  }
  if (vocabulary.roleOf(parent) === "list") return placeAsItems(placed, nodes, parent) ? placed : null;
  if (vocabulary.roleOf(range.parent.type) !== "list") return null;
  placeAsTheyAre(placed, nodes);
  const list = range.parent.copy(Fragment.fromArray(nodes));
  const taken = placed.taken.map((one) => ({ ...one, lead: one.lead + 1 }));
  return { nodes: [list], taken, size: list.nodeSize };
}

function placeAsTheyAre(placed: Placed, nodes: readonly Node[]): void {
  const size = nodes.reduce((sum, node) => sum + node.nodeSize, 0);
  placed.taken.push({ skip: 0, lead: 0, size });
  placed.nodes.push(...nodes);
  placed.size += size;
}

/** Items as items of this list's kind, other lists' items for the lists, and an item around any other block. */
function placeAsItems(placed: Placed, nodes: readonly Node[], list: NodeType): boolean {
  const vocabulary = Vocabulary.of(list.schema);
  const itemType = list.contentMatch.defaultType;
  if (!itemType) return false;
  let skip = 0;
  const put = (content: Fragment, item: Node): void => {
    placed.taken.push({ skip, lead: placed.size + 1, size: content.size });
    placed.nodes.push(item);
    placed.size += item.nodeSize;
  };
  for (const node of nodes) {
    const role = vocabulary.roleOf(node.type);
    if (role === "list") {
      skip++;
      node.forEach((item) => {
        skip++;
        put(item.content, itemType.create(sharedAttributes(item, itemType), item.content));
        skip += item.nodeSize - 1;
      });
      skip++;
    } else if (role === "item") {
      skip++;
      put(node.content, itemType.create(sharedAttributes(node, itemType), node.content));
      skip += node.nodeSize - 1;
    } else {
      if (!vocabulary.allows(itemType, node.type) || !itemType.contentMatch.matchType(node.type))
        return false;
      put(Fragment.from(node), itemType.create(null, node));
      skip += node.nodeSize;
    }
  }
  return true;
}

function sharedAttributes(item: Node, type: NodeType): Node["attrs"] | null {
  return item.type === type ? item.attrs : null;
}

function moveSelection(
  transaction: Transaction,
  before: Selection,
  stretches: readonly MovedStretch[],
): void {
  const moved = (position: number): number | null => {
    const stretch = stretches.find(({ from, size }) => position >= from && position <= from + size);
    return stretch ? stretch.to + position - stretch.from : null;
  };
  const anchor = moved(before.anchor);
  const head = moved(before.head);
  if (anchor === null || head === null) return;
  if (before instanceof NodeSelection) {
    transaction.setSelection(NodeSelection.create(transaction.doc, anchor));
  } else if (before instanceof TextSelection) {
    transaction.setSelection(
      TextSelection.between(transaction.doc.resolve(anchor), transaction.doc.resolve(head)),
    );
  }
}
