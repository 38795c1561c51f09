/**
 * The decoding thread with two flaws: it never comes back from an update that holds the word "labyrinth", and rests for
 * half a second over one that holds "slowly".
 */
import { serveCalls } from "../../dist/threads/serve-calls.js";
import { UnreadableYjsLogError } from "../../dist/yjs/decoding/unreadable-yjs-log.js";
import { YjsDocuments } from "../../dist/yjs/decoding/yjs-documents.js";

const documents = new YjsDocuments();

function rest() {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
}

serveCalls(
  ({ method, documentId, snapshot, updates, stateVector }) => {
    switch (method) {
      case "open":
        return documents.open(documentId, snapshot);
      case "feed":
        return documents.feed(documentId, updates);
      case "take":
        for (const update of updates) while (Buffer.from(update).includes("labyrinth"));
        for (const update of updates) if (Buffer.from(update).includes("slowly")) rest();
        return documents.take(documentId, updates);
      case "stateVector":
        return documents.stateVector(documentId);
      case "difference":
        return documents.difference(documentId, stateVector);
      default:
        return documents.forget(documentId);
    }
  },
  (error) => (error instanceof UnreadableYjsLogError ? { kind: "unreadable", message: error.message } : null),
);
