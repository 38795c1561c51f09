/** Every limit of this package, in one place. What is above a limit is refused, never cut short. */

/** How deep a value may be nested. */
export const MAX_VALUE_DEPTH = 16;

/** Numbers, strings, arrays and objects in one value, all together. */
export const MAX_VALUE_PARTS = 10_000;

/** Bytes that the values of one op may take at most in whatever encoding: an op has to fit into a batch. */
export const MAX_OP_VALUE_BYTES = 128 * 1024;

/** UTF-16 code units of the name of a type, an attribute, a mark or a property. */
export const MAX_NAME_UNITS = 256;

/** Registers that one op may write, and attributes that one shape may have. */
export const MAX_WRITES_PER_OP = 128;

/** Earlier writes that one write may name as seen. */
export const MAX_SEEN_WRITES = 16;

/** Markers that one op may delete, and deletions that one op may overrule. */
export const MAX_MARKERS_PER_OP = 4096;

/** Containers around a block that are shown; the outermost ones are, deeper ones wait until they come up. */
export const MAX_SHOWN_DEPTH = 100;

/** Rows and columns of a table that are shown; the first ones are, further ones wait until they come up. */
export const MAX_SHOWN_ROWS = 1000;
export const MAX_SHOWN_COLUMNS = 100;
