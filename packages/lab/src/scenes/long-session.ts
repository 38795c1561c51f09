/** A long session: two people write a long document together, each in a part of it, with the lines up. */
import type { Node } from "@tiptap/pm/model";
import type { Transaction } from "@tiptap/pm/state";
import { countingJudge } from "../judge/counting-judge.ts";
import { parseDocument } from "../judge/parse-document.ts";
import { Chance } from "../people/chance.ts";
import type { Moment, Scene } from "./scene.ts";

const peopleCount = 2;
const editsOfSize = 1_000;
const burst = 25;
const betweenMs = 40;
const letters = "etaoinshrdlucmfwypvbgk ";
const enterShare = 0.015;
const backspaceShare = 0.15;
const elsewhereShare = 0.1;

/** The session: a thousand edits for each unit of size. */
export const longSession: Scene = {
  name: "long-session",
  title: "A long session",
  about: "Two people write a long document together, a thousand edits for each unit of size.",
  peopleCount,
  prepare({ schema, random, size }) {
    const chance = new Chance(random);
    const doc = parseDocument(schema, "first part | h2: second part | last part");
    const edits = Math.round(editsOfSize * size);
    return {
      doc,
      judge: countingJudge(doc),
      expected: null,
      editCount: edits,
      *play(stage): Generator<Moment, void, void> {
        for (let edit = 0; edit < edits; edit++) {
          const person = Math.floor(edit / burst) % peopleCount;
          stage.edit(person, (transaction) => write(transaction, person, chance));
          stage.room.wait(chance.below(betweenMs));
          if (edit % burst === burst - 1) yield `${edit + 1} of ${edits} edits`;
        }
        stage.settle();
      },
    };
  },
};

/** One stroke in a person's own part: before the heading, or behind it. */
function write(transaction: Transaction, person: number, chance: Chance): void {
  const { doc } = transaction;
  const heading = doc.children.findIndex(({ type }) => type.name === "heading");
  const from = person === 0 ? 0 : heading + 1;
  const to = person === 0 ? heading : doc.childCount;
  const index = chance.happens(elsewhereShare) ? from + chance.below(to - from) : to - 1;
  const block = doc.child(index);
  const start = startOf(doc, index);
  const at = start + (index === to - 1 ? block.content.size : chance.below(block.content.size + 1));
  if (chance.happens(backspaceShare) && at > start) transaction.delete(at - 1, at);
  else if (chance.happens(enterShare)) transaction.split(at);
  else transaction.insertText(letters[chance.below(letters.length)] ?? " ", at);
}

function startOf(doc: Node, index: number): number {
  let position = 1;
  for (let before = 0; before < index; before++) position += doc.child(before).nodeSize;
  return position;
}
