import { boolean, bytes, type Field, optional, record, text, uint } from "../field.ts";
import { tokenBytesMax, versionBytesMax } from "../limits.ts";
import { type DocumentId, documentIdField } from "../words/document-id.ts";
import { type Incarnation, incarnationField } from "../words/incarnation.ts";

/** How far a client has the log on its own disk: everything up to and including `seq`. */
export interface LogPlace {
  readonly incarnation: Incarnation;
  readonly seq: number;
}

/** How far a client has a snapshot that was cut off in the middle. */
export interface PartialSnapshot {
  readonly incarnation: Incarnation;
  readonly seq: number;
  /** Bytes it holds from the start. */
  readonly offset: number;
}

/** The first frame of every socket, and only the first: who wants which document, and what they have of it. */
export interface Hello {
  readonly type: "hello";
  readonly documentId: DocumentId;
  /** The role token; empty if the socket's address carries it as the query parameter `token`. */
  readonly token: string;
  /** If the server does not know the document: create it with `token` as its owner's. Else the same as false. */
  readonly create: boolean;
  /** Null on the first visit, and when something is missing and the whole has to be compared by version. */
  readonly place: LogPlace | null;
  readonly partial: PartialSnapshot | null;
  /** `encodeVersion` of `@weft/rga`: what the client knows, whoever wrote it. Opaque here. */
  readonly version: Uint8Array;
}

/** The layout of `Hello` after its kind byte and the protocol version byte. */
export const helloField: Field<Omit<Hello, "type">> = record({
  documentId: documentIdField,
  token: text(tokenBytesMax),
  create: boolean,
  place: optional(record({ incarnation: incarnationField, seq: uint })),
  partial: optional(record({ incarnation: incarnationField, seq: uint, offset: uint })),
  version: bytes(versionBytesMax),
});
