import type { Editor, Library, Replica, ReplicaLibrary } from "../library.ts";
import type { Trace } from "../traces/trace.ts";

/** Makes all edits of a trace. */
export function play(editor: Editor, { indices, deleted, inserted }: Trace): void {
  for (let edit = 0; edit < indices.length; edit++) {
    const index = indices[edit] ?? 0;
    const count = deleted[edit] ?? 0;
    const text = inserted[edit] ?? "";
    if (count > 0) editor.delete(index, count);
    if (text !== "") editor.insert(index, text);
  }
}

/** Makes all edits of a trace and takes one update after each. */
export function playAndTake(
  replica: Replica,
  { indices, deleted, inserted }: Trace,
  updates: Uint8Array[],
): void {
  for (let edit = 0; edit < indices.length; edit++) {
    const index = indices[edit] ?? 0;
    const count = deleted[edit] ?? 0;
    const text = inserted[edit] ?? "";
    if (count > 0) {
      replica.delete(index, count);
      const update = replica.takeUpdate();
      if (update) updates.push(update);
    }
    if (text !== "") {
      replica.insert(index, text);
      const update = replica.takeUpdate();
      if (update) updates.push(update);
    }
  }
}

/** The library as one of replicas; an editor here is a mistake of the plan. */
export function replicasOf(library: Library): ReplicaLibrary {
  if (!library.merges) throw new Error(`${library.name} has no replicas`);
  return library;
}
