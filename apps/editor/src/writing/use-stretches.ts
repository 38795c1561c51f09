/** Where something stands in the text, as stretches of the selvedge. */
import type { Editor } from "@tiptap/react";
import type { Anchor } from "@weft/richtext";
import { positionFromAnchor } from "@weft/tiptap";
import { useLayoutEffect, useState } from "react";
import { openedDocument } from "./opened-document.ts";

/** A block in which items stand; `top` and `height` in pixels of the page of text. */
export interface Stretch<Item> {
  readonly items: readonly [Item, ...Item[]];
  readonly top: number;
  readonly height: number;
}

/**
 * The stretches of these items, one a block, measured anew whenever the text or its width changes. `placesOf` says where an
 * item stands and has to be the same function each time.
 */
export function useStretches<Item>(
  editor: Editor,
  items: readonly Item[],
  placesOf: (item: Item) => readonly Anchor[],
): readonly Stretch<Item>[] {
  const [stretches, setStretches] = useState<readonly Stretch<Item>[]>([]);
  useLayoutEffect(() => {
    if (items.length === 0) {
      setStretches((before) => (before.length === 0 ? before : []));
      return;
    }
    const measure = (): void => {
      if (!editor.isDestroyed) setStretches(measureStretches(editor, items, placesOf));
    };
    measure();
    editor.on("update", measure);
    const sizes = new ResizeObserver(measure);
    sizes.observe(editor.view.dom);
    return () => {
      editor.off("update", measure);
      sizes.disconnect();
    };
  }, [editor, items, placesOf]);
  return stretches;
}

function measureStretches<Item>(
  editor: Editor,
  items: readonly Item[],
  placesOf: (item: Item) => readonly Anchor[],
): readonly Stretch<Item>[] {
  const itemsByBlock = new Map<Element, [Item, ...Item[]]>();
  for (const item of items) {
    for (const block of blocksOf(editor, placesOf(item))) {
      const others = itemsByBlock.get(block);
      if (others === undefined) itemsByBlock.set(block, [item]);
      else others.push(item);
    }
  }
  const start = editor.view.dom.getBoundingClientRect().top;
  return [...itemsByBlock].map(([block, itemsHere]) => {
    const { top, height } = block.getBoundingClientRect();
    return { items: itemsHere, top: top - start, height };
  });
}

function blocksOf(editor: Editor, places: readonly Anchor[]): ReadonlySet<Element> {
  const document = openedDocument(editor);
  const blocks = new Set<Element>();
  for (const place of places) {
    const position = document === null ? null : positionFromAnchor(document, place);
    if (position === null || position > editor.state.doc.content.size) continue;
    const $place = editor.state.doc.resolve(position);
    const block = editor.view.nodeDOM($place.depth === 0 ? position : $place.before());
    if (block instanceof Element) blocks.add(block);
  }
  return blocks;
}
