/** The inspecting thread: decodes what strangers send, so that a hang or a flood of memory hurts nobody else. */
import { unreachable } from "@weft/base";
import { serveCalls } from "../threads/serve-calls.ts";
import { InspectedDocuments, UnreadableLogError } from "./inspected-documents.ts";
import type { InspectionRequest } from "./inspection-request.ts";

const documents = new InspectedDocuments();

serveCalls<InspectionRequest>(
  (request) => {
    switch (request.method) {
      case "open":
        return documents.open(request.documentId, request.snapshot);
      case "feed":
        return documents.feed(request.documentId, request.batches);
      case "inspect":
        return documents.inspect(request.documentId, request.batches);
      case "inspectAll":
        return request.inspections.map(({ documentId, batches }) => documents.inspect(documentId, batches));
      case "save":
        return documents.save(request.documentId);
      case "forget":
        return documents.forget(request.documentId);
      default:
        return unreachable(request);
    }
  },
  (error) => (error instanceof UnreadableLogError ? { kind: "unreadable", message: error.message } : null),
);
