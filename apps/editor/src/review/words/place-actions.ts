/** What can be done about a place, by the keys 1 to 4. */
import type { Choice } from "@weft/conflicts";
import type { Place } from "../place.ts";
import { keepWords } from "./place-words.ts";

/** One way on. */
export interface PlaceAction {
  readonly key: string;
  readonly label: string;
  /** Null: to write it by hand. */
  readonly choice: Choice | null;
  /** What stands there then, as far as it is known; null where nothing changes or nobody knows. */
  readonly result: string | null;
}

/** The ways on, each with the key that takes it. */
export function placeActions({ conflict, sides }: Place): readonly PlaceAction[] {
  const { kind, now } = conflict;
  const edit: PlaceAction = { key: "4", label: "Edit", choice: null, result: null };
  const isValue = conflict.register !== null;
  const both: PlaceAction = {
    key: "3",
    label: isValue || kind === "orphan" ? "Leave as it is" : kind === "near" ? "Fine as it is" : "Keep both",
    choice: "all",
    result: now,
  };
  if (kind === "same-change" && sides[0]) {
    return [{ key: "1", label: "Keep one", choice: sides[0].side, result: sides[0].text }, both, edit];
  }
  if (kind === "orphan") return [both];
  const keep = sides.slice(0, 2).map(
    (side, index): PlaceAction => ({
      key: String(index + 1),
      label: keepWords(side),
      choice: side.side,
      result: side.text,
    }),
  );
  return conflict.place.start === null ? [...keep, both] : [...keep, both, edit];
}
