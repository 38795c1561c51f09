/** What stands in the text for a marker or an atom: OBJECT REPLACEMENT CHARACTER. */
export const OBJECT_CHARACTER = "\uFFFC";
