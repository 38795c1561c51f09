export {
  type CollaborativeDocument,
  type CreateDocumentOptions,
  createDocument,
} from "./document/collaborative-document.ts";
export { editorExtensions } from "./schema/editor-extensions.ts";
