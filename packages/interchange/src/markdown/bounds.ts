/**
 * Which Markdown is parsed. The parser is linear for what people write; the pairing of very many signs in one
 * paragraph, and very deep nesting, are not.
 */
import {
  lineColumnsMax,
  lineDepthMax,
  lineIndentMax,
  markdownLengthMax,
  paragraphSignsMax,
} from "../limits.ts";

/** Whether a text can be parsed in time that is in proportion to its length. */
export function isParseable(text: string): boolean {
  if (text.length > markdownLengthMax) return false;
  let fence: string | null = null;
  let isTable = false;
  let signs = 0;
  for (const line of text.split("\n")) {
    const own = /^[ \t]*/.exec(line)?.[0].length ?? 0;
    if (fence !== null) {
      if (line.trimStart().startsWith(fence)) fence = null;
      continue;
    }
    if (own > lineIndentMax || depthOf(line) > lineDepthMax) return false;
    fence = /^[ \t>]*(`{3,}|~{3,})[^`]*$/.exec(line)?.[1] ?? null;
    isTable = line.trim() !== "" && (isTable || /^[\s>]*\|?\s*:?-+:?\s*\|/.test(line));
    if (isTable || /^[\s>]*$|^[\s>]*([-+*][ \t]|#{1,6}[ \t])/.test(line)) signs = 0;
    signs += signsIn(line);
    if (signs > paragraphSignsMax || line.split("|", lineColumnsMax + 2).length > lineColumnsMax + 1)
      return false;
  }
  return true;
}

/** Quotes and items that a line begins, one in another. */
function depthOf(line: string): number {
  const head = /^(?:[ \t]*(?:>|[-+*](?=[ \t]|$)|\d{1,9}[.)](?=[ \t]|$)))*/.exec(line)?.[0] ?? "";
  return head.length <= lineDepthMax ? 0 : head.replace(/[ \t\d]/g, "").length;
}

function signsIn(line: string): number {
  let signs = 0;
  for (let index = 0; index < line.length; index++) {
    const unit = line.charCodeAt(index);
    if (isSign(unit)) signs++;
  }
  return signs;
}

/** `*`, `<`, `[`, `]`, `_`, `` ` ``, `~`. */
function isSign(unit: number): boolean {
  return (
    unit === 42 || unit === 60 || unit === 91 || unit === 93 || unit === 95 || unit === 96 || unit === 126
  );
}
