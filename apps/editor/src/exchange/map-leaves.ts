import { Fragment, type Node, Slice } from "@tiptap/pm/model";

/** The slice with `change` made to each of its leaves: texts, atoms, and blocks without content. */
export function mapLeaves({ content, openStart, openEnd }: Slice, change: (leaf: Node) => Node): Slice {
  const mapped = (fragment: Fragment): Fragment =>
    Fragment.fromArray(
      fragment.content.map((node) => (node.isLeaf ? change(node) : node.copy(mapped(node.content)))),
    );
  return new Slice(mapped(content), openStart, openEnd);
}
