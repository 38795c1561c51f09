import { type Brand, type Random, toHex } from "@weft/base";
import { type Field, hex } from "../field.ts";

/**
 * Which life of a document's log a `seq` belongs to: 128 random bits as 32 hexadecimal digits, kept across
 * restarts of the server and changed only when the log is restored from a backup or its history is erased.
 */
export type Incarnation = Brand<string, "Incarnation">;

/** `text` as an incarnation, or null if it is not 32 hexadecimal digits. */
export function parseIncarnation(text: string): Incarnation | null {
  return /^[0-9a-fA-F]{32}$/.test(text) ? (text.toLowerCase() as Incarnation) : null;
}

/** A new incarnation. */
export function randomIncarnation(random: Random): Incarnation {
  return toHex(random.bytes(16)) as Incarnation;
}

/** An incarnation on the wire: 16 bytes. */
export const incarnationField: Field<Incarnation> = hex(16, (digits) => digits as Incarnation);
