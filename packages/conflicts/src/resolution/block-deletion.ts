import { type Edit, type HistorySequence, historyOf, type RichText } from "@weft/richtext";

/** The edit by which a shown block goes; the only one of a document or a cell has to stay, and is emptied. */
export function blockDeletion(document: RichText, block: string): Edit {
  const history = historyOf(document);
  const sequenceOf = (id: string): HistorySequence | null => {
    const element = history.elementNamed(id);
    return element && history.homeOf(element).sequence;
  };
  const own = sequenceOf(block);
  for (let index = 0; index < document.blockCount; index++) {
    const { id } = document.blockAt(index);
    if (id !== block && sequenceOf(id) === own) return { type: "deleteBlock", block };
  }
  const from = document.placeOfBlock(block) + 1;
  return { type: "deleteRange", from, to: from + (document.block(block)?.length ?? 0) };
}
