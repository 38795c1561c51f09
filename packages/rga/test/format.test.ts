import { toHex } from "@weft/base";
import { expect, test } from "vitest";
import { createText, decodeVersion, encodeVersion, parseReplicaId } from "../src/index.ts";

/** The story of FORMAT.md: A types "hi", B answers "é" in between and deletes the "h", A undoes. */
function story() {
  const a = createText({ replica: "00000000000000aa" });
  const b = createText({ replica: "00000000000000bb" });
  a.insert(0, "hi");
  const first = a.takeUpdate()!;
  b.applyUpdate(first);
  b.insert(1, "é");
  b.delete(0, 1);
  const second = b.takeUpdate()!;
  a.applyUpdate(second);
  a.insert(2, "\ud800");
  a.cancel(0, 2);
  const third = a.takeUpdate()!;
  return { a, first, second, third };
}

test("[RGA-18] golden bytes: whoever changes a format raises its version", () => {
  const { a, first, second, third } = story();
  expect(toHex(first)).toMatchInlineSnapshot(`"1900000000000000aa00046869"`);
  expect(toHex(second)).toMatchInlineSnapshot(
    `"8200000000000000bb0002020100000000000000aa010b0002010104c3a901020100"`,
  );
  expect(toHex(third)).toMatchInlineSnapshot(`"8200000000000000aa020202000900000500d802020002"`);
  expect(toHex(a.save())).toMatchInlineSnapshot(
    `"0200000000000000aa0108e90000d80200000000000000aa00000000000000bb1404020000020202010002080004010208000500010800030203080302010100046869008ebdc320"`,
  );
  expect(toHex(a.save({ deletedText: false }))).toMatchInlineSnapshot(
    `"0200000000000000aa0108e90000d80200000000000000aa00000000000000bb14040200000202020100020800040102080005000108000302030803020101020200afcd90f7"`,
  );
  expect(toHex(encodeVersion(a.version()))).toMatchInlineSnapshot(`"0200000000000000aa0400000000000000bb02"`);
});

test("[RGA-18] versions come back, and only in one form", () => {
  const { a } = story();
  expect(decodeVersion(encodeVersion(a.version()))).toEqual({ ok: true, value: a.version() });
  expect(encodeVersion(new Map([[parseReplicaId("00000000000000aa")!, 0]]))).toEqual(Uint8Array.of(0));
  const bytes = encodeVersion(a.version());
  for (let length = 0; length < bytes.length; length++)
    expect(decodeVersion(bytes.slice(0, length)).ok).toBe(false);
  const swapped = Uint8Array.from([2, ...bytes.slice(10), ...bytes.slice(1, 10)]);
  expect(decodeVersion(swapped).ok).toBe(false);
});
