/**
 * Which of a block's containers are shown. Merges can nest containers in ways that no editor schema takes: a
 * list without an item, an item outside of a list, an item that begins with a list. Repair only ever leaves
 * containers out of the view; it never invents one and is never written. So every shown node has an id.
 */
import type { NodeType } from "@tiptap/pm/model";
import type { Container } from "@weft/richtext";
import type { Vocabulary } from "./vocabulary.ts";

/** A container as it is shown. */
export interface ShownContainer {
  readonly container: Container;
  readonly type: NodeType;
}

/** Whether a container is a cell of a table: such ids name a row and a column. */
export function isCellId(id: string | undefined): boolean {
  return id?.includes("/") === true;
}

/** Containers from the outermost to the innermost, all of them shown. */
export type ShownPath = readonly ShownContainer[];

/** Deeper nesting is not shown: editors and browsers walk nodes recursively. */
export const SHOWN_DEPTH_MAX = 60;

/** A table, a row and a cell: shown all or none. */
const TABLE_DEPTH = 3;

/**
 * The shown part of a block's containers, if it follows one with the path `previous`.
 *
 * Laws: the same for equal arguments; every list is followed by an item and every item follows a list; an item
 * that does not stand open after `previous` is not followed by a list.
 */
export function shownPath(
  vocabulary: Vocabulary,
  block: { readonly containers: readonly Container[]; readonly isTable: boolean },
  previous: ShownPath,
): ShownPath {
  if (block.containers.length === 0) return [];
  return withoutEmptyHeads(vocabulary, wellNested(vocabulary, block), previous);
}

/** How many containers, from the outermost on, two neighbours have in common: there the nodes are one. */
export function commonDepth(left: ShownPath, right: ShownPath): number {
  let depth = 0;
  while (
    depth < left.length &&
    depth < right.length &&
    left[depth]!.container.id === right[depth]!.container.id
  ) {
    depth++;
  }
  return depth;
}

/** Leaves out lists that hold no item, items outside of lists, and what a parent can never hold. */
function wellNested(
  vocabulary: Vocabulary,
  { containers, isTable }: { readonly containers: readonly Container[]; readonly isTable: boolean },
): ShownContainer[] {
  const known: ShownContainer[] = [];
  for (const container of containers) {
    const type = vocabulary.containerType(container.type);
    if (type) known.push({ container, type });
  }
  const path: ShownContainer[] = [];
  let parent = vocabulary.schema.topNodeType;
  for (let index = 0; index < known.length && path.length < SHOWN_DEPTH_MAX; index++) {
    const here = known[index]!;
    if (!vocabulary.allows(parent, here.type)) continue;
    const role = vocabulary.roleOf(here.type);
    if (role === "table") {
      const isOwn = isTable && index === known.length - 1;
      const isAroundCell = isCellId(known[index + 2]?.container.id);
      if (!(isOwn || isAroundCell) || path.length + TABLE_DEPTH > SHOWN_DEPTH_MAX) continue;
    }
    if (role === "list") {
      const next = known[index + 1];
      if (!next || !vocabulary.allows(here.type, next.type)) continue;
    }
    path.push(here);
    parent = here.type;
  }
  if (path.length > 0 && vocabulary.roleOf(parent) === "list") path.pop();
  return path;
}

/**
 * Shows what would stand at the very start of a container that does not take it there one level up: the items of a
 * nested list in the list around, or, if that takes no such items, the nested list in its place. Whatever is left
 * out gives the container around it another first child, so that one is looked at again.
 */
function withoutEmptyHeads(
  vocabulary: Vocabulary,
  path: readonly ShownContainer[],
  previous: ShownPath,
): ShownPath {
  const rest = [...path];
  /** For each container before `index` whether those around it stay open after `previous`. */
  const outerStates: boolean[] = [];
  let isOpen = true;
  let index = 0;
  const stepBack = (): void => {
    if (index === 0) return;
    index--;
    isOpen = outerStates.pop() ?? true;
  };
  while (index < rest.length) {
    const here = rest[index]!;
    const next = rest[index + 1];
    const staysOpen: boolean = isOpen && previous[index]?.container.id === here.container.id;
    if (next && !vocabulary.allows(here.type, next.type)) {
      rest.splice(index + 1, 1);
    } else if (staysOpen || !next || here.type.contentMatch.matchType(next.type)) {
      outerStates.push(isOpen);
      isOpen = staysOpen;
      index++;
    } else if (vocabulary.roleOf(here.type) !== "item") {
      rest.splice(index, 1);
      stepBack();
    } else if (vocabulary.roleOf(next.type) !== "list") {
      rest.splice(index + 1, 1);
    } else if (mayFollow(vocabulary, rest[index - 1], rest[index + 2])) {
      rest.splice(index, 2);
      stepBack();
    } else {
      // The list around, which takes no items of the nested one, goes with its item.
      rest.splice(index, 1);
      if (index > 0) {
        stepBack();
        rest.splice(index, 1);
        stepBack();
      }
    }
  }
  return rest;
}

/** Whether a list takes an item of another one. */
function mayFollow(
  vocabulary: Vocabulary,
  list: ShownContainer | undefined,
  item: ShownContainer | undefined,
): boolean {
  return list !== undefined && item !== undefined && vocabulary.allows(list.type, item.type);
}
