import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseHex, toHex } from "@weft/base";
import { DecodeError } from "@weft/codec";
import { expect, test } from "vitest";
import {
  createText,
  decodeVersion,
  encodeVersion,
  loadText,
  parseReplicaId,
  readSavedText,
  SessionReader,
  SessionWriter,
  type Text,
} from "../src/index.ts";

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

const golden = (name: string): string => fileURLToPath(new URL(`golden/${name}.hex`, import.meta.url));
const bytesOf = (name: string): Uint8Array => parseHex(readFileSync(golden(name), "utf8").trim())!;

/** One batch of each form of one op and one of several, by what they say, as FORMAT.md lists them. */
function shortForms(): Record<string, Uint8Array> {
  const a = createText({ replica: "00000000000000aa" });
  const b = createText({ replica: "00000000000000bb" });
  const forms: Record<string, Uint8Array> = {};
  const take = (text: Text, name: string): void => {
    forms[name] = text.takeUpdate()!.slice();
    (text === a ? b : a).applyUpdate(forms[name]!);
  };
  a.insert(0, "h");
  take(a, "unit-at-start");
  a.insert(1, "i");
  take(a, "typed");
  a.insert(2, "\n");
  take(a, "unit-after-previous");
  b.insert(1, "é");
  take(b, "text-left-of-other");
  b.insert(b.length, " there");
  take(b, "text-right-of-other");
  b.insert(1, "xyz");
  take(b, "text-left-of-own");
  a.delete(0, 1);
  take(a, "delete-one-own");
  b.delete(b.length - 1, 1);
  take(b, "delete-one-own-with-clock");
  a.delete(0, 2);
  take(a, "delete-several-others");
  b.insert(0, "1");
  b.insert(1, "2");
  b.delete(3, 1);
  take(b, "several");
  return forms;
}

test("[RGA-18] golden bytes: whoever changes a form gives it another first byte", async () => {
  const { a, first, second, third } = story();
  const forms = { ...shortForms(), "story-1": first, "story-2": second, "story-3": third };
  for (const [name, bytes] of Object.entries(forms))
    await expect(toHex(bytes)).toMatchFileSnapshot(golden(name));
  const session = new SessionWriter().write(Object.values(forms));
  await expect(toHex(session)).toMatchFileSnapshot(golden("session"));
  await expect(toHex(a.save())).toMatchFileSnapshot(golden("save"));
  const withoutDeleted = toHex(a.save({ deletedText: false }));
  await expect(withoutDeleted).toMatchFileSnapshot(golden("save-without-deleted-text"));
  await expect(toHex(encodeVersion(a.version()))).toMatchFileSnapshot(golden("version"));
  const batches = Object.keys(forms).map(bytesOf);
  expect(new SessionReader().read(bytesOf("session"))).toEqual({ ok: true, value: batches });
});

test("[RGA-18] golden saves and columns are read", () => {
  const { a } = story();
  const text = a.toString();
  expect(loadText(bytesOf("save")).toString()).toBe(text);
  expect(readSavedText(bytesOf("save"))).toBe(text);
  const without = loadText(bytesOf("save-without-deleted-text"), { replica: "00000000000000cc" });
  expect(without.version()).toEqual(a.version());
  expect(without.toString()).toBe(text);
  const columns = createText({ replica: "00000000000000cc" });
  columns.applyUpdate(bytesOf("columns"));
  expect(columns.toString()).toBe(columnsText());
});

test("[RGA-18] what has another version is refused by name", () => {
  const newer = bytesOf("save");
  newer[0] = 1;
  expect(() => readSavedText(newer)).toThrow(DecodeError);
  expect(() => loadText(newer)).toThrow(/a save of the format 1, this program reads 4/);
  const batch = bytesOf("several");
  batch[0] = 4;
  expect(() => createText().applyUpdate(batch)).toThrow(/a batch of the form 4 is not known/);
});

/** A replica that wrote the alphabet, always in the middle: enough for columns. How they deflate is the platform's business. */
function columnsStory(): Text {
  const text = createText({ replica: "00000000000000aa" });
  for (let round = 0; round < 40; round++) {
    text.insert(text.length >> 1, `${String.fromCharCode(97 + (round % 26))}-`);
    if (round % 5 === 4) text.delete(text.length >> 2, 2);
  }
  return text;
}

const columnsText = (): string => columnsStory().toString();

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
