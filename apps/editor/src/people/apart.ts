import { colourCount, type Face } from "./face.ts";

/**
 * The faces with colours that tell them apart from one another and from `own`, as far as there are colours: who comes
 * first keeps their own. Only this screen shows them so. Faces of one name and colour are one person's windows.
 */
export function apart<Person extends Face>(people: readonly Person[], own: Face): readonly Person[] {
  const shown = new Map([[identity(own), own.colour]]);
  return people.map((person) => {
    const colour = shown.get(identity(person)) ?? freeColour(person.colour, new Set(shown.values()));
    shown.set(identity(person), colour);
    return colour === person.colour ? person : { ...person, colour };
  });
}

function identity({ name, colour }: Face): string {
  return `${colour} ${name}`;
}

function freeColour(wished: number, taken: ReadonlySet<number>): number {
  for (let step = 0; step < colourCount; step++) {
    const colour = (wished + step) % colourCount;
    if (!taken.has(colour)) return colour;
  }
  return wished;
}
