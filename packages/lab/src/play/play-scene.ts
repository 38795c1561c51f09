/** Plays a scene with an engine, and says what came of it. */
import { getSchema } from "@tiptap/core";
import type { Schema } from "@tiptap/pm/model";
import { seededRandom } from "@weft/base";
import { editorExtensions } from "@weft/tiptap";
import type { Engine } from "../engine/engine.ts";
import { estimateMemory } from "../engine/memory-estimate.ts";
import { describeDocument } from "../judge/describe-document.ts";
import type { Findings } from "../judge/judge.ts";
import type { Conditions, Traffic } from "../network/line.ts";
import type { Moment, Scene, Scenery } from "../scenes/scene.ts";
import { Room } from "./room.ts";
import { Stage } from "./stage.ts";

/** What to play. */
export interface Play {
  readonly engine: Engine;
  readonly scene: Scene;
  readonly seed: number;
  /** 1 if left out. */
  readonly size?: number;
  readonly conditions?: Conditions;
}

/** What came of a scene. Everything in it follows from engine, scene, seed, size and conditions. */
export interface Verdict extends Findings {
  readonly scene: string;
  readonly engine: string;
  readonly seed: number;
  readonly edits: number;
  readonly diverged: boolean;
  readonly invalid: boolean;
  /** Somebody who opened the document afresh would see another one. */
  readonly reopensDifferent: boolean;
  /** Why the scene could not be ended. */
  readonly thrown: string | null;
  /** Whether what was seen is what must be seen; null where only text counts. */
  readonly asExpected: boolean | null;
  /** What the first person saw at the end, if it is short. */
  readonly shown: string | null;
  readonly expected: readonly string[] | null;
  readonly traffic: Traffic;
  /** Virtual milliseconds until everybody had everything, all exchanges together. */
  readonly mergeMs: number;
  readonly savedBytes: number;
  readonly memoryBytes: number;
}

/** A scene that is being played. */
export interface Performance {
  readonly stage: Stage;
  readonly scenery: Scenery;
  /** Plays on to the next moment; null at the end. */
  next(): Moment | null;
  verdict(): Verdict;
}

const shownLengthMax = 400;

/** The editor's schema, which all engines share. */
export const labSchema: Schema = getSchema(editorExtensions());

/** Prepares a scene, to be played moment by moment. */
export function perform(play: Play): Performance {
  const { engine, scene, seed, size = 1, conditions } = play;
  const schema = labSchema;
  const scenery = scene.prepare({ schema, random: seededRandom(seed), seed, size });
  const { doc, judge } = scenery;
  const room = new Room({
    engine,
    schema,
    doc,
    peopleCount: scene.peopleCount,
    seed,
    ...(conditions ? { conditions } : {}),
    onReceived: (person, before, after) => judge.received(person, before, after),
  });
  const stage = new Stage(room, judge);
  const moments = scenery.play(stage);
  let thrown: string | null = null;
  let ended = false;
  return {
    stage,
    scenery,
    next() {
      if (ended) return null;
      try {
        const { value, done } = moments.next();
        ended = done === true;
        return ended ? null : (value ?? "");
      } catch (error) {
        thrown = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
        ended = true;
        return null;
      }
    },
    verdict: () => verdictOf(play, { stage, scenery, thrown }),
  };
}

/** Plays a scene to its end. */
export function playScene(play: Play): Verdict {
  const performance = perform(play);
  while (performance.next() !== null);
  return performance.verdict();
}

interface Played {
  readonly stage: Stage;
  readonly scenery: Scenery;
  readonly thrown: string | null;
}

function verdictOf({ engine, scene, seed }: Play, { stage, scenery, thrown }: Played): Verdict {
  const [replica] = stage.room.replicas;
  const shown = replica ? describeDocument(replica.doc) : "";
  const { expected } = scenery;
  const normal = (line: string): string => line.replaceAll(/\s+/g, " ");
  return {
    scene: scene.name,
    engine: engine.name,
    seed,
    edits: stage.edits,
    ...scenery.judge.findings(),
    diverged: stage.diverged,
    invalid: stage.invalid,
    reopensDifferent: thrown === null && stage.room.replicas.some((one) => !one.reopened().eq(one.doc)),
    thrown,
    asExpected: expected && thrown === null && expected.map(normal).includes(normal(shown)),
    shown: shown.length <= shownLengthMax ? shown : null,
    expected,
    traffic: stage.room.traffic(),
    mergeMs: stage.mergeMs,
    savedBytes: replica?.save().length ?? 0,
    memoryBytes: estimateMemory(replica?.memoryRoots() ?? []),
  };
}
