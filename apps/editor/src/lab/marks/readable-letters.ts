/**
 * Random scenes type a character only once, so that each can be counted: ideographs, of which there are enough and for which many
 * machines have no glyph. Shown they are letters in turn, one for one: positions stay what they are.
 */
import type { WeftPicture } from "@weft/lab";

const letters = "abcdefghijklmnopqrstuvwxyz";
const firstIdeograph = 0x4e00;

/** The text as it is shown. */
export function readableLetters(text: string): string {
  return text.replaceAll(
    /[\u4e00-\u9fff]/g,
    (character) => letters[(character.charCodeAt(0) - firstIdeograph) % letters.length] ?? character,
  );
}

/** A document in ProseMirror's JSON as it is shown. */
export function readableDocument(json: unknown): unknown {
  return JSON.parse(readableLetters(JSON.stringify(json)));
}

/** The inside of a document as it is shown. */
export function readablePicture({ ops, elements }: WeftPicture): WeftPicture {
  return {
    ops: ops.map((op) => ({ ...op, words: readableLetters(op.words) })),
    elements: elements.map((element) => ({ ...element, sign: readableLetters(element.sign) })),
  };
}
