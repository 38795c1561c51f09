/**
 * One process: keys and splits in the midst of a long document, at one person's editor and at another's, through one
 * binding; prints medians as one line of JSON.
 */
import { parseArgs } from "node:util";
import { getSchema } from "@tiptap/core";
import type { Node, Schema } from "@tiptap/pm/model";
import { EditorState, type Transaction } from "@tiptap/pm/state";
import { editorExtensions } from "@weft/tiptap";
import { engines } from "../loss/engines/index.ts";
import type { Person } from "../loss/person.ts";
import type { BindingFigures, EditFigures } from "./figures.ts";

const { values } = parseArgs({
  options: {
    engine: { type: "string", default: "weft" },
    blocks: { type: "string", default: "100" },
    edits: { type: "string", default: "200" },
  },
});

const engine = engines[values.engine];
if (!engine) throw new Error(`nobody is called ${values.engine}`);
const schema = getSchema(editorExtensions());
const blocks = Number(values.blocks);
const edits = Number(values.edits);
const start = engine.start(schema, longDocument(schema, blocks));
const people: readonly [Person, Person] = [
  engine.open({ schema, start, index: 0 }),
  engine.open({ schema, start, index: 1 }),
];
const middle = positionOfBlock(people[0].doc, blocks >> 1);
const type = (transaction: Transaction, index: number) =>
  transaction.insertText("x", middle + 5 + (index % 10));
const split = (transaction: Transaction) => transaction.split(middle + 3);
// Not measured: what an engine learns from is not what it does later.
repeat(type, Math.ceil(edits / 2));
repeat(split, Math.ceil(edits / 20));
const figures: BindingFigures = {
  engine: values.engine,
  blocks,
  key: repeat(type, edits),
  split: repeat(split, Math.ceil(edits / 10)),
};
process.stdout.write(`${JSON.stringify(figures)}\n`);

/** Lets one do the edit and the other receive it, `times` times. */
function repeat(build: (transaction: Transaction, index: number) => unknown, times: number): EditFigures {
  const [one, two] = people;
  const transform: number[] = [];
  const local: number[] = [];
  const remote: number[] = [];
  const before = people.map(({ blocksVisited }) => blocksVisited);
  for (let index = 0; index < times; index++) {
    const begin = performance.now();
    const transaction = EditorState.create({ doc: one.doc }).tr;
    build(transaction, index);
    const built = performance.now();
    one.edit(transaction);
    const update = one.takeUpdate();
    const told = performance.now();
    if (update) two.applyUpdate(update);
    const shown = performance.now();
    transform.push(built - begin);
    local.push(told - built);
    remote.push(shown - told);
  }
  if (!one.doc.eq(two.doc)) throw new Error("the two see different documents");
  const visitedBy = (index: 0 | 1): number | null => {
    const after = people[index].blocksVisited;
    return after === null ? null : (after - (before[index] ?? 0)) / times;
  };
  return {
    transformMs: median(transform),
    localMs: median(local),
    remoteMs: median(remote),
    localVisits: visitedBy(0),
    remoteVisits: visitedBy(1),
  };
}

function longDocument({ nodes, topNodeType }: Schema, count: number): Node {
  const paragraph = (index: number): Node => {
    const made = nodes.paragraph?.create(
      null,
      schema.text(`Paragraph ${index} has a line of some fifty characters.`),
    );
    if (!made) throw new Error("the schema has no paragraphs");
    return made;
  };
  return topNodeType.create(
    null,
    Array.from({ length: count }, (_, index) => paragraph(index)),
  );
}

function positionOfBlock(doc: Node, index: number): number {
  let position = 0;
  for (let before = 0; before < index; before++) position += doc.child(before).nodeSize;
  return position;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;
}
