/** Frames from server to client: the union, their kinds, and both ways between frames and bytes. */
import type { Result } from "@weft/base";
import { type Acknowledged, acknowledgedField } from "./down/acknowledged.ts";
import { type Chunk, chunkField } from "./down/chunk.ts";
import { type Entries, entriesField } from "./down/entries.ts";
import { type Pong, pongField } from "./down/pong.ts";
import { type Presence, presenceField } from "./down/presence.ts";
import { type Refused, refusedField } from "./down/refused.ts";
import { type RoleChanged, roleChangedField } from "./down/role-changed.ts";
import { type Status, statusField } from "./down/status.ts";
import { type Welcome, welcomeField } from "./down/welcome.ts";
import { decodeFrame, encodeFrame, type FrameError, unknownKind } from "./frame.ts";

/** Any frame from server to client. */
export type DownFrame =
  | Welcome
  | Chunk
  | Entries
  | Acknowledged
  | Refused
  | Presence
  | RoleChanged
  | Status
  | Pong;

/** The kind bytes of the frames down. 0xc0 to 0xdf are kept for decisions on commands. */
export const downKinds: Readonly<Record<DownFrame["type"], number>> = {
  welcome: 0x81,
  chunk: 0x82,
  entries: 0x83,
  acknowledged: 0x84,
  refused: 0x85,
  presence: 0x86,
  roleChanged: 0x87,
  status: 0x88,
  pong: 0x89,
};

/** The frame in bytes. Asserts that it keeps every limit. */
export function encodeDown(frame: DownFrame): Uint8Array<ArrayBuffer> {
  return encodeFrame((writer) => {
    writer.writeByte(downKinds[frame.type]);
    switch (frame.type) {
      case "welcome":
        return welcomeField.write(frame, writer);
      case "chunk":
        return chunkField.write(frame, writer);
      case "entries":
        return entriesField.write(frame, writer);
      case "acknowledged":
        return acknowledgedField.write(frame, writer);
      case "refused":
        return refusedField.write(frame, writer);
      case "presence":
        return presenceField.write(frame, writer);
      case "roleChanged":
        return roleChangedField.write(frame, writer);
      case "status":
        return statusField.write(frame, writer);
      case "pong":
        return pongField.write(frame, writer);
    }
  });
}

/** The frame that `bytes` are, or the error with the close code to answer with. */
export function decodeDown(bytes: Uint8Array): Result<DownFrame, FrameError> {
  return decodeFrame<DownFrame>(bytes, (reader) => {
    const kind = reader.readByte();
    switch (kind) {
      case downKinds.welcome:
        return { type: "welcome", ...welcomeField.read(reader) };
      case downKinds.chunk:
        return { type: "chunk", ...chunkField.read(reader) };
      case downKinds.entries:
        return { type: "entries", ...entriesField.read(reader) };
      case downKinds.acknowledged:
        return { type: "acknowledged", ...acknowledgedField.read(reader) };
      case downKinds.refused:
        return { type: "refused", ...refusedField.read(reader) };
      case downKinds.presence:
        return { type: "presence", ...presenceField.read(reader) };
      case downKinds.roleChanged:
        return { type: "roleChanged", ...roleChangedField.read(reader) };
      case downKinds.status:
        return { type: "status", ...statusField.read(reader) };
      case downKinds.pong:
        return { type: "pong", ...pongField.read(reader) };
      default:
        return unknownKind(kind);
    }
  });
}

/** Every layout down in one line each, for the test that guards the version. */
export const downLayouts: readonly string[] = [
  `${downKinds.welcome} welcome ${welcomeField.layout}`,
  `${downKinds.chunk} chunk ${chunkField.layout}`,
  `${downKinds.entries} entries ${entriesField.layout}`,
  `${downKinds.acknowledged} acknowledged ${acknowledgedField.layout}`,
  `${downKinds.refused} refused ${refusedField.layout}`,
  `${downKinds.presence} presence ${presenceField.layout}`,
  `${downKinds.roleChanged} roleChanged ${roleChangedField.layout}`,
  `${downKinds.status} status ${statusField.layout}`,
  `${downKinds.pong} pong ${pongField.layout}`,
];
