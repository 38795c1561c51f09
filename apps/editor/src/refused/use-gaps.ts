/** Where refused text stood, as places on the selvedge. */
import type { Editor } from "@tiptap/react";
import type { KeptPieceView } from "@weft/sync";
import { positionFromAnchor } from "@weft/tiptap";
import { useLayoutEffect, useState } from "react";

/** A block in which text stood that was refused; `top` and `height` in pixels of the page of text. */
export interface Gap {
  readonly pieces: readonly [KeptPieceView, ...KeptPieceView[]];
  readonly top: number;
  readonly height: number;
}

const noGaps: readonly Gap[] = [];

/** The gaps of these pieces, one a block, measured anew whenever the text or its width changes. */
export function useGaps(editor: Editor, pieces: readonly KeptPieceView[]): readonly Gap[] {
  const [gaps, setGaps] = useState(noGaps);
  useLayoutEffect(() => {
    if (pieces.length === 0) {
      setGaps(noGaps);
      return;
    }
    const measure = (): void => {
      if (!editor.isDestroyed) setGaps(measureGaps(editor, pieces));
    };
    measure();
    editor.on("update", measure);
    const sizes = new ResizeObserver(measure);
    sizes.observe(editor.view.dom);
    return () => {
      editor.off("update", measure);
      sizes.disconnect();
    };
  }, [editor, pieces]);
  return gaps;
}

function measureGaps(editor: Editor, pieces: readonly KeptPieceView[]): readonly Gap[] {
  const piecesByBlock = new Map<Element, [KeptPieceView, ...KeptPieceView[]]>();
  for (const piece of pieces) {
    for (const block of blocksOf(editor, piece)) {
      const others = piecesByBlock.get(block);
      if (others === undefined) piecesByBlock.set(block, [piece]);
      else others.push(piece);
    }
  }
  const start = editor.view.dom.getBoundingClientRect().top;
  return [...piecesByBlock].map(([block, piecesHere]) => {
    const { top, height } = block.getBoundingClientRect();
    return { pieces: piecesHere, top: top - start, height };
  });
}

function blocksOf(editor: Editor, { places }: KeptPieceView): ReadonlySet<Element> {
  const { document } = editor.storage.collaboration;
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
