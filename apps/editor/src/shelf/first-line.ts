import type { RichText } from "@weft/richtext";
import { plainText } from "../status/waiting-pieces.ts";

const blocksReadMax = 20;
const lengthMax = 160;

/**
 * The beginning of the first block that has words, in one line; "" if the first blocks have none. A heading that only
 * repeats the title is passed over.
 */
export function firstLine(richText: RichText, title: string): string {
  const blocks = Math.min(blocksReadMax, richText.blockCount);
  for (let index = 0; index < blocks; index++) {
    const text = plainText(richText.inline(richText.blockAt(index).id))
      .replaceAll(/\s+/gu, " ")
      .trim();
    if (text !== "" && text !== title.trim()) return text.slice(0, lengthMax);
  }
  return "";
}
