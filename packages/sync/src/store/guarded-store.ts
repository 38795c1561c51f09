/** A store by somebody else may throw where the port asks for a failure: in here that is a failure like any other. */
import { err, type Result } from "@weft/base";
import type { LocalStore, StoreFailure } from "./local-store.ts";

/** `store`, of which every call ends with a result. */
export function guardedStore(store: LocalStore): LocalStore {
  return {
    get keeps() {
      return store.keeps;
    },
    load: (documentId) => guarded(() => store.load(documentId)),
    append: (documentId, batches, repeated) => guarded(() => store.append(documentId, batches, repeated)),
    receive: (documentId, received) => guarded(() => store.receive(documentId, received)),
    compact: (documentId, mark, snapshot) => guarded(() => store.compact(documentId, mark, snapshot)),
    startOver: (documentId, copy) => guarded(() => store.startOver(documentId, copy)),
    addReplica: (documentId, replica) => guarded(() => store.addReplica(documentId, replica)),
    retireReplica: (documentId, replica) => guarded(() => store.retireReplica(documentId, replica)),
    keep: (documentId, piece) => guarded(() => store.keep(documentId, piece)),
    discard: (documentId, pieceId) => guarded(() => store.discard(documentId, pieceId)),
    close: () => store.close(),
  };
}

async function guarded<Value>(
  call: () => Promise<Result<Value, StoreFailure>>,
): Promise<Result<Value, StoreFailure>> {
  try {
    return await call();
  } catch (error) {
    return err({ kind: "broken", sentence: `This device's store failed: ${String(error)}` });
  }
}
