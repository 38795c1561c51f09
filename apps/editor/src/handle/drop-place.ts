/** Where dragged blocks would go: between which two, and how deep. */
import type { Editor } from "@tiptap/core";
import type { Node, NodeRange } from "@tiptap/pm/model";
import { containerRole, moveNodes } from "@weft/tiptap";
import { lineAt } from "./text-line.ts";

/** A place between blocks, and the line that shows it, in pixels of the window. */
export interface DropPlace {
  readonly target: number;
  readonly top: number;
  readonly left: number;
}

/** A place between blocks with the depth that it has. */
interface Edge {
  readonly target: number;
  readonly parent: Node;
  readonly left: number;
}

/** The place under the pointer where the blocks of `range` may go; null if there is none, or if they are there. */
export function dropPlaceAt(
  editor: Editor,
  range: NodeRange,
  pointer: { readonly clientX: number; readonly clientY: number },
): DropPlace | null {
  const line = lineAt(editor, pointer.clientY);
  if (!line) return null;
  const isAbove = pointer.clientY < (line.top + line.bottom) / 2;
  const edges = edgesAt(editor, line.position, isAbove).filter(({ target }) =>
    moveNodes(editor.state.tr, range, target),
  );
  const areItems = containerRole(range.parent.type) === "list";
  const inList = edges.find(({ parent }) => containerRole(parent.type) === "list");
  const edge =
    (areItems ? inList : null) ?? edges.find(({ left }) => left <= pointer.clientX) ?? edges.at(-1);
  return edge ? { target: edge.target, left: edge.left, top: isAbove ? line.top : line.bottom } : null;
}

/** The places above or below a block, the deepest first: its own edge, and those of containers that end with it. */
function edgesAt(editor: Editor, position: number, isAbove: boolean): readonly Edge[] {
  const { doc } = editor.state;
  const node = doc.nodeAt(position);
  if (!node) return [];
  const $edge = doc.resolve(isAbove ? position : position + node.nodeSize);
  const edges: Edge[] = [];
  const below = isAbove ? null : $edge.nodeAfter;
  if (below && containerRole(below.type) === "list") {
    edges.push({ target: $edge.pos + 1, parent: below, left: leftOf(editor, $edge.pos + 1) });
  }
  for (let depth = $edge.depth; depth >= 0; depth--) {
    const parent = $edge.node(depth);
    const index = isAbove ? $edge.index(depth) : $edge.indexAfter(depth);
    const target =
      depth === $edge.depth ? $edge.pos : isAbove ? $edge.before(depth + 1) : $edge.after(depth + 1);
    edges.push({ target, parent, left: leftOf(editor, $edge.start(depth)) });
    if (isAbove ? index > 0 : index < parent.childCount) break;
  }
  return edges;
}

function leftOf(editor: Editor, contentStart: number): number {
  const first = editor.view.nodeDOM(contentStart);
  return (first instanceof HTMLElement ? first : editor.view.dom).getBoundingClientRect().left;
}
