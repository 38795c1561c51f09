/**
 * The saved form of a plain text (FORMAT.md). What shows comes first and can be read alone; everything else is decoded
 * when it is needed.
 */
import { err, type Result } from "@weft/base";
import {
  ByteReader,
  ByteWriter,
  crc32,
  DecodeError,
  decodeAll,
  readPackedBytes,
  writePackedBytes,
} from "@weft/codec";
import { TextSequence } from "../sequence/text-sequence.ts";
import { REPLICA_BYTES, type ReplicaId, readReplicaId, writeReplicaId } from "../space/replica.ts";
import { LEFT_OUT } from "../text/left-out.ts";
import { readClocks, writeClocks } from "./saved-clocks.ts";
import { fillText, hiddenText } from "./saved-units.ts";
import { readStory, type StoryTarget } from "./story/story-reader.ts";
import { type StorySource, writeStory } from "./story/story-writer.ts";

/** The version of the saved form, its first byte. */
export const SAVE_FORMAT = 3;

const CHECKSUM_BYTES = 4;
const MAX_BYTES = Number.MAX_SAFE_INTEGER;
/** Deletions that a save tells of, and characters that it leaves out: so many, and more for each of its bytes. */
const TOLD_FREE = 2 ** 16;
const TOLD_A_BYTE = 256;

/** What a save is made of. */
export interface SaveSource extends StorySource {
  readonly replica: ReplicaId;
  /** Batches that wait for their causes. */
  readonly waiting: Uint8Array;
}

/** A save whose visible text was read. */
export interface OpenedTextSave {
  /** Who saved. */
  readonly replica: ReplicaId;
  /** What shows. */
  readonly text: string;
  /** All the rest, for `restoreTextSave`. */
  readonly rest: Uint8Array;
}

/** What `restoreTextSave` gives back beside what it fills. */
export interface RestoredText {
  readonly sequence: TextSequence;
  /** Batches that wait for their causes. */
  readonly waiting: Uint8Array;
}

/** A text with its history as bytes; with `deletedText: false` without the characters that do not show. */
export function encodeTextSave(
  source: SaveSource,
  options: { readonly deletedText: boolean },
): Uint8Array<ArrayBuffer> {
  const { space, sequence } = source;
  const writer = new ByteWriter();
  writer.writeByte(SAVE_FORMAT);
  writeReplicaId(writer, source.replica);
  writeText(writer, sequence.text());
  const restAt = writer.length;
  const replicas: number[] = [];
  for (let index = 0; index < space.replicas.size; index++) if (space.known(index) > 0) replicas.push(index);
  writeClocks(writer, space, replicas);
  const hiddenCount = sequence.totalLength - sequence.visibleLength;
  const leftOut = LEFT_OUT.repeat(hiddenCount);
  const hidden = options.deletedText ? hiddenText(sequence) : leftOut;
  const isLeftOut = hidden === leftOut;
  writer.writeVarint(isLeftOut ? hiddenCount : 0);
  writeText(writer, isLeftOut ? "" : hidden);
  const deletions = writeStory(writer, source, replicas);
  writer.writeBytes(source.waiting);
  const told = deletions + (isLeftOut ? hiddenCount : 0);
  const padding = restAt + Math.ceil((told - TOLD_FREE) / TOLD_A_BYTE) - writer.length;
  if (padding > 0) writer.writeRaw(new Uint8Array(padding));
  writer.writeUint32(crc32(writer.view()));
  return writer.toBytes();
}

/** Reads the visible text of a save and checks that nothing is damaged. The bytes are the caller's again afterwards. */
export function openTextSave(bytes: Uint8Array): Result<OpenedTextSave, DecodeError> {
  const end = bytes.length - CHECKSUM_BYTES;
  if (end <= REPLICA_BYTES) return err(new DecodeError("truncated", "too short for a save"));
  if (bytes[0] !== SAVE_FORMAT) {
    return err(
      new DecodeError("version", `a save of the format ${bytes[0]}, this program reads ${SAVE_FORMAT}`),
    );
  }
  if (new ByteReader(bytes, end).readUint32() !== crc32(bytes, end)) {
    return err(new DecodeError("damaged", "the check sum of a save does not match"));
  }
  return decodeAll(bytes.subarray(0, end), (reader) => {
    reader.readByte();
    const replica = readReplicaId(reader);
    const text = readText(reader);
    return { replica, text, rest: reader.readRaw(reader.remaining).slice() };
  });
}

/**
 * Makes the state that was saved in empty parts of a document. Throws a `DecodeError`, after which they have to be
 * thrown away.
 */
export function restoreTextSave(save: OpenedTextSave, target: StoryTarget): RestoredText {
  const { rest, text } = save;
  const reader = new ByteReader(rest);
  const replicas = readClocks(reader, target.space);
  const room = TOLD_FREE + TOLD_A_BYTE * rest.length;
  const leftOut = reader.readVarintUpTo(room, "characters that were left out");
  const hidden = readText(reader);
  const limits = { elements: text.length + hidden.length + leftOut, deletions: room - leftOut };
  if (leftOut > 0 && hidden !== "") throw new DecodeError("malformed", "a text that is left out and there");
  const story = readStory(reader, target, replicas, limits);
  const waiting = reader.readBytes();
  while (reader.remaining > 0) {
    if (reader.readByte() !== 0) throw new DecodeError("trailing", "a save that goes on after its end");
  }
  fillText(story, target.space, text, hidden === "" ? leftOut : hidden);
  return { sequence: new TextSequence(target.space, story.runs), waiting };
}

/** A text packed, so that it deflates. */
function writeText(writer: ByteWriter, text: string): void {
  const body = new ByteWriter();
  body.writeText(text);
  writePackedBytes(writer, body.view());
}

function readText(reader: ByteReader): string {
  const body = new ByteReader(readPackedBytes(reader, MAX_BYTES));
  const text = body.readText();
  body.expectEnd();
  return text;
}
