/**
 * Words and sentences, by rules that give the same on every machine: `Intl.Segmenter` knows more languages and not the same
 * everywhere. Texts are those of the base, with a line feed for each block's end.
 */

const WORD = /[\p{L}\p{N}\p{M}_'’-]/u;
/** These end a sentence before white space, those also without. */
const TERMINATORS = ".!?…。！？";
const WIDE_TERMINATORS = "。！？";
const NARROW_CLOSERS = "\"'”’»)]";
const CLOSERS = "\"'”’»)]」』";
const SPACE = /\s/u;

/** Whether a code unit belongs to a word. Halves of surrogate pairs do. */
export function isWordUnit(unit: string | undefined): boolean {
  if (unit === undefined || unit === "") return false;
  if ((unit >= "a" && unit <= "z") || (unit >= "A" && unit <= "Z")) return true;
  return WORD.test(unit) || (unit >= "\uD800" && unit <= "\uDFFF");
}

/** Whether a text ends with the end of a sentence. */
export function endsSentence(text: string): boolean {
  let last = text.length - 1;
  while (last >= 0 && CLOSERS.includes(text[last]!)) last--;
  return last >= 0 && TERMINATORS.includes(text[last]!);
}

/** Whether a code unit is white space; the end of a text counts as that. */
export function isSpace(unit: string | undefined): boolean {
  return unit === undefined || unit === "" || SPACE.test(unit);
}

/** How many code units of a word a text ends with. */
export function wordTail(text: string): number {
  let length = 0;
  while (length < text.length && isWordUnit(text[text.length - 1 - length])) length++;
  return length;
}

/** How many code units of a word a text begins with. */
export function wordHead(text: string): number {
  let length = 0;
  while (length < text.length && isWordUnit(text[length])) length++;
  return length;
}

/** Where sentences and blocks begin, apart from the start of the text: white space belongs to the sentence before. Rising. */
export function sentenceStarts(text: string): number[] {
  const starts: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    // Letters and spaces first: most of a text is neither the end of a sentence nor of a block.
    if (unit > 0x3f && unit < 0x2026) continue;
    if (unit === 0x20) continue;
    if (unit === 0x0a) starts.push(at + 1);
    else {
      const end = sentenceEnd(text, at);
      if (end < 0) continue;
      let start = end;
      while (start < text.length && text[start] !== "\n" && isSpace(text[start])) start++;
      starts.push(start);
      // What closes a sentence ends no other one.
      at = end - 1;
    }
  }
  return starts;
}

/** Behind the end of a sentence of which a terminator stands at a place, with what closes it; -1 if none ends there. */
function sentenceEnd(text: string, at: number): number {
  const unit = text[at]!;
  if (!TERMINATORS.includes(unit)) return -1;
  const isWide = WIDE_TERMINATORS.includes(unit);
  const closers = isWide ? CLOSERS : NARROW_CLOSERS;
  let end = at + 1;
  while (end < text.length && closers.includes(text[end]!)) end++;
  return isWide || isSpace(text[end]) ? end : -1;
}

/** Where a text is typed: what stands before and after it. */
export interface Surroundings {
  readonly before: string;
  readonly after: string;
}

/** Whether what was typed is a sentence of its own: it changes none of those beside it. */
export function isSentenceOfItsOwn(typed: string, { before, after }: Surroundings): boolean {
  if (typed.trim() === "") return false;
  const line = before.slice(before.lastIndexOf("\n") + 1);
  const isBlockEnd = after === "" || after[0] === "\n";
  if (line.trim() === "" && isBlockEnd) return true;
  if (endsSentence(line)) return isSpace(typed[0]) && (isBlockEnd || isSpace(after[0]));
  if (line.trim() !== "" && !endsSentence(line.trimEnd())) return false;
  return isBlockEnd || endsSentence(typed.trimEnd());
}
