export { loadBenchLibraries } from "./bench/load-libraries.ts";
export {
  type BenchFigure,
  type BenchMeasure,
  benchMeasures,
  benchText,
  figuresOf,
  type TextBench,
} from "./bench/text-bench.ts";
export {
  type BenchLibrary,
  benchLibraries,
  type TextEdit,
  type TextLibrary,
  type TextSubject,
} from "./bench/text-library.ts";
export type { Channel, Company, CompanyOptions, Engine, Relay, Replica } from "./engine/engine.ts";
export { estimateMemory } from "./engine/memory-estimate.ts";
export { engineNamed, engines } from "./engines/known-engines.ts";
export { isWeftReplica, type WeftReplica } from "./engines/weft.ts";
export { describeDocument } from "./judge/describe-document.ts";
export { freeJudge } from "./judge/free-judge.ts";
export type { Findings, Judge } from "./judge/judge.ts";
export { charactersOf, Ledger, type Verdict as LossVerdict } from "./judge/ledger.ts";
export type { LostPlace } from "./judge/lost-places.ts";
export { parseDocument } from "./judge/parse-document.ts";
export { type Conditions, ordinaryConditions, type Traffic } from "./network/line.ts";
export { Chance } from "./people/chance.ts";
export { type RandomEdit, structureEdits, typeCharacter } from "./people/random-edits.ts";
export {
  type PictureElement,
  type PictureOp,
  type WeftPicture,
  weftPicture,
} from "./picture/weft-picture.ts";
export { checkConvergence, disagreement } from "./play/check-convergence.ts";
export { fingerprintOf } from "./play/fingerprint.ts";
export { measureHeap } from "./play/measure-heap.ts";
export {
  labSchema,
  type Performance,
  type Play,
  perform,
  playScene,
  type Verdict,
} from "./play/play-scene.ts";
export { Room, type RoomOptions } from "./play/room.ts";
export { Stage } from "./play/stage.ts";
export { sceneNamed, scenes } from "./scenes/known-scenes.ts";
export type { Moment, Scene, SceneOptions, Scenery } from "./scenes/scene.ts";
