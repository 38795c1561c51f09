import { type Brand, type Random, toHex } from "@weft/base";
import { type Field, hex } from "../field.ts";

/**
 * Which life of a document's log a `seq` belongs to: 128 bits as 32 hexadecimal digits, kept across restarts of the server
 * and changed only when the log is restored from a backup or its history is erased. The last sixteen bits count the
 * erasures, the others are random: so a client knows whether the log asks to be completed or what it keeps itself is to go.
 */
export type Incarnation = Brand<string, "Incarnation">;

/** `text` as an incarnation, or null if it is not 32 hexadecimal digits. */
export function parseIncarnation(text: string): Incarnation | null {
  return /^[0-9a-fA-F]{32}$/.test(text) ? (text.toLowerCase() as Incarnation) : null;
}

const countDigits = 4;
const countsMax = 16 ** countDigits;

/** The incarnation of a new document. */
export function randomIncarnation(random: Random): Incarnation {
  return withCount(random, 0);
}

/** The next incarnation of a log that is restored: as often erased as `before`. */
export function restoredIncarnation(random: Random, before: Incarnation): Incarnation {
  return withCount(random, countOf(before));
}

/** The next incarnation of a log whose history is erased. */
export function erasedIncarnation(random: Random, before: Incarnation): Incarnation {
  return withCount(random, (countOf(before) + 1) % countsMax);
}

/** Whether the history was erased between `before` and `after`. The count goes round, so half of it is the future (RFC 1982). */
export function isErasedSince(before: Incarnation, after: Incarnation): boolean {
  const steps = (countOf(after) - countOf(before) + countsMax) % countsMax;
  return steps > 0 && steps < countsMax / 2;
}

function withCount(random: Random, count: number): Incarnation {
  return (toHex(random.bytes(14)) + count.toString(16).padStart(countDigits, "0")) as Incarnation;
}

function countOf(incarnation: Incarnation): number {
  return Number.parseInt(incarnation.slice(-countDigits), 16);
}

/** An incarnation on the wire: 16 bytes. */
export const incarnationField: Field<Incarnation> = hex(16, (digits) => digits as Incarnation);
