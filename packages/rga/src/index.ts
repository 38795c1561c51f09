export {
  type Element,
  type ElementRun,
  LEFT,
  type Place,
  type ReportVisibility,
  RIGHT,
  type Side,
  START,
  type VisitRun,
  type VisitVisible,
} from "./sequence/place.ts";
export { Sequence } from "./sequence/sequence.ts";
export { type CounterRun, OpSpace } from "./space/op-space.ts";
export {
  type ElementId,
  parseReplicaId,
  type ReplicaId,
  type ReplicaIndex,
  ReplicaTable,
  randomReplicaId,
} from "./space/replica.ts";
export { decodeVersion, encodeVersion, type Version } from "./space/version.ts";
