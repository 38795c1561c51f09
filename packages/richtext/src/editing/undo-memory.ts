/** What undo and redo need to go on after a reload, as bytes: groups of own counters, which the log cannot tell. */
import { err, ok, type Result } from "@weft/base";
import { type ByteReader, ByteWriter, crc32, DecodeError, decodeAll } from "@weft/codec";
import { decodeReplicaId, encodeReplicaId, REPLICA_BYTES, type ReplicaId } from "@weft/rga";
import type { CounterRange } from "../document/counter-range.ts";
import type { UndoGroup, UndoStacks } from "./undo-history.ts";

/** The version of the form, its first byte. */
export const UNDO_MEMORY_FORMAT = 1;

const CHECKSUM_BYTES = 4;
/** Groups that are kept of each stack: the newest. */
const MAX_GROUPS = 10_000;
const MAX_RANGES = 10_000;

/** The stacks of one replica, as of when it had `until` counters. */
export interface UndoMemory {
  readonly replica: ReplicaId;
  readonly until: number;
  readonly stacks: UndoStacks;
}

/** The memory as bytes. */
export function encodeUndoMemory({ replica, until, stacks }: UndoMemory): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter();
  writer.writeByte(UNDO_MEMORY_FORMAT);
  writer.writeRaw(encodeReplicaId(replica));
  writer.writeVarint(until);
  for (const stack of [stacks.done, stacks.undone]) {
    const groups = stack.slice(-MAX_GROUPS).map((group) => group.slice(-MAX_RANGES));
    writer.writeVarint(groups.length);
    for (const group of groups) {
      writer.writeVarint(group.length);
      for (const { from, to } of group) {
        writer.writeVarint(from);
        writer.writeVarint(to - from);
      }
    }
  }
  writer.writeUint32(crc32(writer.view()));
  return writer.toBytes();
}

/** Reads `encodeUndoMemory`. */
export function decodeUndoMemory(bytes: Uint8Array): Result<UndoMemory, DecodeError> {
  if (bytes.length < 1 + CHECKSUM_BYTES) return err(new DecodeError("truncated", "too short for a memory"));
  if (bytes[0] !== UNDO_MEMORY_FORMAT)
    return err(new DecodeError("version", `undo memory format ${bytes[0]} is not known`));
  const content = bytes.subarray(0, -CHECKSUM_BYTES);
  const sum = new DataView(bytes.buffer, bytes.byteOffset + content.length).getUint32(0, true);
  if (sum !== crc32(content)) return err(new DecodeError("damaged", "the check sum does not match"));
  const decoded = decodeAll(content, (reader) => {
    reader.readByte();
    const replica = decodeReplicaId(reader.readRaw(REPLICA_BYTES));
    const until = reader.readVarint();
    const done = readGroups(reader, until);
    return { replica, until, stacks: { done, undone: readGroups(reader, until) } };
  });
  return decoded.ok ? ok(decoded.value) : decoded;
}

function readGroups(reader: ByteReader, until: number): UndoGroup[] {
  const groups: UndoGroup[] = [];
  const count = reader.readVarintUpTo(MAX_GROUPS, "a number of groups");
  for (let index = 0; index < count; index++) {
    const ranges: CounterRange[] = [];
    const length = reader.readVarintUpTo(MAX_RANGES, "a number of ranges");
    for (let range = 0; range < length; range++) {
      const from = reader.readVarint();
      const to = from + reader.readVarintUpTo(until, "a number of counters");
      if (to > until || to === from) throw new DecodeError("malformed", "a range that nobody wrote");
      ranges.push({ from, to });
    }
    if (ranges.length === 0) throw new DecodeError("malformed", "a group of nothing");
    groups.push(ranges);
  }
  return groups;
}
