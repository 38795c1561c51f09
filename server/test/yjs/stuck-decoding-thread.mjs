/** The decoding thread with one flaw: it never comes back from an update that holds the word "labyrinth". */
import { serveCalls } from "../../dist/threads/serve-calls.js";
import { UnreadableYjsLogError } from "../../dist/yjs/decoding/unreadable-yjs-log.js";
import { YjsDocuments } from "../../dist/yjs/decoding/yjs-documents.js";

const documents = new YjsDocuments();

serveCalls(
  ({ method, documentId, snapshot, updates, stateVector }) => {
    switch (method) {
      case "open":
        return documents.open(documentId, snapshot);
      case "feed":
        return documents.feed(documentId, updates);
      case "take":
        for (const update of updates) while (Buffer.from(update).includes("labyrinth"));
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
