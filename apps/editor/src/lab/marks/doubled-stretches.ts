/** Which characters of a document are there too often: what they are shown by. */
import type { Node } from "@tiptap/pm/model";

/** A stretch of a document's positions. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/**
 * Where `doubled` stands a second time: from the end of the document, as often as each character is too much. Neighbours are
 * one stretch.
 */
export function doubledStretches(doc: Node, doubled: string): readonly Stretch[] {
  const tooMany = new Map<string, number>();
  for (const character of doubled) tooMany.set(character, (tooMany.get(character) ?? 0) + 1);
  const positions: number[] = [];
  doc.descendants((node, position) => {
    for (let index = 0; index < (node.text?.length ?? 0); index++) positions.push(position + index);
  });
  const stretches: Stretch[] = [];
  for (const position of positions.reverse()) {
    const character = doc.textBetween(position, position + 1);
    const left = tooMany.get(character) ?? 0;
    if (left === 0) continue;
    tooMany.set(character, left - 1);
    const last = stretches.at(-1);
    if (last && last.from === position + 1) stretches[stretches.length - 1] = { from: position, to: last.to };
    else stretches.push({ from: position, to: position + 1 });
  }
  return stretches.reverse();
}
