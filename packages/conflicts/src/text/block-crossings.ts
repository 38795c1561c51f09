/** Blocks, rows and columns that one side deleted while another one wrote in them. */
import type { Element } from "@weft/rga";
import { BASE_BIT, type Timeline } from "../versions/timeline.ts";
import type { Neighbourhood, Token } from "./neighbourhood.ts";
import type { Region } from "./region.ts";

/** A block, row or column that was deleted and written in. */
export interface BlockCrossing {
  readonly neighbourhood: Neighbourhood;
  readonly block: Element;
  /** All of the block: what stands after its marker, up to the next one. */
  readonly region: Region;
  readonly sides: readonly number[];
}

/** The lines in which a sequence stands if it is that of a cell, and which sides deleted any, as masks of moments. */
export interface DeletedLines {
  readonly lines: readonly Element[];
  readonly deletedLines: ReadonlyMap<string, number>;
}

/** Finds them in a neighbourhood. */
export function blockCrossings(
  timeline: Timeline,
  neighbourhood: Neighbourhood,
  { lines, deletedLines }: DeletedLines,
): BlockCrossing[] {
  const { tokens } = neighbourhood;
  if (lines.length === 0 && !tokens.some(({ strip }) => strip !== null && strip.removed !== 0)) return [];
  const editorsByBlock = new Map<number, Set<number>>();
  const editorsOfCell = new Set<number>();
  for (let side = 0; side < timeline.sideCount; side++) {
    const bit = 1 << (side + 1);
    let home = -1;
    for (const [index, token] of tokens.entries()) {
      const isAdded = (token.visible & bit) !== 0 && !(token.visible & BASE_BIT);
      const isEdit = isAdded && (token.kind !== "marker" || isAmidContent(tokens, index));
      if (isEdit) {
        editorsOfCell.add(side);
        if (home >= 0) editorsByBlock.set(home, (editorsByBlock.get(home) ?? new Set()).add(side));
      }
      if (token.kind === "marker" && token.visible & bit) home = index;
    }
  }
  const found: BlockCrossing[] = [];
  for (const [index, editors] of editorsByBlock) {
    const marker = tokens[index]!;
    const deleters = timeline.sidesIn(marker.visible & BASE_BIT ? (marker.strip?.removed ?? 0) : 0);
    const sides = crossedSides(deleters, [...editors]);
    if (sides.length > 0) {
      found.push({ neighbourhood, block: marker, region: regionOfBlock(tokens, index), sides });
    }
  }
  for (const line of lines) {
    const deleters = timeline.sidesIn(deletedLines.get(`${line.replica}:${line.counter}`) ?? 0);
    const sides = crossedSides(deleters, [...editorsOfCell]);
    if (sides.length > 0) found.push({ neighbourhood, block: line, region: wholeOf(tokens), sides });
  }
  return found;
}

/** Whether a block begins in the middle of what stood there, as Enter in a paragraph makes it. */
function isAmidContent(tokens: readonly Token[], index: number): boolean {
  let before = index - 1;
  while (before >= 0 && !(tokens[before]!.visible & BASE_BIT)) before--;
  let after = index + 1;
  while (after < tokens.length && !(tokens[after]!.visible & BASE_BIT)) after++;
  return [tokens[before], tokens[after]].every((token) => token !== undefined && token.kind !== "marker");
}

/** Deleters and editors, unless each of the one kind is alone with itself. */
function crossedSides(deleters: readonly number[], editors: readonly number[]): readonly number[] {
  const crossed = deleters.some((deleter) => editors.some((editor) => editor !== deleter));
  return crossed ? [...new Set([...deleters, ...editors])].sort((a, b) => a - b) : [];
}

function regionOfBlock(tokens: readonly Token[], marker: number): Region {
  let last = marker;
  for (let index = marker + 1; index < tokens.length; index++) {
    const { kind, visible } = tokens[index]!;
    if (kind === "marker" && visible & BASE_BIT) break;
    last = index;
  }
  return { first: marker, fromUnit: 1, last, toUnit: tokens[last]!.text.length };
}

function wholeOf(tokens: readonly Token[]): Region {
  const isFirstMarker = tokens[0]!.kind === "marker";
  const last = tokens.at(-1)!;
  const toUnit = last.kind === "marker" ? 0 : last.text.length;
  return { first: 0, fromUnit: isFirstMarker ? 1 : 0, last: tokens.length - 1, toUnit };
}
