/** The inspecting thread: decodes what strangers send, so that a hang or a flood of memory hurts nobody else. */
import { systemClock, systemRandom, unreachable } from "@weft/base";
import { randomDocumentId } from "@weft/protocol";
import { createRichText } from "@weft/richtext";
import { serveCalls } from "../threads/serve-calls.ts";
import { InspectedDocuments, UnreadableLogError } from "./inspected-documents.ts";
import type { InspectionRequest } from "./inspection-request.ts";

/** How long the rehearsal is at the most. */
const rehearsalRounds = 300;
const rehearsalMsMax = 50;

const documents = new InspectedDocuments();
rehearse();

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
      case "withoutDeleted":
        return documents.withoutDeleted(request.documentId);
      case "forget":
        return documents.forget(request.documentId);
      default:
        return unreachable(request);
    }
  },
  (error) => (error instanceof UnreadableLogError ? { kind: "unreadable", message: error.message } : null),
);

/** Looks at some edits of nobody's before the first of somebody's, so that those do not wait for code to be compiled. */
function rehearse(): void {
  const documentId = randomDocumentId(systemRandom);
  const rehearsed = new InspectedDocuments();
  rehearsed.open(documentId, null);
  const writer = createRichText({ documentId });
  const end = systemClock.now() + rehearsalMsMax;
  for (let round = 0; round < rehearsalRounds && systemClock.now() < end; round++) {
    writer.edit([{ type: "insertText", at: writer.length, text: "a word or two" }]);
    if (round % 10 === 9) writer.edit([{ type: "splitBlock", at: writer.length }]);
    const bytes = writer.takeUpdate();
    if (bytes !== null) rehearsed.inspect(documentId, [{ bytes, mayChange: "all" }]);
  }
}
