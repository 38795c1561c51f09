import { err, ok, type Result } from "@weft/base";
import { type ByteReader, ByteWriter, DecodeError, decodeAll, readText, writeText } from "@weft/codec";
import { presenceBytesMax } from "@weft/protocol";
import type { Anchor } from "@weft/richtext";

/** What a person shows of themselves to the others in a document. */
export interface PresenceState {
  readonly name: string;
  /** A colour by its number, 0 to 11: the screen knows what they look like. */
  readonly colour: number;
  /** Where the caret is, as `RichText.anchorAt` gives it; null without one. */
  readonly caret: Anchor | null;
  /** The other end of the selection; null if nothing is selected. */
  readonly anchor: Anchor | null;
}

/** Colours that a state may name. */
export const colourCount = 12;

const format = 1;
const nameUnitsMax = 64;
const anchorUnitsMax = 64;

/** The state in bytes, opaque to the server. A name that is too long is cut. */
export function encodePresence(state: PresenceState): Uint8Array {
  const writer = new ByteWriter();
  writer.writeByte(format);
  writeText(writer, state.name.slice(0, nameUnitsMax));
  writer.writeByte(state.colour % colourCount);
  for (const anchor of [state.caret, state.anchor]) {
    writer.writeByte(anchor === null ? 0 : 1);
    if (anchor !== null) writeText(writer, anchor);
  }
  return writer.toBytes();
}

/** The state that a peer's bytes say; nobody vouches for them. */
export function decodePresence(bytes: Uint8Array): Result<PresenceState, DecodeError> {
  if (bytes.length > presenceBytesMax) return err(new DecodeError("limit", "presence of too many bytes"));
  const decoded = decodeAll(bytes, (reader): PresenceState => {
    const version = reader.readByte();
    if (version !== format) throw new DecodeError("version", `presence format ${version} is not known`);
    const name = readText(reader);
    if (name.length > nameUnitsMax) throw new DecodeError("limit", "a name that is too long");
    const colour = reader.readByte();
    if (colour >= colourCount) throw new DecodeError("malformed", `no colour has the number ${colour}`);
    return { name, colour, caret: readAnchor(reader), anchor: readAnchor(reader) };
  });
  return decoded.ok ? ok(decoded.value) : decoded;
}

function readAnchor(reader: ByteReader): Anchor | null {
  const flag = reader.readByte();
  if (flag > 1) throw new DecodeError("malformed", "neither an anchor nor none");
  if (flag === 0) return null;
  const anchor = readText(reader);
  if (anchor.length > anchorUnitsMax || !/^[0-9a-f]{16}:\d+:[ba]$/.test(anchor)) {
    throw new DecodeError("malformed", "not an anchor");
  }
  return anchor;
}
