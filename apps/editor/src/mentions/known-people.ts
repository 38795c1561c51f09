/** Whom one can mention in a document: who is here, who wrote or said something, and oneself. */
import type { RichText } from "@weft/richtext";
import { readThreads } from "../comments/comment-record.ts";
import type { Face } from "../people/face.ts";
import { namedWriters } from "../review/writers.ts";

/** So many people are offered at once. */
const peopleMax = 8;

/** Somebody to mention. */
export interface KnownPerson {
  readonly face: Face;
  /** The replica id that the document knows them by; null for who is only here. */
  readonly id: string | null;
}

/** The people of a document, each name once: those who are here first, oneself last. */
export function knownPeople(document: RichText, here: readonly Face[], own: Face): readonly KnownPerson[] {
  const writers = namedWriters(document);
  const speakers = readThreads(document).flatMap(({ remarks }) =>
    remarks.map(({ id, face }) => ({ face, id: id.slice(0, id.indexOf(".")) })),
  );
  const idOf = ({ name }: Face): string | null => writers.find(({ face }) => face.name === name)?.id ?? null;
  const present = here.map((face) => ({ face, id: idOf(face) }));
  const byName = new Map<string, KnownPerson>();
  const me = { face: own, id: idOf(own) };
  for (const person of [...present, ...writers, ...speakers]) {
    const { name } = person.face;
    if (name !== own.name && !byName.has(name)) byName.set(name, person);
  }
  return [...byName.values(), me];
}

/** Those of them whose name, or a word of it, begins with what was typed. */
export function peopleNamed(people: readonly KnownPerson[], typed: string): readonly KnownPerson[] {
  const wanted = typed.toLocaleLowerCase();
  const isMeant = ({ face }: KnownPerson): boolean => {
    const name = face.name.toLocaleLowerCase();
    return name.startsWith(wanted) || name.split(/[\s-]+/u).some((word) => word.startsWith(wanted));
  };
  return people.filter(isMeant).slice(0, peopleMax);
}
