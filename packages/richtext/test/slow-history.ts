/** What the slow twin knows: all ops one by one, and the order of elements by the plainest means. */
import { decodeUpdate, LEFT, type Place, ReplicaTable } from "@weft/rga";
import { genesisReplica } from "../src/index.ts";
import { type RichTextOp, richTextOpKinds } from "../src/ops/op-kinds.ts";

/** The id of an element or op. */
export interface Id {
  readonly replica: number;
  readonly counter: number;
}

/** An op with its id. */
export interface Known extends Id {
  readonly op: RichTextOp;
  readonly lamport: number;
  /** What the first marker of a cell is called, and the ids of the ops that opened that. */
  readonly name?: string;
  readonly openers?: ReadonlySet<string>;
}

/** All ops of a document. */
export interface History {
  readonly replicas: ReplicaTable;
  readonly known: readonly Known[];
  readonly cancelled: ReadonlySet<string>;
}

/** An element in the tree of insertions. */
export interface Node {
  readonly key: string;
  readonly id: Id;
  readonly lamport: number;
  readonly unit: string;
  readonly left: Node[];
  readonly right: Node[];
}

/** Consecutive elements that were put somewhere. */
export interface Inserted extends Id {
  readonly lamport: number;
  readonly text: string;
  readonly place: Place;
}

/** An id as a key. */
export function keyOf(id: Id): string {
  return `${id.replica}/${id.counter}`;
}

/** An id as its name to the outside. */
export function nameOf({ replicas }: History, id: Id): string {
  return `${replicas.idAt(id.replica)}:${id.counter}`;
}

/** Reads all ops in `update`, and the marker of the document's first block before them. */
export function readHistory(documentId: string, update: Uint8Array): History {
  const replicas = new ReplicaTable();
  const known: Known[] = [];
  const genesis = replicas.indexOf(genesisReplica(documentId));
  const decoded = decodeUpdate(update, richTextOpKinds, { replicas, given: [genesis] });
  if (!decoded.ok) throw decoded.error;
  known.push({ replica: genesis, counter: 0, lamport: 0, op: firstMarker() });
  for (const batch of decoded.value) {
    let counter = batch.counter;
    for (const op of batch.ops) {
      known.push({ op, replica: batch.replica, counter, lamport: batch.lamport + counter - batch.counter });
      counter += richTextOpKinds.of(op).span(op);
    }
  }
  const cancelled = new Set<string>();
  for (const { op } of [...known].sort((a, b) => a.counter - b.counter)) {
    if (op.type !== "cancel" && op.type !== "restore") continue;
    for (let counter = op.counter; counter < op.counter + op.length; counter++) {
      if (op.type === "cancel") cancelled.add(keyOf({ replica: op.replica, counter }));
      else cancelled.delete(keyOf({ replica: op.replica, counter }));
    }
  }
  return { replicas, known, cancelled };
}

/** The marker that a sequence begins with. */
export function firstMarker(): RichTextOp {
  const place: Place = { parentReplica: -1, parentCounter: 0, side: 1 };
  const shape = { type: "paragraph", attributes: {} };
  return { type: "marker", place, shape, container: null, madeEmpty: true, back: 0 };
}

/** Which of two ops is older: negative if the first. */
export function compareAge(
  { replicas }: History,
  a: Id & { readonly lamport: number },
  b: Id & { readonly lamport: number },
): number {
  if (a.lamport !== b.lamport) return a.lamport - b.lamport;
  const [nameA, nameB] = [replicas.idAt(a.replica), replicas.idAt(b.replica)];
  return nameA === nameB ? a.counter - b.counter : nameA < nameB ? -1 : 1;
}

/** All elements in the order of the sequence; parents come before their children. */
export function inOrder(history: History, inserted: readonly Inserted[]): Node[] {
  const nodes = new Map<string, Node>();
  const root: Node = { key: "", id: { replica: -1, counter: 0 }, lamport: -1, unit: "", left: [], right: [] };
  for (const { replica, counter, lamport, text, place } of inserted) {
    let parent = place.parentReplica < 0 ? root : nodes.get(`${place.parentReplica}/${place.parentCounter}`)!;
    let side = place.side;
    for (let offset = 0; offset < text.length; offset++) {
      const id = { replica, counter: counter + offset };
      const node: Node = {
        key: keyOf(id),
        id,
        lamport: lamport + offset,
        unit: text[offset]!,
        left: [],
        right: [],
      };
      nodes.set(node.key, node);
      (side === LEFT ? parent.left : parent.right).push(node);
      parent = node;
      side = 1;
    }
  }
  const order: Node[] = [];
  const age = (a: Node, b: Node): number =>
    compareAge(history, { ...a.id, lamport: a.lamport }, { ...b.id, lamport: b.lamport });
  const stack: (Node | { readonly done: Node })[] = [root];
  for (let top = stack.pop(); top; top = stack.pop()) {
    if ("done" in top) {
      if (top.done !== root) order.push(top.done);
      continue;
    }
    for (const child of top.right.sort(age)) stack.push(child);
    stack.push({ done: top });
    for (const child of top.left.sort(age).reverse()) stack.push(child);
  }
  return order;
}
