/** The editor's schema, and as it was before most of its types came. */
import { getSchema } from "@tiptap/core";
import { editorExtensions } from "@weft/tiptap";

/** The editor's schema as it is: it has every type that the vocabulary has an entry for. */
export const editorSchema = getSchema(editorExtensions());

const added = new Set([
  "taskList",
  "taskItem",
  "callout",
  "details",
  "detailsSummary",
  "mention",
  "embed",
  "image",
  "attachment",
  "table",
  "tableRow",
  "tableCell",
  "tableHeader",
]);

/** The editor's schema as an older version had it. */
export const olderSchema = getSchema(editorExtensions().filter(({ name }) => !added.has(name)));
