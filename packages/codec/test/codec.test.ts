import { seededRandom } from "@weft/base";
import { describe, expect, test } from "vitest";
import {
  type ByteReader,
  ByteWriter,
  crc32,
  DecodeError,
  decodeAll,
  readPackedBytes,
  readText,
  writeText,
} from "../src/index.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const written = (write: (writer: ByteWriter) => void): Uint8Array => {
  const writer = new ByteWriter();
  write(writer);
  return writer.toBytes();
};
const failureOf = (bytes: number[], read: (reader: ByteReader) => unknown): string => {
  const result = decodeAll(Uint8Array.from(bytes), read);
  return result.ok ? "fine" : result.error.failure;
};

const numbers = [
  0,
  1,
  127,
  128,
  300,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32,
  2 ** 49,
  2 ** 52,
  Number.MAX_SAFE_INTEGER,
];
const texts = [
  "",
  "a",
  "plain",
  "ß",
  "日本",
  "👩‍👩‍👧",
  "\uFEFFbom",
  "x".repeat(100),
  "é".repeat(5000),
  "\ud800",
  "a\udc00b",
  "\udc00\ud800",
];

describe("values come back as they were", () => {
  test.each(numbers)("varint %d", (value) => {
    const bytes = written((writer) => writer.writeVarint(value));
    expect(decodeAll(bytes, (reader) => reader.readVarint())).toEqual({ ok: true, value });
  });

  test.each([...numbers.slice(0, -1), -1, -2, -(2 ** 31), -(2 ** 51)].filter((n) => Math.abs(n) <= 2 ** 51))(
    "zigzag %d",
    (value) => {
      const bytes = written((writer) => writer.writeZigzag(value));
      expect(decodeAll(bytes, (reader) => reader.readZigzag())).toEqual({ ok: true, value });
    },
  );

  test.each(texts)("text %j, lone surrogates too", (value) => {
    const bytes = written((writer) => writeText(writer, value));
    expect(decodeAll(bytes, (reader) => readText(reader))).toEqual({ ok: true, value });
  });
});

test("golden bytes", () => {
  expect(hex(written((writer) => writer.writeVarint(300)))).toBe("ac02");
  expect(hex(written((writer) => writer.writeVarint(Number.MAX_SAFE_INTEGER)))).toBe("ffffffffffffff0f");
  expect(hex(written((writer) => writer.writeZigzag(-2)))).toBe("03");
  expect(hex(written((writer) => writer.writeUint32(0xdeadbeef)))).toBe("efbeadde");
  expect(hex(written((writer) => writeText(writer, "aé")))).toBe("0661c3a9");
  expect(hex(written((writer) => writeText(writer, "\ud800")))).toBe("0500d8");
  expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
});

describe("bytes that no writer wrote are refused", () => {
  const varint = (reader: ByteReader): number => reader.readVarint();
  const text = (reader: ByteReader): string => readText(reader);
  const packed = (reader: ByteReader): Uint8Array => readPackedBytes(reader, 1000);
  test.each([
    ["truncated", [], varint],
    ["truncated", [0x80], varint],
    ["malformed", [0x80, 0x00], varint],
    ["malformed", [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x1f], varint],
    ["malformed", [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01], varint],
    ["trailing", [0x01, 0x01], varint],
    ["limit", [0x05], (reader: ByteReader) => reader.readVarintUpTo(4, "it")],
    ["truncated", [0xfe, 0xff, 0xff, 0xff, 0x0f, 0x61], text],
    ["malformed", [0x02, 0xff], text],
    ["malformed", [0x06, 0xed, 0xa0, 0x80], text],
    ["malformed", [0x03, 0x61], text],
    ["malformed", [0x05, 0x61, 0x00], text],
  ])("%s: %j", (failure, bytes, read) => {
    expect(failureOf(bytes, read)).toBe(failure);
  });

  test("whatever the bytes are, only a DecodeError comes out", () => {
    const random = seededRandom(11);
    for (let round = 0; round < 20_000; round++) {
      const bytes = random.bytes(random.below(24));
      const result = decodeAll(bytes, (reader) => {
        const reads = [
          varint,
          text,
          packed,
          (from: ByteReader) => from.readZigzag(),
          (from: ByteReader) => from.readBytes(),
        ];
        return reads[round % reads.length]?.(reader);
      });
      if (!result.ok) expect(result.error).toBeInstanceOf(DecodeError);
    }
  });
});
