/**
 * The first byte of a batch (FORMAT.md). Its lower seven bits name the form, the highest bit says that a clock
 * follows. A printable ASCII character as a form is that character itself, typed straight on.
 *
 * The first byte is the version as well: a form that is not named here is a `version` failure, and what a form
 * means never changes.
 */

/** The highest bit: the Lamport timestamp is not the counter, and the difference follows. */
export const CLOCK_FOLLOWS = 0x80;

/** Ops of any kinds, one after another. */
export const ROWS = 0x02;
/** Ops of any kinds, in columns. */
export const COLUMNS = 0x03;
/** One deletion of one element or of several, own or another's: `DELETE_ONE + IS_OTHERS`. */
export const DELETE_ONE = 0x08;
export const DELETE_SEVERAL = 0x0a;
export const IS_OTHERS = 0x01;
/** One insertion: `INSERT_UNIT + place` of one ASCII character, `INSERT_TEXT + place` of any text. */
export const INSERT_UNIT = 0x10;
export const INSERT_TEXT = 0x18;
/** The characters that are forms themselves. */
export const TYPED_FIRST = 0x20;
export const TYPED_LAST = 0x7e;
/** The first byte that is no ASCII. */
export const ASCII_END = 0x80;

/** Where an insertion stands: right of the writer's previous counter, at the start, beside an own element. */
export const AFTER_PREVIOUS = 0;
export const AT_START = 1;
export const LEFT_OF = 2;
export const RIGHT_OF = 3;
/** The two with a parent have a twin for another replica's element. */
export const PLACE_WITH_PARENT = 2;
export const PLACE_OF_OTHERS = 4;
export const PLACES = 6;

/** The codes of the ops of text in rows and columns. */
export const CODE_INSERT = 0;
export const CODE_DELETE = 1;
export const CODE_CANCEL = 2;
export const CODE_RESTORE = 3;

/** The batch format of today: the last one that changed what is written. */
export const BATCH_FORMAT = 2;
