/** The inspecting thread with one flaw: it never comes back from a batch that holds the word "labyrinth". */
import { InspectedDocuments, UnreadableLogError } from "../dist/admission/inspected-documents.js";
import { serveCalls } from "../dist/threads/serve-calls.js";

const documents = new InspectedDocuments();

serveCalls(
  ({ method, documentId, snapshot, batches }) => {
    switch (method) {
      case "open":
        return documents.open(documentId, snapshot);
      case "feed":
        return documents.feed(documentId, batches);
      case "inspect":
        for (const batch of batches) while (Buffer.from(batch.bytes).includes("labyrinth"));
        return documents.inspect(documentId, batches);
      case "save":
        return documents.save(documentId);
      default:
        return documents.forget(documentId);
    }
  },
  (error) => (error instanceof UnreadableLogError ? { kind: "unreadable", message: error.message } : null),
);
