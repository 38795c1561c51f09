/** What happened at a place, in a sentence. */
import { unreachable } from "@weft/base";
import { countWords } from "../../design/when-words.ts";
import type { Place, PlaceSide } from "../place.ts";
import { registerName, valueWords } from "./register-words.ts";

/** "You", a name, or somebody of whom the document does not say who it is. */
export function who({ isMine, face }: PlaceSide): string {
  return isMine ? "You" : (face?.name ?? "Another writer");
}

/** The heading over what a side had. */
export function whose(side: PlaceSide): string {
  if (side.label !== undefined) return side.label;
  if (side.isMine) return "Yours";
  return side.face === null ? "Theirs" : `${side.face.name}’s`;
}

/** What a button says that keeps a side. */
export function keepWords(side: PlaceSide): string {
  if (side.isMine) return "Keep mine";
  return side.face === null ? "Keep theirs" : `Keep ${side.face.name}’s`;
}

/** The heading of a place. */
export function placeWords(place: Place): string {
  const { conflict, sides } = place;
  const both = together(sides);
  switch (conflict.kind) {
    case "competing-rewrite":
      return `${both} rewrote the same words`;
    case "same-change":
      return sides.some(({ isMine }) => isMine)
        ? "You both fixed this. Keep one."
        : "Both fixed this. Keep one.";
    case "delete-against-edit":
    case "block-delete-against-edit":
      return deletionWords(place, conflict.kind === "delete-against-edit" ? "words" : "a part");
    case "register":
      return conflict.register ? registerWords(place, conflict.register) : `${both} chose differently`;
    case "structure":
      return conflict.block === null
        ? `${both} arranged this differently`
        : `${both} moved, changed or deleted this`;
    case "orphan":
      return "A remark lost its words";
    case "same-place":
      return `${both} added words at one place`;
    case "near":
      return `${both} changed one sentence`;
    default:
      return unreachable(conflict.kind);
  }
}

/** A few words of the place, to tell it from others in a list. */
export function quoteWords({ conflict, sides }: Place): string {
  if (conflict.register) {
    return (
      conflict.register.quote || sides.map(({ text }) => valueWords(conflict.register!, text)).join(" · ")
    );
  }
  return (conflict.now || conflict.before).trim().replaceAll(/\s+/gu, " ");
}

function registerWords(
  { conflict, sides }: Place,
  register: NonNullable<Place["conflict"]["register"]>,
): string {
  const values = sides.map((side) => {
    const isShown = side.text === conflict.now ? " (shown)" : "";
    return `${lowerYou(who(side))} ${valueWords(register, side.text)}${isShown}`;
  });
  return `${registerName(register)}: ${values.join(", ")}`;
}

function deletionWords({ sides }: Place, what: string): string {
  const deleter = sides.find(({ did }) => did.inserted.length === 0) ?? sides[0];
  const others = sides.filter((side) => side !== deleter);
  if (deleter === undefined) return `${what} was deleted that others worked on`;
  return `${who(deleter)} deleted ${what} that ${lowerYou(together(others))} worked on`;
}

function together(sides: readonly PlaceSide[]): string {
  const names = [...new Set(sides.map(who))];
  const [first = "Somebody", ...others] = names;
  if (others.length === 0 && sides.length > 1) return "Two writers";
  return [first, ...others.map((name) => (name === "Another writer" ? "another writer" : name))].join(
    " and ",
  );
}

function lowerYou(words: string): string {
  return words.replace(/^(You|Another writer)/, (name) => name.toLowerCase());
}

/** "3 places need a look" */
export function lookWords(count: number): string {
  if (count === 0) return "Nothing needs a look";
  return `${countWords(count, "place")} ${count === 1 ? "needs" : "need"} a look`;
}
