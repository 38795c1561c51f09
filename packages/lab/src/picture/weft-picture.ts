/** What is inside a document of ours: its ops in the order of their Lamport timestamps, and the tree that they make. */
import { createRichText, historyOf, type RichText, type RichTextOp } from "@weft/richtext";

/** One op of the log. */
export interface PictureOp {
  /** Which writer, as a small number: 0 is the first that is known here. */
  readonly writer: number;
  readonly counter: number;
  readonly lamport: number;
  readonly words: string;
}

/** One element of the sequence: a character, an atom, a block's marker, a slot. */
export interface PictureElement {
  readonly name: string;
  readonly writer: number;
  /** The character, or ¶ for a marker, ◇ for an atom, ⌄ for a slot. */
  readonly sign: string;
  /** Whose child it is; null for children of the start. */
  readonly parent: string | null;
  readonly side: "left" | "right";
  readonly isDeleted: boolean;
  /** How many parents stand above it. */
  readonly depth: number;
  /** Its op's place in the log. */
  readonly op: number;
}

/** The inside of a document. */
export interface WeftPicture {
  readonly ops: readonly PictureOp[];
  /** In the order of the sequence, deleted ones included; at most `elementsMax`. */
  readonly elements: readonly PictureElement[];
}

/** More than can be drawn. */
const elementsMax = 400;

interface Written {
  readonly writer: number;
  readonly counter: number;
  readonly lamport: number;
  readonly op: RichTextOp;
}

/** Reads the inside of a document; tables' cells, which are sequences of their own, are left out. */
export function weftPicture(document: RichText): WeftPicture {
  // A copy is looked into: to read a history leaves things behind, and whoever is watched must weigh what others weigh.
  const history = historyOf(createRichText({ documentId: document.documentId, saved: document.save() }));
  const written: Written[] = [];
  for (let writer = 0; writer < history.replicaCount; writer++) {
    history.visitOps(writer, { from: 0, to: history.known(writer) }, (op, counter) => {
      written.push({ writer, counter, lamport: history.lamportOf({ replica: writer, counter }), op });
    });
  }
  written.sort((a, b) => a.lamport - b.lamport || a.writer - b.writer);
  const ops = written.map(({ writer, counter, lamport, op }) => ({
    writer,
    counter,
    lamport,
    words: wordsOf(op),
  }));
  const inserted = new Map<string, Pick<PictureElement, "parent" | "side" | "op">>();
  for (const [index, { writer, counter, op }] of written.entries()) {
    if (!("place" in op)) continue;
    const { parentReplica, parentCounter, side } = op.place;
    const length = op.type === "insert" ? op.text.length : 1;
    for (let offset = 0; offset < length; offset++) {
      const parent =
        offset > 0
          ? nameOf(writer, counter + offset - 1)
          : parentReplica < 0
            ? null
            : nameOf(parentReplica, parentCounter);
      inserted.set(nameOf(writer, counter + offset), {
        parent,
        side: offset > 0 || side === 1 ? "right" : "left",
        op: index,
      });
    }
  }
  const [marker] = written.filter(({ op }) => op.type === "marker");
  const elements: PictureElement[] = [];
  if (!marker) return { ops, elements };
  const { sequence } = history.homeOf({ replica: marker.writer, counter: marker.counter });
  const depths = new Map<string, number>();
  const depthOf = (name: string): number => {
    // A parent may stand behind its child, so depths are found by walking up.
    const path: string[] = [];
    let at: string | null = name;
    while (at !== null && !depths.has(at)) {
      path.push(at);
      at = inserted.get(at)?.parent ?? null;
    }
    let depth = at === null ? 0 : (depths.get(at) ?? 0) + 1;
    for (const step of path.reverse()) depths.set(step, depth++);
    return depths.get(name) ?? 0;
  };
  sequence.visit(0, Math.min(sequence.length, elementsMax), (stretch) => {
    const { replica, counter, kind, length, covers } = stretch;
    const text = kind === "text" ? history.textOf(stretch, length) : "";
    for (let offset = 0; offset < length; offset++) {
      const name = nameOf(replica, counter + offset);
      const place = inserted.get(name);
      const isShown = kind === "marker" ? history.isShown({ replica, counter }) : covers === 0;
      elements.push({
        name,
        writer: replica,
        sign: signs[kind] ?? text[offset] ?? "",
        parent: place?.parent ?? null,
        side: place?.side ?? "right",
        isDeleted: !isShown,
        depth: depthOf(name),
        op: place?.op ?? 0,
      });
    }
  });
  return { ops, elements };
}

const signs: Readonly<Record<string, string>> = { marker: "¶", atom: "◇", slot: "⌄" };

function nameOf(writer: number, counter: number): string {
  return `${writer}.${counter}`;
}

function wordsOf(op: RichTextOp): string {
  switch (op.type) {
    case "insert":
      return `insert “${op.text}”`;
    case "delete":
      return `delete ${op.length} from ${nameOf(op.replica, op.counter)}`;
    case "cancel":
    case "restore":
      return `${op.type} ${op.length} from ${nameOf(op.replica, op.counter)}`;
    default:
      return op.type;
  }
}
