/** A long day without a network: one person writes alone while two others write together, and comes back in the evening. */
import { uniqueJudge } from "../judge/unique-judge.ts";
import { Chance } from "../people/chance.ts";
import { randomPerson } from "../people/random-person.ts";
import { smallDocument } from "../people/small-document.ts";
import type { Moment, Scene } from "./scene.ts";

const peopleCount = 3;
const editsEach = 60;
const betweenMs = 480_000;

/** The day: eight hours, an edit of everybody each eight minutes. */
export const offlineDay: Scene = {
  name: "offline-day",
  title: "A long offline day",
  about:
    "One person writes for eight hours without a network while two others write together, then comes back.",
  peopleCount,
  prepare({ schema, random, size }) {
    const chance = new Chance(random);
    const doc = smallDocument(schema, chance);
    const act = randomPerson(schema, chance, ["move", "undo"]);
    return {
      doc,
      judge: uniqueJudge(doc, true),
      expected: null,
      editCount: null,
      *play(stage): Generator<Moment, void, void> {
        stage.room.cut(0);
        for (let edit = 0; edit < editsEach * size; edit++) {
          for (let person = 0; person < peopleCount; person++) act(stage, person);
          stage.room.wait(betweenMs);
          yield `Edit ${edit + 1} of everybody`;
        }
        stage.settle();
      },
    };
  },
};
