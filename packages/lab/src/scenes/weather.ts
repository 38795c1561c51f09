/** Any weather: lines come and go while people do anything at all; what the convergence checker plays. */
import { uniqueJudge } from "../judge/unique-judge.ts";
import { Chance } from "../people/chance.ts";
import { randomPerson } from "../people/random-person.ts";
import { smallDocument } from "../people/small-document.ts";
import type { Moment, Scene } from "./scene.ts";

const peopleCount = 3;
const turns = 14;
const cutShare = 0.15;
const mendShare = 0.3;
const waitMsMax = 300;

/** The weather. */
export const weather: Scene = {
  name: "weather",
  title: "Any weather",
  about:
    "Three people do anything at all while their lines come and go: does everybody see the same in the end?",
  peopleCount,
  prepare({ schema, random, size }) {
    const chance = new Chance(random);
    const doc = smallDocument(schema, chance);
    const act = randomPerson(schema, chance);
    return {
      doc,
      judge: uniqueJudge(doc, false),
      expected: null,
      editCount: null,
      *play(stage): Generator<Moment, void, void> {
        for (let turn = 0; turn < turns * size; turn++) {
          for (let person = 0; person < peopleCount; person++) {
            if (stage.room.isCut(person)) {
              if (chance.happens(mendShare)) stage.room.mend(person);
            } else if (chance.happens(cutShare)) stage.room.cut(person);
            act(stage, person);
            stage.room.wait(chance.below(waitMsMax));
          }
          yield `Turn ${turn + 1}`;
        }
        stage.settle();
      },
    };
  },
};
