import { type Brand, type Random, toHex } from "@weft/base";
import { type Field, hex } from "../field.ts";

/** 128 random bits as 32 lower-case hexadecimal digits, made by the client, so that documents can begin offline. */
export type DocumentId = Brand<string, "DocumentId">;

/** `text` as a document id (upper case is lowered), or null if it is not 32 hexadecimal digits. */
export function parseDocumentId(text: string): DocumentId | null {
  return /^[0-9a-fA-F]{32}$/.test(text) ? (text.toLowerCase() as DocumentId) : null;
}

/** A new document id. `random` must be the system's generator outside of tests. */
export function randomDocumentId(random: Random): DocumentId {
  return toHex(random.bytes(16)) as DocumentId;
}

/** A document id on the wire: 16 bytes. */
export const documentIdField: Field<DocumentId> = hex(16, (digits) => digits as DocumentId);
