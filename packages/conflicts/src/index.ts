export type { Change } from "./changes/change.ts";
export { findChanges, sidesOfWriters, WRITERS_MAX } from "./changes/find-changes.ts";
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
export { type BranchMerge, type BroughtBranch, bringBranch, mergeBranch } from "./merges/merge-branch.ts";
export {
  isMergeKey,
  MERGES_MAX,
  type MergeRecord,
  mergesOf,
  recordMerge,
  sharedVersion,
} from "./merges/merge-record.ts";
export {
  type Choice,
  isResolutionKey,
  type Resolution,
  recordChoice,
  reopen,
  resolutionOf,
} from "./resolution/resolution.ts";
export { type Decision, resolveConflict } from "./resolution/resolve-conflict.ts";
export { parseVersion, spellVersion } from "./versions/spelled-version.ts";
