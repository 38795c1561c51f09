/** The decoding thread: runs Yjs on what strangers send, so that a hang or a flood of memory hurts nobody else. */
import { unreachable } from "@weft/base";
import { serveCalls } from "../../threads/serve-calls.ts";
import type { DecodingRequest } from "./decoding-request.ts";
import { UnreadableYjsLogError } from "./unreadable-yjs-log.ts";
import { YjsDocuments } from "./yjs-documents.ts";

const documents = new YjsDocuments();

serveCalls<DecodingRequest>(
  (request) => {
    const { documentId } = request;
    switch (request.method) {
      case "open":
        return documents.open(documentId, request.snapshot);
      case "feed":
        return documents.feed(documentId, request.updates);
      case "take":
        return documents.take(documentId, request.updates);
      case "stateVector":
        return documents.stateVector(documentId);
      case "difference":
        return documents.difference(documentId, request.stateVector);
      case "titleUpdate":
        return documents.titleUpdate(documentId, request.title);
      case "save":
        return documents.save(documentId);
      case "forget":
        return documents.forget(documentId);
      default:
        return unreachable(request);
    }
  },
  (error) => (error instanceof UnreadableYjsLogError ? { kind: "unreadable", message: error.message } : null),
);
