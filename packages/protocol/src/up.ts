/** Frames from client to server: the union, their kinds, and both ways between frames and bytes. */
import type { Result } from "@weft/base";
import { decodeFrame, encodeFrame, type FrameError, UnsupportedVersionError, unknownKind } from "./frame.ts";
import { type Announce, announceField } from "./up/announce.ts";
import { type Batches, batchesField } from "./up/batches.ts";
import { type Hello, helloField } from "./up/hello.ts";
import { type Ping, pingField } from "./up/ping.ts";

/** Raised whenever a layout changes. It is the second byte of `hello`, in every version for ever. */
export const protocolVersion = 3;

/** Any frame from client to server. */
export type UpFrame = Hello | Batches | Announce | Ping;

/** The kind bytes of the frames up. 0x40 to 0x5f are kept for commands, which a server decides. */
export const upKinds: Readonly<Record<UpFrame["type"], number>> = {
  hello: 0x01,
  batches: 0x02,
  announce: 0x03,
  ping: 0x04,
};

/** The frame in bytes. Asserts that it keeps every limit. */
export function encodeUp(frame: UpFrame): Uint8Array<ArrayBuffer> {
  return encodeFrame((writer) => {
    writer.writeByte(upKinds[frame.type]);
    switch (frame.type) {
      case "hello":
        writer.writeByte(protocolVersion);
        return helloField.write(frame, writer);
      case "batches":
        return batchesField.write(frame, writer);
      case "announce":
        return announceField.write(frame, writer);
      case "ping":
        return pingField.write(frame, writer);
    }
  });
}

/** The frame that `bytes` are, or the error with the close code to answer with. */
export function decodeUp(bytes: Uint8Array): Result<UpFrame, FrameError> {
  return decodeFrame<UpFrame>(bytes, (reader) => {
    const kind = reader.readByte();
    switch (kind) {
      case upKinds.hello: {
        const version = reader.readByte();
        if (version !== protocolVersion) throw new UnsupportedVersionError(version);
        return { type: "hello", ...helloField.read(reader) };
      }
      case upKinds.batches:
        return { type: "batches", ...batchesField.read(reader) };
      case upKinds.announce:
        return { type: "announce", ...announceField.read(reader) };
      case upKinds.ping:
        return { type: "ping", ...pingField.read(reader) };
      default:
        return unknownKind(kind);
    }
  });
}

/** Every layout up in one line each, for the test that guards the version. */
export const upLayouts: readonly string[] = [
  `${upKinds.hello} hello version(${protocolVersion}) ${helloField.layout}`,
  `${upKinds.batches} batches ${batchesField.layout}`,
  `${upKinds.announce} announce ${announceField.layout}`,
  `${upKinds.ping} ping ${pingField.layout}`,
];
