/** Sets of marks, where some are worth more than others. */
import type { Mark, MarkType } from "@tiptap/pm/model";

/** A mark that says something which the text does not is never pushed out by one that only shapes it. */
const lasting = new Set(["link", "comment"]);

/** The set with a mark, as far as marks of these types stand together. */
export function withMark(marks: readonly Mark[], mark: Mark): readonly Mark[] {
  const isLasting = lasting.has(mark.type.name);
  const pushesOut = marks.some((other) => lasting.has(other.type.name) && mark.type.excludes(other.type));
  if (pushesOut && !isLasting) return marks;
  const kept = isLasting
    ? marks.filter((other) => other.type === mark.type || !other.type.excludes(mark.type))
    : marks;
  return mark.addToSet(kept);
}

/** The set without marks of a type. */
export function withoutMark(marks: readonly Mark[], type: MarkType): readonly Mark[] {
  return marks.filter((mark) => mark.type !== type);
}
