export {
  type CollaborativeDocument,
  type CreateDocumentOptions,
  createDocument,
} from "./document/collaborative-document.ts";
export {
  Collaboration,
  type CollaborationOptions,
  type CollaborationStorage,
} from "./editor/collaboration.ts";
export { PERSON_COLOURS, type RemoteCaret, setRemoteCarets } from "./editor/remote-carets.ts";
export { setUnsaved, type Thread, type Unsaved } from "./editor/unsaved-text.ts";
export { editorExtensions } from "./schema/editor-extensions.ts";
