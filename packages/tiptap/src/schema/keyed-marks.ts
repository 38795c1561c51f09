/**
 * Marks that are told apart by an id, so that several of one type stand on one text: comments, and suggestions to
 * put in or take out. Data only: what is said in a comment, and by whom, is in the document's records.
 */
import { Mark } from "@tiptap/core";

function keyedMark(name: string, attribute: string, className: string) {
  return Mark.create({
    name,
    excludes: "",
    inclusive: false,
    addAttributes: () => ({
      id: {
        default: "",
        validate: "string",
        parseHTML: (element: HTMLElement) => element.getAttribute(attribute) ?? "",
        renderHTML: ({ id }) => ({ [attribute]: id }),
      },
    }),
    parseHTML: () => [{ tag: `span[${attribute}]` }],
    renderHTML: ({ HTMLAttributes }) => ["span", { ...HTMLAttributes, class: className }, 0],
  });
}

/** Text that somebody has said something about. */
export const Comment = keyedMark("comment", "data-comment", "weft-comment");

/** Text that somebody suggests to put in. */
export const SuggestionInsert = keyedMark(
  "suggestionInsert",
  "data-suggestion-insert",
  "weft-suggestion-insert",
);

/** Text that somebody suggests to take out. */
export const SuggestionDelete = keyedMark(
  "suggestionDelete",
  "data-suggestion-delete",
  "weft-suggestion-delete",
);
