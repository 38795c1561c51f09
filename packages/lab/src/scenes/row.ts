/** A row of the scenarios as a scene: two people, one document, one second apart. */
import { freeJudge } from "../judge/free-judge.ts";
import { parseDocument } from "../judge/parse-document.ts";
import type { Deed } from "../people/deeds.ts";
import type { Stage } from "../play/stage.ts";
import type { Moment, Scene } from "./scene.ts";

/** What happens in a row. */
export interface Row {
  readonly id: string;
  /** The document, in the notation of `parseDocument`. */
  readonly line: string;
  readonly about: string;
  /** What both must see; any one of them. */
  readonly expected: readonly string[];
  /** What A and B do apart from each other, one deed after another. */
  readonly a: readonly Deed[];
  readonly b: readonly Deed[];
  /** What comes first, or afterwards, where a row is more than that. */
  readonly before?: (stage: Stage) => void;
  readonly meanwhile?: (stage: Stage) => void;
  readonly after?: (stage: Stage) => void;
}

const peopleCount = 2;
/** How much longer the one line stays cut than the other. */
const headStartMs = 1_000;

/** The scene of a row. Whose edit arrives first follows from the seed. */
export function sceneOf(row: Row): Scene {
  const { id, line, about, expected } = row;
  return {
    name: id,
    title: line,
    about,
    peopleCount,
    prepare({ schema, seed }) {
      const doc = parseDocument(schema, line);
      const first = seed % peopleCount;
      return {
        doc,
        judge: freeJudge(doc, peopleCount),
        expected,
        editCount: null,
        *play(stage): Generator<Moment, void, void> {
          row.before?.(stage);
          stage.cutAll();
          yield "Both lines are cut";
          for (const deed of row.a) stage.edit(0, deed);
          yield "A has written";
          for (const deed of row.b) stage.edit(1, deed);
          row.meanwhile?.(stage);
          yield "B has written";
          stage.room.mend(first);
          stage.room.wait(headStartMs);
          yield `${first === 0 ? "A" : "B"} is back`;
          stage.settle();
          yield "Both have everything";
          row.after?.(stage);
        },
      };
    },
  };
}
