/** A storm at one place: five people type at the same place at the same time, with the lines up. */
import { TextSelection } from "@tiptap/pm/state";
import { uniqueJudge } from "../judge/unique-judge.ts";
import { Chance } from "../people/chance.ts";
import { find } from "../people/deeds.ts";
import { smallDocument } from "../people/small-document.ts";
import type { Moment, Scene } from "./scene.ts";

const peopleCount = 5;
const strokesEach = 24;
const betweenMs = 30;
const backspaceShare = 0.12;
const enterShare = 0.05;

/** The storm. */
export const storm: Scene = {
  name: "storm",
  title: "A storm at one place",
  about: "Five people type, press Backspace and Enter at one place at the same time, on a bad network.",
  peopleCount,
  prepare({ schema, random, size }) {
    const chance = new Chance(random);
    const doc = smallDocument(schema, chance);
    const middle = doc.child(0).textContent[4] ?? "";
    return {
      doc,
      judge: uniqueJudge(doc, true),
      expected: null,
      editCount: null,
      *play(stage): Generator<Moment, void, void> {
        const typed: string[][] = Array.from({ length: peopleCount }, () => []);
        for (let stroke = 0; stroke < strokesEach * size; stroke++) {
          for (const [person, own] of typed.entries()) {
            const last = own.at(-1);
            stage.edit(person, (transaction) => {
              const { doc: seen } = transaction;
              const anchor = last !== undefined && seen.textContent.includes(last) ? last : middle;
              // Whoever does not see the place any more writes nowhere.
              if (!seen.textContent.includes(anchor)) return;
              const at = find(seen, anchor, 1);
              if (last === anchor && chance.happens(backspaceShare)) {
                transaction.delete(at - 1, at);
                own.pop();
              } else if (chance.happens(enterShare)) {
                transaction.setSelection(TextSelection.create(seen, at)).split(at);
              } else {
                const character = chance.character();
                transaction.insertText(character, at);
                own.push(character);
              }
            });
            stage.room.wait(chance.below(betweenMs));
          }
          yield `Stroke ${stroke + 1} of everybody`;
        }
        stage.settle();
      },
    };
  },
};
