import { concatBytes, parseHex, seededRandom, systemRandom, toHex } from "@weft/base";
import { expect, test } from "vitest";
import {
  closeCodes,
  decodeDown,
  decodeUp,
  downKinds,
  encodeDown,
  encodeUp,
  frameBytesMax,
  protocolVersion,
  upKinds,
} from "../src/index.ts";
import { randomDown, randomUp, sampleDowns, sampleUps } from "./sample-frames.ts";

const seed = Number(process.env.WEFT_SEED ?? process.env.WEFT_FIRST_SEED ?? systemRandom.below(2 ** 31));
const pin = `seed ${seed} (pin it with WEFT_SEED=${seed})`;
process.stdout.write(`mutated frames: ${pin}\n`);

const bytesOf = (hex: string): Uint8Array => {
  const bytes = parseHex(hex);
  if (!bytes) throw new Error(`not hexadecimal: ${hex}`);
  return bytes;
};

const utf8Hex = (text: string): string => toHex(new TextEncoder().encode(text));

/** What one frame of every kind looks like, for ever, as long as the version is 2. Worked out by hand. */
const goldenUps = [
  `0103${"00112233445566778899aabbccddeeff"}0e${utf8Hex("tökén")}01${"01ffeeddccbbaa99887766554433221100ac02"}${"01ffeeddccbbaa9988776655443322110002808010"}03010203`,
  "010300112233445566778899aabbccddeeff0000000000",
  "02ac0202000001090180b89929020102",
  "030301020708",
  "030000",
  "048001",
];
const goldenDowns = [
  "8111ffeeddccbbaa9988776655443322110002c0843d02040500b6843d",
  "8101ffeeddccbbaa998877665544332211000007000106e0a712efbeadde00",
  "82808010e0a7120403020103010203",
  "830a0c010b80d095ffbc310861316232020506",
  "8405010a0c",
  `85040050${utf8Hex("You may read this document, not edit it.")}`,
  "86020200010101030100",
  "8700",
  `880122${utf8Hex("The disk is full.")}`,
  "898001",
];

test("[PR-1] [PR-2] [PR-3] [PR-4] every kind of frame has the bytes that the specification gives it", () => {
  expect(sampleUps.map((frame) => toHex(encodeUp(frame)))).toEqual(goldenUps);
  expect(sampleDowns.map((frame) => toHex(encodeDown(frame)))).toEqual(goldenDowns);
  expect(goldenUps.map((hex) => decodeUp(bytesOf(hex)))).toEqual(
    sampleUps.map((value) => ({ ok: true, value })),
  );
  expect(goldenDowns.map((hex) => decodeDown(bytesOf(hex)))).toEqual(
    sampleDowns.map((value) => ({ ok: true, value })),
  );
});

test("[PR-4] the samples cover every kind, so that a new kind cannot go without golden bytes", () => {
  expect(new Set(sampleUps.map((frame) => frame.type))).toEqual(new Set(Object.keys(upKinds)));
  expect(new Set(sampleDowns.map((frame) => frame.type))).toEqual(new Set(Object.keys(downKinds)));
});

test(`[PR-6] a frame comes back as it was sent, and encodes to the same bytes again, ${pin}`, () => {
  const random = seededRandom(seed);
  const seen = new Set<string>();
  for (let round = 0; round < 1500; round++) {
    const up = randomUp(random);
    const upBytes = encodeUp(up);
    const upBack = decodeUp(upBytes);
    expect(upBack).toEqual({ ok: true, value: up });
    if (upBack.ok) expect(encodeUp(upBack.value)).toEqual(upBytes);
    const down = randomDown(random);
    const downBytes = encodeDown(down);
    const downBack = decodeDown(downBytes);
    expect(downBack).toEqual({ ok: true, value: down });
    if (downBack.ok) expect(encodeDown(downBack.value)).toEqual(downBytes);
    seen.add(up.type).add(down.type);
  }
  expect(seen.size).toBe(Object.keys(upKinds).length + Object.keys(downKinds).length);
});

test("[PR-1] a frame that is cut anywhere, or goes on after its end, is a bad frame", () => {
  for (const bytes of [...sampleUps.map(encodeUp), ...sampleDowns.map(encodeDown)]) {
    const decode = (bytes[0] ?? 0) < 0x80 ? decodeUp : decodeDown;
    for (let length = 0; length < bytes.length; length++) {
      expect(decode(bytes.subarray(0, length))).toMatchObject({ ok: false, error: { close: "badFrame" } });
    }
    expect(decode(concatBytes([bytes, Uint8Array.of(0)]))).toMatchObject({
      ok: false,
      error: { close: "badFrame" },
    });
  }
});

test(`[PR-5] [PR-6] mutated and random bytes give a frame or a typed error, and what is a frame has one encoding, ${pin}`, () => {
  const random = seededRandom(seed);
  const samples = [...sampleUps.map(encodeUp), ...sampleDowns.map(encodeDown)];
  let refused = 0;
  let accepted = 0;
  for (let round = 0; round < 20_000; round++) {
    const sample = samples[random.below(samples.length)] ?? new Uint8Array();
    const bytes = random.below(4) === 0 ? random.bytes(random.below(60)) : sample.slice();
    for (let flips = random.below(3); flips >= 0 && bytes.length > 0; flips--) {
      bytes[random.below(bytes.length)] = random.below(256);
    }
    const up = decodeUp(bytes);
    const down = decodeDown(bytes);
    if (up.ok) expect(encodeUp(up.value)).toEqual(bytes);
    else expect(closeCodes[up.error.close]).toBeGreaterThanOrEqual(4400);
    if (down.ok) expect(encodeDown(down.value)).toEqual(bytes);
    if (up.ok || down.ok) accepted++;
    else refused++;
  }
  expect(refused).toBeGreaterThan(1000);
  expect(accepted).toBeGreaterThan(1000);
});

test("[PR-3] a length or count above its limit, or above the bytes that are left, is refused before anything is allocated", () => {
  const huge = "ffffffffffffff0f";
  for (const hex of [
    `02${huge}`,
    `020001000${"0"}${huge}`,
    `0300${"01"}${huge}`,
    `82000000000000${huge}`,
    `86${huge}`,
  ]) {
    const bytes = bytesOf(hex);
    const decoded = (bytes[0] ?? 0) < 0x80 ? decodeUp(bytes) : decodeDown(bytes);
    expect(decoded).toMatchObject({ ok: false, error: { close: "badFrame" } });
  }
});

test("[PR-8] unknown and reserved kinds are bad frames, and frames are never mistaken for the other direction's", () => {
  for (const kind of [0x00, 0x05, 0x40, 0x5f, 0x80, 0xc0, 0xff]) {
    expect(decodeUp(Uint8Array.of(kind))).toMatchObject({ ok: false, error: { close: "badFrame" } });
    expect(decodeDown(Uint8Array.of(kind))).toMatchObject({ ok: false, error: { close: "badFrame" } });
  }
  for (const frame of sampleUps) expect(decodeDown(encodeUp(frame)).ok).toBe(false);
  for (const frame of sampleDowns) expect(decodeUp(encodeDown(frame)).ok).toBe(false);
});

test("[PR-9] another protocol version is told apart from every other error, whatever follows it", () => {
  for (const version of [0, protocolVersion - 1, protocolVersion + 1, 255]) {
    for (const rest of [[], [1, 2, 3], new Array<number>(500).fill(255)]) {
      expect(decodeUp(Uint8Array.of(0x01, version, ...rest))).toMatchObject({
        ok: false,
        error: { close: "unsupportedVersion" },
      });
    }
  }
});

test("[PR-10] a frame over the limit is refused as too large before it is looked at", () => {
  const bytes = new Uint8Array(frameBytesMax + 1).fill(0x02);
  expect(decodeUp(bytes)).toMatchObject({ ok: false, error: { close: "tooLarge" } });
  expect(decodeDown(bytes)).toMatchObject({ ok: false, error: { close: "tooLarge" } });
});
