/** Who wrote under which replica id: noted in the document once somebody has to be named, by each person for themselves. */
import type { Edit, RichText } from "@weft/richtext";
import { type Face, parseFace } from "../people/face.ts";

const keyPrefix = ".person.";

/** Whether a property of the document says who somebody is. */
export function isWriterKey(key: string): boolean {
  return key.startsWith(keyPrefix);
}

/** The edits that say whose these replica ids are, of those that nobody has said so of. */
export function noteWriter(document: RichText, replicas: Iterable<string>, { name, colour }: Face): Edit[] {
  return [...replicas]
    .filter((replica) => writerOf(document, replica) === null)
    .map((replica) => ({ type: "setProperty", key: keyPrefix + replica, value: { name, colour } }));
}

/** The person who writes under a replica id, if that was noted; anybody may have written anything there. */
export function writerOf(document: RichText, replica: string): Face | null {
  return parseFace(document.property(keyPrefix + replica));
}

/** Everybody of whom the document says who they are, by replica id. */
export function namedWriters(document: RichText): readonly { readonly id: string; readonly face: Face }[] {
  return document.propertyKeys().flatMap((key) => {
    const id = isWriterKey(key) ? key.slice(keyPrefix.length) : "";
    const face = id === "" ? null : writerOf(document, id);
    return face === null ? [] : [{ id, face }];
  });
}

/** How many people wrote under these ids: one's own are one person's, and so are those of one name and colour. */
export function countPeople(
  document: RichText,
  replicas: readonly string[],
  own: ReadonlySet<string>,
): number {
  return groupByPerson(document, replicas, own).length;
}

/** Replica ids of one person. */
export interface PersonReplicas {
  readonly isMe: boolean;
  /** Null for somebody of whom the document does not say who it is. */
  readonly face: Face | null;
  readonly replicas: readonly string[];
}

/** Replica ids by the person who writes under them, in the order of the ids; each that nobody is noted for stands alone. */
export function groupByPerson(
  document: RichText,
  replicas: readonly string[],
  own: ReadonlySet<string>,
): readonly PersonReplicas[] {
  const people = new Map<
    string,
    { readonly isMe: boolean; readonly face: Face | null; readonly replicas: string[] }
  >();
  for (const replica of replicas) {
    const isMe = own.has(replica);
    const face = writerOf(document, replica);
    const name = isMe ? "me" : face === null ? replica : `${face.colour} ${face.name}`;
    const person = people.get(name) ?? { isMe, face, replicas: [] };
    people.set(name, person);
    person.replicas.push(replica);
  }
  return [...people.values()];
}
