import { normalName } from "../ops/value-code.ts";

/** Stands between the type and the id in a key; no type holds it. */
const SEPARATOR = "\u0000";

/** What says which marks exclude each other: the type, and the id for marks of which several may overlap. */
export interface MarkName {
  readonly type: string;
  readonly id?: string;
}

/** The name as one string, as it stands in ops. Throws a `RangeError` for what is no name. */
export function markKey({ type, id }: MarkName): string {
  if (normalName(type).includes(SEPARATOR)) throw new RangeError("the type of a mark holds a zero character");
  return id === undefined ? type : normalName(`${type}${SEPARATOR}${normalName(id)}`);
}

/** Reads `markKey`. */
export function readMarkKey(key: string): MarkName {
  const end = key.indexOf(SEPARATOR);
  return end < 0 ? { type: key } : { type: key.slice(0, end), id: key.slice(end + 1) };
}
