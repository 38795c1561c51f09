/** What keeps foreign documents bounded. Beyond each of these structure is given up, text never. */

/** HTML: how deep elements nest in the parsed tree; tags beyond are ignored, as browsers do (theirs is 512). */
export const elementDepthMax = 256;

/** HTML: elements in one parsed tree. From there on everything is text. */
export const elementsMax = 400_000;

/** HTML: how many formatting elements (`<b>`, `<font>` …) a parser carries from one block into the next. */
export const carriedFormatsMax = 32;

/** Containers around a block: a few less than the model shows (RT-25 of `@weft/richtext`); deeper ones are opened. */
export const containersMax = 96;

/** Cells of one table; spans that would need more are ignored. */
export const cellsMax = 50_000;

/** Columns that one cell may span (as in the HTML standard). */
export const columnSpanMax = 1000;

/** Markdown: length in UTF-16 code units above which a document is read as plain text. */
export const markdownLengthMax = 4_000_000;

/** Markdown: signs of emphasis, links and tags in one paragraph; pairing them costs more than their number. */
export const paragraphSignsMax = 2000;

/** Markdown: quotes and list items that one line may begin, and spaces before it. */
export const lineDepthMax = 200;

/** See `lineDepthMax`. */
export const lineIndentMax = 1000;

/** Markdown: columns of a table. */
export const lineColumnsMax = 500;

/** UTF-16 code units of an address (link, image) that is taken; longer ones are dropped. */
export const addressLengthMax = 4096;
