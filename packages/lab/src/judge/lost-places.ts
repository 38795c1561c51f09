/**
 * Where what a person does not see any more would stand in what they see: behind what it was typed behind, or, if that is
 * gone as well, behind what that was typed behind, and so on up to the start.
 */
import type { Node } from "@tiptap/pm/model";

/** Text that is lost, and the position of the document at which it would stand. */
export interface LostPlace {
  readonly at: number;
  readonly text: string;
}

/** The characters of a document, each by a name that no other one has. */
export interface NamedCharacters<Name> {
  /** Those that are seen, in the document's order; as many as it has characters. */
  readonly seen: readonly Name[];
  /** Those that are lost, in the order in which they were typed. */
  readonly lost: readonly Name[];
  /** What stood before a character when it was typed; null at the start. */
  readonly before: (name: Name) => Name | null;
  readonly signOf: (name: Name) => string;
}

/** One character of a document and the position behind it. */
interface Placed {
  readonly character: string;
  readonly end: number;
}

/** The index of what is seen before the first character. */
const start = -1;

/** The places of all that is lost, from the start to the end. None if `seen` is not what `doc` shows. */
export function lostPlaces<Name>(doc: Node, characters: NamedCharacters<Name>): readonly LostPlace[] {
  const { seen, lost, before, signOf } = characters;
  const placed = placedCharacters(doc);
  if (placed.length !== seen.length) return [];
  const indexes = new Map(seen.map((name, index) => [name, index]));
  /** What is lost behind each character that is seen, by its index. */
  const groups = new Map<number, Name[]>();
  const groupByName = new Map<Name, Name[]>();
  for (const name of lost) {
    if (indexes.has(name)) continue;
    let neighbour = before(name);
    while (neighbour !== null && !indexes.has(neighbour) && !groupByName.has(neighbour))
      neighbour = before(neighbour);
    const index = neighbour === null ? start : (indexes.get(neighbour) ?? start);
    const known = neighbour === null ? undefined : groupByName.get(neighbour);
    const group = known ?? groups.get(index) ?? [];
    if (known === undefined) groups.set(index, group);
    // Behind what it was typed behind if that is lost as well, and else at the front.
    group.splice(neighbour === null ? 0 : group.indexOf(neighbour) + 1, 0, name);
    groupByName.set(name, group);
  }
  return [...groups]
    .sort(([one], [other]) => one - other)
    .map(([index, group]) => ({
      at: placed[index]?.end ?? startOfText(doc),
      text: group.map(signOf).join(""),
    }));
}

/** The characters of a document as `charactersOf` finds them, with their places. */
export function placedCharacters(doc: Node): readonly Placed[] {
  const placed: Placed[] = [];
  doc.descendants((node, position) => {
    let end = position;
    for (const character of node.text ?? "") {
      end += character.length;
      if (character !== "\n" && character !== "\uFFFC") placed.push({ character, end });
    }
  });
  return placed;
}

/** Before the first character that there could be. */
function startOfText(doc: Node): number {
  let start: number | null = null;
  doc.descendants((node, position) => {
    if (start === null && node.isTextblock) start = position + 1;
    return start === null;
  });
  return start ?? 0;
}
