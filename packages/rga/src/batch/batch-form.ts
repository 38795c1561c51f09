/**
 * The code of an op of text (FORMAT.md): in a batch of many among the codes, and in a batch of one op its first byte,
 * whose highest bit says that a clock follows. A printable ASCII character as a code is that character itself, typed
 * straight on.
 *
 * The first byte is the version as well: a form that is not named here is a `version` failure, and what a form
 * means never changes.
 */

/** The highest bit of a first byte: the Lamport timestamp is not the counter, and the difference follows. */
export const CLOCK_FOLLOWS = 0x80;

/** The first byte of a batch of many ops, in columns. */
export const COLUMNS = 0x03;

/** In columns alone: an op of another kind, whose own code follows. */
export const OTHER_KIND = 0x05;
/** Own counters made ineffective, and effective again. */
export const CODE_CANCEL = 0x06;
export const CODE_RESTORE = 0x07;
/** A deletion of one element, or of several forwards or backwards, own or another's: `DELETE_ONE + IS_OTHERS`. */
export const DELETE_ONE = 0x08;
export const DELETE_ON = 0x0a;
export const DELETE_BACK = 0x0c;
export const IS_OTHERS = 0x01;
/** An insertion: `INSERT_UNIT + place` of one character of a byte, `INSERT_TEXT + place` of any text. */
export const INSERT_UNIT = 0x10;
export const INSERT_TEXT = 0x18;
/** The characters that are codes themselves. */
export const TYPED_FIRST = 0x20;
export const TYPED_LAST = 0x7e;
/** The first code unit that takes two bytes. */
export const UNIT_END = 0x100;

/** Where an insertion stands: right of the writer's previous counter, at the start, beside an own element. */
export const AFTER_PREVIOUS = 0;
export const AT_START = 1;
export const LEFT_OF = 2;
export const RIGHT_OF = 3;
/** The two with a parent have a twin for another replica's element. */
export const PLACE_WITH_PARENT = 2;
export const PLACE_OF_OTHERS = 4;
export const PLACES = 6;

/** Whether this is the code of an op of text. */
export function isTextCode(code: number): boolean {
  if (code >= TYPED_FIRST) return code <= TYPED_LAST;
  return code >= INSERT_UNIT ? (code & 7) < PLACES : code >= CODE_CANCEL && code <= DELETE_BACK + IS_OTHERS;
}

/** Whether this is the code of an insertion or a deletion: what a session says in a few bytes. */
export function isShortCode(code: number): boolean {
  return code > CODE_RESTORE && isTextCode(code);
}
