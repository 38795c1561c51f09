/** One frame of every kind with every optional part, and random ones from a seed. */
import { type Random, toHex } from "@weft/base";
import {
  type DocumentId,
  type DownFrame,
  type Incarnation,
  parseDocumentId,
  parseIncarnation,
  refusalReasons,
  roles,
  type UpFrame,
} from "../src/index.ts";

function documentIdOf(digits: string): DocumentId {
  const id = parseDocumentId(digits);
  if (!id) throw new Error(`not a document id: ${digits}`);
  return id;
}

function incarnationOf(digits: string): Incarnation {
  const incarnation = parseIncarnation(digits);
  if (!incarnation) throw new Error(`not an incarnation: ${digits}`);
  return incarnation;
}

const documentId = documentIdOf("00112233445566778899aabbccddeeff");
const incarnation = incarnationOf("ffeeddccbbaa99887766554433221100");

export const sampleUps: readonly UpFrame[] = [
  {
    type: "hello",
    documentId,
    token: "tökén",
    create: true,
    place: { incarnation, seq: 300 },
    partial: { incarnation, seq: 2, offset: 262_144 },
    version: Uint8Array.of(1, 2, 3),
  },
  {
    type: "hello",
    documentId,
    token: "",
    create: false,
    place: null,
    partial: null,
    version: new Uint8Array(),
  },
  {
    type: "batches",
    firstNumber: 300,
    batches: [
      { origin: "written", ageMs: 0, bytes: Uint8Array.of(9) },
      { origin: "reoffered", ageMs: 86_400_000, bytes: Uint8Array.of(1, 2) },
    ],
  },
  { type: "announce", client: 3, state: Uint8Array.of(7, 8) },
  { type: "announce", client: 0, state: null },
  { type: "ping", number: 128 },
];

export const sampleDowns: readonly DownFrame[] = [
  {
    type: "welcome",
    session: 17,
    incarnation,
    role: "editor",
    lastSeq: 1_000_000,
    version: Uint8Array.of(4, 5),
    reply: { kind: "tail", afterSeq: 999_990 },
  },
  {
    type: "welcome",
    session: 1,
    incarnation,
    role: "viewer",
    lastSeq: 7,
    version: new Uint8Array(),
    reply: { kind: "snapshot", seq: 6, totalBytes: 300_000, checksum: 0xdeadbeef, offset: 0 },
  },
  {
    type: "chunk",
    offset: 262_144,
    totalBytes: 300_000,
    checksum: 0x01020304,
    bytes: Uint8Array.of(1, 2, 3),
  },
  {
    type: "entries",
    afterSeq: 10,
    throughSeq: 12,
    entries: [{ seq: 11, timeMs: 1_700_000_000_000, author: "a1b2", bytes: Uint8Array.of(5, 6) }],
  },
  { type: "acknowledged", batches: 5, refusals: 1, afterSeq: 10, throughSeq: 12 },
  { type: "refused", batch: 4, reason: "role", sentence: "You may read this document, not edit it." },
  {
    type: "presence",
    peers: [
      { session: 2, client: 0, state: Uint8Array.of(1) },
      { session: 3, client: 1, state: null },
    ],
  },
  { type: "roleChanged", role: "viewer" },
  { type: "status", storage: "full", sentence: "The disk is full." },
  { type: "pong", number: 128 },
];

/** A random frame up; each kind is equally likely. */
export function randomUp(random: Random): UpFrame {
  switch (random.below(4)) {
    case 0:
      return {
        type: "hello",
        documentId: documentIdOf(toHex(random.bytes(16))),
        token: randomText(random),
        create: random.below(2) === 0,
        place: random.below(2)
          ? { incarnation: randomIncarnationOf(random), seq: randomNumber(random) }
          : null,
        partial: random.below(2)
          ? {
              incarnation: randomIncarnationOf(random),
              seq: randomNumber(random),
              offset: randomNumber(random),
            }
          : null,
        version: random.bytes(random.below(64)),
      };
    case 1:
      return {
        type: "batches",
        firstNumber: randomNumber(random),
        batches: Array.from({ length: random.below(5) }, () => ({
          origin: random.below(2) ? ("written" as const) : ("reoffered" as const),
          ageMs: randomNumber(random),
          bytes: random.bytes(random.below(300)),
        })),
      };
    case 2:
      return { type: "announce", client: randomNumber(random), state: randomState(random) };
    default:
      return { type: "ping", number: randomNumber(random) };
  }
}

/** A random frame down; each kind is equally likely. */
export function randomDown(random: Random): DownFrame {
  const sample = sampleDowns[random.below(sampleDowns.length)];
  if (!sample) throw new Error("no sample");
  switch (sample.type) {
    case "welcome":
      return {
        ...sample,
        session: randomNumber(random),
        incarnation: randomIncarnationOf(random),
        role: pick(random, roles),
        lastSeq: randomNumber(random),
        version: random.bytes(random.below(64)),
      };
    case "chunk":
      return { ...sample, offset: randomNumber(random), bytes: random.bytes(random.below(1000)) };
    case "entries":
      return {
        ...sample,
        afterSeq: randomNumber(random),
        throughSeq: randomNumber(random),
        entries: Array.from({ length: random.below(5) }, () => ({
          seq: randomNumber(random),
          timeMs: randomNumber(random),
          author: randomText(random, 12),
          bytes: random.bytes(random.below(100)),
        })),
      };
    case "acknowledged":
      return {
        ...sample,
        batches: randomNumber(random),
        refusals: randomNumber(random),
        afterSeq: randomNumber(random),
        throughSeq: randomNumber(random),
      };
    case "refused":
      return {
        ...sample,
        batch: randomNumber(random),
        reason: pick(random, refusalReasons),
        sentence: randomText(random),
      };
    case "presence":
      return {
        ...sample,
        peers: Array.from({ length: random.below(5) }, () => ({
          session: randomNumber(random),
          client: randomNumber(random),
          state: randomState(random),
        })),
      };
    case "roleChanged":
      return { ...sample, role: pick(random, roles) };
    case "status":
      return { ...sample, storage: random.below(2) ? "writable" : "full", sentence: randomText(random) };
    case "pong":
      return { ...sample, number: randomNumber(random) };
  }
}

function pick<Item>(random: Random, items: readonly Item[]): Item {
  const item = items[random.below(items.length)];
  if (item === undefined) throw new Error("nothing to pick from");
  return item;
}

function randomNumber(random: Random): number {
  return Math.floor(2 ** (random.next() * 53)) - 1;
}

function randomState(random: Random): Uint8Array | null {
  return random.below(3) === 0 ? null : random.bytes(random.below(40));
}

function randomText(random: Random, lengthMax = 30): string {
  const alphabet = ["a", "é", "水", "🧵", " "];
  return Array.from({ length: random.below(lengthMax) }, () => pick(random, alphabet)).join("");
}

function randomIncarnationOf(random: Random): Incarnation {
  return incarnationOf(toHex(random.bytes(16)));
}
