/** Somebody who does what people do, at random: half of it typing, the rest changes of structure and undo. */
import type { Schema } from "@tiptap/pm/model";
import type { Stage } from "../play/stage.ts";
import type { Chance } from "./chance.ts";
import { type RandomEdit, structureEdits, typeCharacter } from "./random-edits.ts";

const typingShare = 0.55;
const pauseShare = 0.3;
const redoShare = 0.3;

/** Lets a person do one thing. */
export type RandomPerson = (stage: Stage, person: number) => void;

/** `without`: the names of edits that are never made. */
export function randomPerson(schema: Schema, chance: Chance, without: readonly string[] = []): RandomPerson {
  const edits: Readonly<Record<string, RandomEdit>> = structureEdits(schema);
  const names = [...Object.keys(edits), "undo"].filter((name) => !without.includes(name));
  return (stage, person) => {
    if (chance.happens(pauseShare)) stage.pause(person);
    const name = chance.happens(typingShare) ? "type" : (chance.pick(names) ?? "type");
    if (name === "undo") {
      stage.takeBack(person, "undo");
      if (chance.happens(redoShare)) stage.takeBack(person, "redo");
    } else stage.edit(person, (transaction) => (edits[name] ?? typeCharacter)(transaction, chance));
  };
}
