/** Words that went and words that came between two short texts: what a card shows. Whole words, as letters are too small to judge. */

/** A stretch of words. */
export interface DifferencePart {
  readonly kind: "same" | "removed" | "added";
  readonly text: string;
}

/** Pairs of words that are compared at most; longer texts are shown as replaced whole. */
const pairsMax = 250_000;

/** The least words to take from `before` and to add to come to `after`, as parts in order. */
export function wordDifference(before: string, after: string): readonly DifferencePart[] {
  const [old, fresh] = [wordsOf(before), wordsOf(after)];
  let start = 0;
  while (start < old.length && start < fresh.length && old[start] === fresh[start]) start++;
  let end = 0;
  while (end < Math.min(old.length, fresh.length) - start && old.at(-1 - end) === fresh.at(-1 - end)) end++;
  const parts: DifferencePart[] = [];
  add(parts, "same", old.slice(0, start));
  compare(parts, old.slice(start, old.length - end), fresh.slice(start, fresh.length - end));
  add(parts, "same", old.slice(old.length - end));
  return parts;
}

/** The longest common subsequence of words, by the table of all pairs. */
function compare(parts: DifferencePart[], old: readonly string[], fresh: readonly string[]): void {
  if (old.length * fresh.length > pairsMax) {
    add(parts, "removed", old);
    add(parts, "added", fresh);
    return;
  }
  const width = fresh.length + 1;
  const common = new Uint32Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = fresh.length - 1; j >= 0; j--) {
      common[i * width + j] =
        old[i] === fresh[j]
          ? common[(i + 1) * width + j + 1]! + 1
          : Math.max(common[(i + 1) * width + j]!, common[i * width + j + 1]!);
    }
  }
  for (let i = 0, j = 0; i < old.length || j < fresh.length; ) {
    if (i < old.length && j < fresh.length && old[i] === fresh[j]) {
      add(parts, "same", [old[i++]!]);
      j++;
    } else if (
      j === fresh.length ||
      (i < old.length && common[(i + 1) * width + j]! >= common[i * width + j + 1]!)
    ) {
      add(parts, "removed", [old[i++]!]);
    } else add(parts, "added", [fresh[j++]!]);
  }
}

function add(parts: DifferencePart[], kind: DifferencePart["kind"], words: readonly string[]): void {
  if (words.length === 0) return;
  const text = words.join("");
  const last = parts.at(-1);
  if (last?.kind === kind) parts[parts.length - 1] = { kind, text: last.text + text };
  else parts.push({ kind, text });
}

function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}\p{M}'’_-]+|\s+|./gsu) ?? [];
}
