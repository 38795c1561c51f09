import { seededRandom } from "@weft/base";
import { expect, test } from "vitest";
import { countWords, whenWords } from "../src/design/when-words.ts";
import { shortcutWords } from "../src/formats/shortcut.ts";
import { parseWebAddress } from "../src/formats/web-address.ts";
import { initials } from "../src/people/face.ts";
import { parseSettings } from "../src/settings/settings.ts";
import { createDocumentLink, documentPath, parseDocumentLink } from "../src/share/document-link.ts";
import { searchEntries } from "../src/shelf/search-entries.ts";
import type { ShelfEntry } from "../src/shelf/shelf-entry.ts";

test("a new link has 128 and 256 bits and survives being written and read", () => {
  const link = createDocumentLink(seededRandom(1));
  expect(link.documentId).toMatch(/^[0-9a-f]{32}$/);
  expect(link.token).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(parseDocumentLink(documentPath(link))).toEqual(link);
  expect(parseDocumentLink(`  https://example.org${documentPath(link)}\n`)).toEqual(link);
  expect(parseDocumentLink(`https://example.org/d/${link.documentId}?rules=off#${link.token}`)).toEqual(link);
});

test("what is no link of ours is none", () => {
  const token = "a".repeat(43);
  for (const text of [
    "",
    "https://example.org/",
    "/d/12",
    `/d/${"g".repeat(32)}#${token}`,
    `/d/${"0".repeat(32)}#<script>`,
  ]) {
    expect(parseDocumentLink(text), text).toBeNull();
  }
  expect(parseDocumentLink(`/d/${"0".repeat(32)}`)).toEqual({ documentId: "0".repeat(32), token: "" });
});

test("addresses: safe protocols only, https where none is given", () => {
  expect(parseWebAddress("example.org/a")).toBe("https://example.org/a");
  expect(parseWebAddress("localhost:4400/a")).toBe("https://localhost:4400/a");
  expect(parseWebAddress("mailto:ada@example.org")).toBe("mailto:ada@example.org");
  for (const text of ["", "two words", "javascript:alert(1)", "data:text/html,x", " file:///etc/passwd"]) {
    expect(parseWebAddress(text), text).toBeNull();
  }
});

test("shortcuts in the words of the keyboard", () => {
  expect(shortcutWords("Mod-Shift-8", "MacIntel")).toBe("⌘⇧8");
  expect(shortcutWords("Mod-Shift-8", "Linux x86_64")).toBe("Ctrl+Shift+8");
  expect(shortcutWords("Mod-B", "Win32")).toBe("Ctrl+B");
});

test("moments and counts", () => {
  const now = new Date(2026, 10, 23, 12).getTime();
  expect(whenWords(new Date(2026, 10, 22, 23, 59).getTime(), now)).toBe("Yesterday");
  expect(whenWords(new Date(2026, 2, 1).getTime(), now)).not.toContain("2026");
  expect(whenWords(new Date(2024, 2, 1).getTime(), now)).toContain("2024");
  expect([countWords(1, "edit"), countWords(0, "edit"), countWords(12, "edit")]).toEqual([
    "1 edit",
    "0 edits",
    "12 edits",
  ]);
});

test("initials of any name", () => {
  expect(["Ada Lovelace", "  ada ", "", "Émile van der 👩‍🚀"].map(initials)).toEqual(["AL", "A", "?", "É👩"]);
});

test("damaged settings read as the defaults", () => {
  const defaults = parseSettings(null);
  for (const json of [
    "",
    "{",
    "null",
    "7",
    '{"theme":"pink","typingRules":"no","personColour":12,"personName":3}',
  ]) {
    expect(parseSettings(json), json).toEqual(defaults);
  }
  expect(parseSettings('{"theme":"dark","personColour":11}')).toMatchObject({
    theme: "dark",
    personColour: 11,
  });
});

test("search finds every word in any case and order", () => {
  const entry = (title: string, firstLine: string): ShelfEntry => ({
    documentId: title,
    token: "",
    role: null,
    madeHere: false,
    title,
    firstLine,
    faces: [],
    openedAt: 0,
    changedAt: 0,
    keeping: { state: "saved", at: 0 },
  });
  const entries = [entry("Garden plan", "Roses by the wall"), entry("Minutes", "Garden committee")];
  const found = (search: string): readonly string[] =>
    searchEntries(entries, search).map(({ title }) => title);
  expect(found("")).toHaveLength(2);
  expect(found("wall GARDEN")).toEqual(["Garden plan"]);
  expect(found("garden")).toHaveLength(2);
  expect(found("tulip")).toEqual([]);
});
