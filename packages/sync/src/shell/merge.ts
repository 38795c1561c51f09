import { concatBytes } from "@weft/base";
import { DecodeError } from "@weft/codec";
import {
  BufferFullError,
  parseReplicaId,
  type ReplicaId,
  ReusedIdError,
  UnknownOpKindError,
} from "@weft/rga";
import type { MergeProblem } from "../machine/input.ts";
import type { SyncedDocument } from "./synced-document.ts";

/** How a merge ended. */
export type MergeOutcome =
  | { readonly merged: true; readonly missingCauses: number }
  | {
      readonly merged: false;
      readonly problem: MergeProblem;
      readonly sentence: string;
      readonly replica: ReplicaId | null;
      /** For `reused-id`: the first of its counters that says something else. */
      readonly counter?: number;
    };

/** Merges `updates` into `document`, all or none. */
export function merge(document: SyncedDocument, updates: readonly Uint8Array[]): MergeOutcome {
  try {
    if (updates.length > 0) document.applyUpdate(concatBytes(updates));
    return { merged: true, missingCauses: document.missing().length };
  } catch (error) {
    if (error instanceof ReusedIdError) {
      return {
        merged: false,
        problem: "reused-id",
        sentence: error.message,
        replica: parseReplicaId(error.replica),
        counter: error.counter,
      };
    }
    if (error instanceof BufferFullError) {
      return { merged: false, problem: "buffer-full", sentence: error.message, replica: null };
    }
    if (
      error instanceof UnknownOpKindError ||
      (error instanceof DecodeError && error.failure === "version")
    ) {
      const sentence = "This document holds something newer than this page knows. Reload the page to update.";
      return { merged: false, problem: "unknown", sentence, replica: null };
    }
    if (error instanceof DecodeError) {
      const sentence = "The server sent something that cannot be read. What is here is untouched.";
      return { merged: false, problem: "malformed", sentence, replica: null };
    }
    throw error;
  }
}
