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
  textHead,
  writePackedBytes,
} from "@weft/codec";
import type { Cancellations } from "../log/cancellations.ts";
import type { Journal } from "../log/journal.ts";
import { Sequence } from "../sequence/sequence.ts";
import type { OpSpace } from "../space/op-space.ts";
import { REPLICA_BYTES, type ReplicaId, readReplicaId, writeReplicaId } from "../space/replica.ts";
import { LEFT_OUT } from "../text/gapped-text.ts";
import type { TextOp } from "../text/text-op.ts";
import { readClocks, writeClocks } from "./saved-clocks.ts";
import { fillText, hiddenText, type SavedTexts, type SavedUnits } from "./saved-units.ts";
import { readStoryColumns, writeStoryColumns } from "./story/story-columns.ts";
import { readStory, type ToldStory } from "./story/story-reader.ts";
import { writeStory } from "./story/story-writer.ts";

/** The version of the saved form, its first byte. */
export const SAVE_FORMAT = 2;

const CHECKSUM_BYTES = 4;
const MAX_BYTES = Number.MAX_SAFE_INTEGER;
/** Hidden characters that a save may leave out: so many, and more for each of its bytes. */
const LEFT_OUT_FREE = 2 ** 16;
const LEFT_OUT_A_BYTE = 256;
const UTF_8 = 0;
const UTF_16 = 1;
const LEFT_OUT_FORM = 2;

/** What a save is made of. */
export interface SaveSource {
  readonly replica: ReplicaId;
  readonly space: OpSpace;
  readonly journal: Journal<TextOp>;
  readonly sequence: Sequence;
  /** Batches that wait for their causes. */
  readonly waiting: Uint8Array;
}

/** A save whose visible text was read. */
export interface OpenedTextSave {
  /** Who saved. */
  readonly replica: ReplicaId;
  /** What shows, and the same as units. */
  readonly text: string;
  readonly units: SavedUnits;
  /** All the rest, for `restoreTextSave`. */
  readonly rest: Uint8Array;
}

/** The empty parts of a document, to be filled. */
export interface RestoreTarget {
  readonly space: OpSpace;
  readonly journal: Journal<TextOp>;
  readonly cancellations: Cancellations<TextOp>;
}

/** What `restoreTextSave` gives back beside what it fills. */
export interface RestoredText {
  readonly sequence: Sequence;
  /** Batches that wait for their causes. */
  readonly waiting: Uint8Array;
}

/** A text with its history as bytes; with `deletedText: false` without the characters that do not show. */
export function encodeTextSave(
  source: SaveSource,
  options: { readonly deletedText: boolean },
): Uint8Array<ArrayBuffer> {
  const { space, journal, sequence } = source;
  const writer = new ByteWriter();
  writer.writeByte(SAVE_FORMAT);
  writeReplicaId(writer, source.replica);
  writeText(writer, sequence.text());
  const restAt = writer.length;
  const replicas: number[] = [];
  for (let index = 0; index < space.replicas.size; index++) if (space.known(index) > 0) replicas.push(index);
  writeClocks(writer, space, replicas);
  writeStoryColumns(writer, writeStory(space, journal, replicas));
  const hiddenCount = sequence.totalLength - sequence.visibleLength;
  const hidden = options.deletedText ? hiddenText(sequence) : LEFT_OUT.repeat(hiddenCount);
  const isLeftOut = hiddenCount > 0 && hidden === LEFT_OUT.repeat(hiddenCount);
  if (isLeftOut) {
    writer.writeByte(LEFT_OUT_FORM);
    writer.writeVarint(hiddenCount);
  } else writeText(writer, hidden);
  writer.writeBytes(source.waiting);
  const needed = isLeftOut ? Math.ceil((hiddenCount - LEFT_OUT_FREE) / LEFT_OUT_A_BYTE) : 0;
  const padding = restAt + needed - writer.length;
  for (let count = 0; count < padding; count++) writer.writeByte(0);
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
    const { text, units } = readText(reader);
    return { replica, text, units, rest: reader.readRaw(reader.remaining).slice() };
  });
}

/**
 * Makes the state that was saved in empty parts of a document. Throws a `DecodeError`, after which they have to be
 * thrown away.
 */
export function restoreTextSave(save: OpenedTextSave, target: RestoreTarget): RestoredText {
  const { space, journal } = target;
  const reader = new ByteReader(save.rest);
  const replicas = readClocks(reader, space);
  const columns = readStoryColumns(reader);
  const texts = readHiddenText(reader, save);
  const waiting = reader.readBytes();
  while (reader.remaining > 0) {
    if (reader.readByte() !== 0) throw new DecodeError("trailing", "a save that goes on after its end");
  }
  const story = readStory(columns, space, replicas, save.text.length + texts.hiddenCount);
  for (const [replica, entries] of story.entries) entries.appendTo(journal.table(replica));
  const sequence = Sequence.fromRuns(space, story.runs);
  toggle(story, sequence, target.cancellations);
  fillText(sequence, space, story, texts);
  return { sequence, waiting };
}

/** Takes the effect of all that is cancelled in the end, however often it was cancelled and restored. */
function toggle(story: ToldStory, sequence: Sequence, cancellations: Cancellations<TextOp>): void {
  for (const { type, replica, counter, length } of story.toggles)
    cancellations[type](replica, counter, length);
  for (const [replica, entries] of story.entries) {
    cancellations.visitCancelled(replica, (from, to) => {
      entries.visitEffects(from, to, replica, (whose, counter, length, inserted) => {
        sequence.cover(whose, counter, length, inserted ? 1 : -1);
      });
    });
  }
}

function readHiddenText(reader: ByteReader, save: OpenedTextSave): SavedTexts {
  const visible = save.units;
  const form = reader.readByte();
  if (form !== LEFT_OUT_FORM) {
    const { text, units } = readTextBody(reader, form);
    return { visible, hidden: units, hiddenCount: text.length };
  }
  const max = LEFT_OUT_FREE + LEFT_OUT_A_BYTE * save.rest.length;
  return { visible, hidden: null, hiddenCount: reader.readVarintUpTo(max, "characters that were left out") };
}

function writeText(writer: ByteWriter, text: string): void {
  const head = textHead(text);
  const body = new ByteWriter();
  body.writeTextBody(text, head);
  writer.writeByte(head % 2 === 0 ? UTF_8 : UTF_16);
  writePackedBytes(writer, body.view());
}

function readText(reader: ByteReader): { readonly text: string; readonly units: SavedUnits } {
  return readTextBody(reader, reader.readByte());
}

function readTextBody(
  reader: ByteReader,
  form: number,
): { readonly text: string; readonly units: SavedUnits } {
  if (form > UTF_16) throw new DecodeError("malformed", "a text of an unknown form");
  const body = readPackedBytes(reader, MAX_BYTES);
  const text = new ByteReader(body).readTextBody(body.length * 2 + form);
  // As many bytes as units: UTF-8 of ASCII alone. A copy, because the input is the caller's.
  const isAscii = form === UTF_8 && text.length === body.length;
  return { text, units: isAscii ? body.slice() : text };
}
