export {
  type Conflict,
  type ConflictKind,
  type ConflictPlace,
  type ConflictRegister,
  type ConflictSide,
  type IdRange,
  type Severity,
  severityByKind,
} from "./conflict.ts";
export { findConflicts, findConflictsAmong, type ManySides, type TwoSides } from "./find-conflicts.ts";
export { type Choice, type Resolution, recordChoice, reopen, resolutionOf } from "./resolution/resolution.ts";
export { type Decision, resolveConflict } from "./resolution/resolve-conflict.ts";
