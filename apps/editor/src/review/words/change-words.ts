/** A change that somebody made, in a person's words. */
import type { Change } from "@weft/conflicts";
import { countWords } from "../../design/when-words.ts";
import type { AwayView, PersonChanges } from "../away/absence.ts";
import { registerName, valueWords } from "./register-words.ts";

/** What kind of change it is. */
export function changeWords({ kind, before, after, register }: Change): string {
  if (register !== null) {
    const name = registerName(register);
    if (kind === "mark") {
      if (after === "yes") return `${name} put on`;
      return after === "" ? `${name} taken off` : `${name}: ${valueWords(register, after)}`;
    }
    return `${name}: ${valueWords(register, before)} → ${valueWords(register, after)}`;
  }
  if (before === "") return "Added";
  return after === "" ? "Deleted" : "Rewritten";
}

/** A person's name, or what stands for people without one. */
export function personName({ face }: Pick<PersonChanges, "face">): string {
  return face?.name ?? "Another writer";
}

/** "While you were away: 3 changes by Grace and Carl." */
export function awayWords({ people }: AwayView): string {
  const count = people.reduce((sum, { changes }) => sum + changes.length, 0);
  const names = people.map(personName);
  const others = names.slice(2).length;
  const by =
    others > 0 ? `${names.slice(0, 2).join(", ")} and ${countWords(others, "other")}` : names.join(" and ");
  return `While you were away: ${countWords(count, "change")} by ${by === "Another writer" ? "another writer" : by}.`;
}
