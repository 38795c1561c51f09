/** Neighbouring blocks of the model as a ProseMirror slice, with the containers around them open where the run cuts them. */

import { Fragment, type Node, Slice } from "@tiptap/pm/model";
import { assert } from "@weft/base";
import type { RichText } from "@weft/richtext";
import { renderBlock, shownBlockType } from "./render-block.ts";
import type { BlockHandle } from "./shown-blocks.ts";
import type { ShownContainer } from "./shown-path.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** Blocks whose shapes are up to date, in display order. */
export interface RenderedRun {
  readonly handles: readonly BlockHandle[];
  /** One node per handle; null for the block of a table. */
  readonly nodes: readonly (Node | null)[];
}

/** Renders the blocks' own nodes from the model. Costs in proportion to the blocks' content. */
export function renderNodes(
  vocabulary: Vocabulary,
  richText: RichText,
  handles: readonly BlockHandle[],
): RenderedRun {
  return { handles, nodes: handles.map((handle) => renderNode(vocabulary, richText, handle)) };
}

/** Renders one block's own node from the model; the block of a table has none. */
export function renderNode(vocabulary: Vocabulary, richText: RichText, handle: BlockHandle): Node | null {
  const { id, isTable, path, opens } = handle.item;
  if (isTable) return null;
  const block = richText.block(id);
  assert(block !== null, "the list shows what the model shows");
  const parent = path.at(-1)?.type ?? vocabulary.schema.topNodeType;
  const type = shownBlockType(vocabulary, block, { parent, isFirst: opens > 0 });
  return renderBlock(vocabulary, type, { block, inline: type.isLeaf ? [] : richText.inline(id) });
}

/** How deep containers are open where a run begins. */
export function depthBefore(handle: BlockHandle): number {
  return handle.item.path.length - handle.item.opens;
}

/** How deep containers are open where a run ends. */
export function depthAfter(handle: BlockHandle): number {
  return handle.item.path.length - handle.item.closes;
}

/** The least depth of open containers at the edges of the run and between its blocks. */
export function leastDepth(handles: readonly BlockHandle[]): number {
  let least = depthAfter(handles.at(-1)!);
  for (const handle of handles) least = Math.min(least, depthBefore(handle));
  return least;
}

/** The run as a slice whose base lies at depth `base`, at most `leastDepth` of it. */
export function sliceOfRun(vocabulary: Vocabulary, run: RenderedRun, base: number): Slice {
  const { handles, nodes } = run;
  const first = handles[0]!;
  const last = handles.at(-1)!;
  const frames: { readonly container: ShownContainer | null; readonly children: Node[] }[] = [
    { container: null, children: [] },
  ];
  const open = (container: ShownContainer): void => {
    frames.push({ container, children: [] });
  };
  const closeDownTo = (depth: number): void => {
    while (frames.length - 1 + base > depth) {
      const { container, children } = frames.pop()!;
      assert(container !== null, "the base of a slice stays open");
      frames.at(-1)!.children.push(containerNode(vocabulary, container, children));
    }
  };
  for (const container of first.item.path.slice(base, depthBefore(first))) open(container);
  for (const [index, handle] of handles.entries()) {
    closeDownTo(depthBefore(handle));
    for (const container of handle.item.path.slice(depthBefore(handle))) open(container);
    const node = nodes[index];
    if (node) frames.at(-1)!.children.push(node);
  }
  closeDownTo(base);
  return new Slice(
    Fragment.fromArray(frames[0]!.children),
    depthBefore(first) - base,
    depthAfter(last) - base,
  );
}

function containerNode(vocabulary: Vocabulary, shown: ShownContainer, children: readonly Node[]): Node {
  const { type, container } = shown;
  return type.create(
    vocabulary.toEditorAttributes(type, container.type, container.attributes),
    Fragment.fromArray([...children]),
  );
}
