import { equalBytes, seededRandom } from "@weft/base";
import { describe, expect, test } from "vitest";
import * as browser from "../src/deflate/browser-deflate.ts";
import * as node from "../src/deflate/node-deflate.ts";
import {
  ByteReader,
  ByteWriter,
  DecodeError,
  decodeAll,
  INFLATION_FREE_BYTES,
  INFLATION_MAX,
  readPackedBytes,
  writePackedBytes,
} from "../src/index.ts";

const coders = { node, browser };
const text = new Uint8Array(5000).map((_, index) => 97 + ((index * index) % 17));

function packed(bytes: Uint8Array): Uint8Array {
  const writer = new ByteWriter();
  writePackedBytes(writer, bytes);
  return writer.toBytes();
}

describe("packed bytes", () => {
  test("come back, deflated where that is shorter", () => {
    const random = seededRandom(1);
    for (const bytes of [
      new Uint8Array(),
      text,
      text.subarray(0, 47),
      random.bytes(3000),
      new Uint8Array(100),
    ]) {
      const read = decodeAll(packed(bytes), (reader) => readPackedBytes(reader, bytes.length));
      expect(read.ok && read.value).toEqual(bytes);
    }
    expect(packed(text).length).toBeLessThan(text.length / 2);
    expect(packed(random.bytes(3000)).length).toBe(3002);
  });

  test("are never more than the reader allows, nor than the bytes that came can be", () => {
    expect(() => readPackedBytes(new ByteReader(packed(text)), text.length - 1)).toThrow(DecodeError);
    const bomb = new ByteWriter();
    const deflated = node.deflate(new Uint8Array(2 ** 20));
    bomb.writeVarint(2 ** 21 + 1);
    bomb.writeBytes(deflated);
    expect(deflated.length * INFLATION_MAX + INFLATION_FREE_BYTES).toBeLessThan(2 ** 20);
    expect(() => readPackedBytes(new ByteReader(bomb.toBytes()), 2 ** 24)).toThrow(/limit/);
  });

  test("that would be a bomb are padded, so that no byte stands for more than the limit", () => {
    for (const length of [4096, 5000, 2 ** 20]) {
      const zeros = new Uint8Array(length);
      const bytes = packed(zeros);
      expect(bytes.length * INFLATION_MAX + INFLATION_FREE_BYTES).toBeGreaterThanOrEqual(length);
      expect(bytes.length).toBeLessThan(length / 60 + 30);
      expect(equalBytes(readPackedBytes(new ByteReader(bytes), length), zeros)).toBe(true);
      for (const { inflate } of Object.values(coders)) {
        const reader = new ByteReader(bytes);
        reader.readVarint();
        expect(equalBytes(inflate(reader.readBytes(), length), zeros)).toBe(true);
      }
    }
  });
});

describe.each(Object.entries(coders))("deflate in %s", (_, { deflate, inflate }) => {
  test("is inflated by every coder", () => {
    const deflated = deflate(text);
    for (const coder of Object.values(coders)) expect(coder.inflate(deflated, text.length)).toEqual(text);
    expect(inflate(deflate(new Uint8Array()), 0)).toEqual(new Uint8Array());
  });

  test("gives exactly the length that was promised, or a DecodeError", () => {
    const deflated = deflate(text);
    for (const length of [0, 1, text.length - 1, text.length + 1, 2 * text.length]) {
      expect(() => inflate(deflated, length)).toThrow(DecodeError);
    }
  });

  test("5,000 damaged streams: a DecodeError or bytes of the promised length, nothing else", () => {
    const random = seededRandom(2);
    const deflated = deflate(text.subarray(0, 400));
    let refused = 0;
    for (let round = 0; round < 5000; round++) {
      const damaged = deflated.slice(0, random.below(4) === 0 ? random.below(deflated.length) : undefined);
      for (let changes = random.below(3); changes >= 0; changes--)
        damaged[random.below(damaged.length)] = random.below(256);
      try {
        expect(inflate(damaged, 400).length).toBe(400);
      } catch (error) {
        if (!(error instanceof DecodeError)) throw error;
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(1000);
  });
});
