/**
 * The frames of y-websocket (`y-protocols` 1.0: sync, awareness, auth), as far as the main thread looks into them: what
 * kind a frame is, and who speaks in a frame of awareness. What an update holds is the decoding thread's business.
 */
import { type Result, unreachable } from "@weft/base";
import { type ByteReader, ByteWriter, DecodeError, decodeAll } from "@weft/codec";
import { awarenessBytesMax, awarenessDepthMax, awarenessFrameBytesMax } from "../limits.ts";

/** The first number of a frame. */
const kinds = { sync: 0, awareness: 1, auth: 2, queryAwareness: 3 } as const;

/** The second number of a frame of kind sync. */
const syncSteps = { stateVector: 0, difference: 1, update: 2 } as const;

/** The second number of a frame of kind auth: the only one there is. */
const permissionDenied = 0;

/** What one Yjs client says of itself: JSON, `null` when it is gone. */
export interface AwarenessEntry {
  readonly client: number;
  readonly clock: number;
  readonly state: string;
}

/** What a Yjs client sends. */
export type YjsUpFrame =
  /** "I am here: what do I lack?" */
  | { readonly kind: "stateVector"; readonly stateVector: Uint8Array }
  /** `difference`: the answer to the server's own question. `update`: an edit. Both hold an update. */
  | { readonly kind: "difference" | "update"; readonly update: Uint8Array }
  | { readonly kind: "awareness"; readonly entries: readonly AwarenessEntry[] }
  | { readonly kind: "queryAwareness" };

/** What the server sends. */
export type YjsDownFrame =
  | { readonly kind: "stateVector"; readonly stateVector: Uint8Array }
  | { readonly kind: "difference" | "update"; readonly update: Uint8Array }
  | { readonly kind: "awareness"; readonly entries: readonly AwarenessEntry[] }
  | { readonly kind: "denied"; readonly sentence: string };

/** Reads a frame from outside. */
export function decodeYjsFrame(bytes: Uint8Array): Result<YjsUpFrame, DecodeError> {
  return decodeAll(bytes, readFrame);
}

/** The bytes of a frame. */
export function encodeYjsFrame(frame: YjsDownFrame): Uint8Array {
  const writer = new ByteWriter();
  switch (frame.kind) {
    case "stateVector":
      writer.writeVarint(kinds.sync);
      writer.writeVarint(syncSteps.stateVector);
      writer.writeBytes(frame.stateVector);
      break;
    case "difference":
    case "update":
      writer.writeVarint(kinds.sync);
      writer.writeVarint(syncSteps[frame.kind]);
      writer.writeBytes(frame.update);
      break;
    case "awareness":
      writer.writeVarint(kinds.awareness);
      writer.writeBytes(encodeEntries(frame.entries));
      break;
    case "denied":
      writer.writeVarint(kinds.auth);
      writer.writeVarint(permissionDenied);
      writer.writeBytes(Buffer.from(frame.sentence));
      break;
    default:
      unreachable(frame);
  }
  return writer.toBytes();
}

function readFrame(reader: ByteReader): YjsUpFrame {
  const kind = reader.readVarint();
  if (kind === kinds.sync) return readSync(reader);
  if (kind === kinds.awareness) return { kind: "awareness", entries: readEntries(reader.readBytes()) };
  if (kind === kinds.queryAwareness) return { kind: "queryAwareness" };
  throw new DecodeError("malformed", `no frame of a client begins with ${kind}`);
}

function readSync(reader: ByteReader): YjsUpFrame {
  const step = reader.readVarint();
  // Copies: what waits for the log must not keep the whole buffer of a socket.
  const bytes = reader.readBytes().slice();
  if (step === syncSteps.stateVector) return { kind: "stateVector", stateVector: bytes };
  if (step === syncSteps.difference) return { kind: "difference", update: bytes };
  if (step === syncSteps.update) return { kind: "update", update: bytes };
  throw new DecodeError("malformed", `no step of a synchronisation has the number ${step}`);
}

function readEntries(bytes: Uint8Array): readonly AwarenessEntry[] {
  if (bytes.length > awarenessFrameBytesMax)
    throw new DecodeError("limit", "a frame of awareness is too long");
  const entries = decodeAll(bytes, (reader) => {
    const count = reader.readVarintUpTo(bytes.length, "clients");
    return Array.from({ length: count }, (): AwarenessEntry => {
      const [client, clock] = [reader.readVarint(), reader.readVarint()];
      return { client, clock, state: readState(reader.readBytes()) };
    });
  });
  if (!entries.ok) throw entries.error;
  return entries.value;
}

/** JSON of an object, or `null`: others parse it without care and compare it by recursion. */
function readState(bytes: Uint8Array): string {
  if (bytes.length > awarenessBytesMax) throw new DecodeError("limit", "one client says too much of itself");
  const text = Buffer.from(bytes).toString();
  if (text === "null") return text;
  if (!text.startsWith("{") || isTooDeep(text) || !isJson(text)) {
    throw new DecodeError("malformed", "what a client says of itself is no object of JSON");
  }
  return text;
}

/** Counts brackets in strings as well: a state with so many of them is none that anybody needs. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  for (const sign of text) {
    if (sign === "{" || sign === "[") depth++;
    else if (sign === "}" || sign === "]") depth--;
    if (depth > awarenessDepthMax) return true;
  }
  return false;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function encodeEntries(entries: readonly AwarenessEntry[]): Uint8Array {
  const writer = new ByteWriter();
  writer.writeVarint(entries.length);
  for (const { client, clock, state } of entries) {
    writer.writeVarint(client);
    writer.writeVarint(clock);
    writer.writeBytes(Buffer.from(state));
  }
  return writer.toBytes();
}
