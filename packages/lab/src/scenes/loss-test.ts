/** The loss test: people who make K random edits alone and then exchange everything, five times. */
import { uniqueJudge } from "../judge/unique-judge.ts";
import { Chance } from "../people/chance.ts";
import { randomPerson } from "../people/random-person.ts";
import { smallDocument } from "../people/small-document.ts";
import type { Moment, Scene } from "./scene.ts";

const rounds = 5;

/** The loss test with K edits alone. Every second seed knows no moves: in it the order of the text is judged too. */
export function lossTest(editsAlone: number): Scene {
  return {
    name: `loss-${editsAlone}`,
    title: `The loss test, ${editsAlone} ${editsAlone === 1 ? "edit" : "edits"} alone`,
    about: `Two people make ${editsAlone} random edits each while their lines are cut, then exchange everything, five times.`,
    peopleCount: 2,
    prepare({ schema, random, seed, size }) {
      const chance = new Chance(random);
      const doc = smallDocument(schema, chance);
      const keepsOrder = seed % 2 !== 0;
      const act = randomPerson(schema, chance, keepsOrder ? ["move"] : []);
      return {
        doc,
        judge: uniqueJudge(doc, keepsOrder),
        expected: null,
        editCount: null,
        *play(stage): Generator<Moment, void, void> {
          for (let round = 0; round < rounds * size; round++) {
            stage.cutAll();
            for (const person of [0, 1]) {
              for (let edit = 0; edit < editsAlone; edit++) act(stage, person);
            }
            yield `Round ${round + 1}: both have written alone`;
            stage.settle();
            yield `Round ${round + 1}: both have everything`;
          }
        },
      };
    },
  };
}
