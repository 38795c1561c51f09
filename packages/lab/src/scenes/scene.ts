/** A scene: who does what and when, from one seed, whatever the engine. */
import type { Node, Schema } from "@tiptap/pm/model";
import type { Random } from "@weft/base";
import type { Judge } from "../judge/judge.ts";
import type { Stage } from "../play/stage.ts";

/** What happens next, in words; a pause in which a screen may be drawn and a run ended. */
export type Moment = string;

/** What a scene plays on. */
export interface SceneOptions {
  readonly schema: Schema;
  readonly random: Random;
  readonly seed: number;
  /** How many times as long as it is written; for scenes that are made of repetition. */
  readonly size: number;
}

/** What a scene has prepared. */
export interface Scenery {
  readonly doc: Node;
  readonly judge: Judge;
  /** What must be seen at the end, any one of them, in the notation of `parseDocument`; null where only text counts. */
  readonly expected: readonly string[] | null;
  /** How many edits it makes; null where that is only known at the end. */
  readonly editCount: number | null;
  play(stage: Stage): Generator<Moment, void, void>;
}

/** One scene. */
export interface Scene {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly peopleCount: number;
  prepare(options: SceneOptions): Scenery;
}
