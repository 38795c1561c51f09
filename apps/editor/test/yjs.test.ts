/** What the page of a Yjs document says of where the words are, and what a conversion says is left behind. */
import { getSchema } from "@tiptap/core";
import { assert, ok } from "@weft/base";
import { type DocumentFiles, type FileType, parseFileHash } from "@weft/sync";
import { editorExtensions } from "@weft/tiptap";
import { describe, expect, test } from "vitest";
import * as Y from "yjs";
import type { ReadableFiles } from "../src/files/find-file.ts";
import { parseDocumentLink } from "../src/share/document-link.ts";
import { bringFiles, filesOf } from "../src/yjs/converting/bring-files.ts";
import { lossesFromYjs, lossesToYjs, lossOfFiles } from "../src/yjs/converting/convert-document.ts";
import { EchoLedger } from "../src/yjs/replica/echo-ledger.ts";
import { statusOfYjs, type YjsFacts } from "../src/yjs/replica/yjs-status.ts";
import { faceOf } from "../src/yjs/use-yjs-people.ts";

const plainFile: FileType = { mediaType: "application/octet-stream", ending: "bin", isPicture: false };

const answer = new Uint8Array([0, 1, 2, 0, 0]);
const echoOfAnswer = new Uint8Array([0, 2, 2, 0, 0]);
const edit = new Uint8Array([0, 2, 3, 1, 2, 3]);

describe("the ledger of echoes", () => {
  test("nothing is saved before the relay has asked and heard what the page has", () => {
    const ledger = new EchoLedger();
    ledger.begin();
    expect(ledger.isClear).toBe(false);
    ledger.sent(edit);
    expect(ledger.received(edit)).toBe(true);
    expect(ledger.isClear, "the relay has not asked yet").toBe(false);
    ledger.sent(answer);
    expect(ledger.isClear).toBe(false);
    expect(ledger.received(echoOfAnswer)).toBe(true);
    expect(ledger.isClear).toBe(true);
  });

  test("an echo counts for one edit, and only if it is the same bytes", () => {
    const ledger = new EchoLedger();
    ledger.begin();
    ledger.sent(answer);
    ledger.received(echoOfAnswer);
    ledger.sent(edit);
    ledger.sent(edit);
    expect(ledger.received(new Uint8Array([0, 2, 3, 1, 2, 4])), "somebody else's").toBe(false);
    ledger.received(edit);
    expect(ledger.isClear).toBe(false);
    ledger.received(edit);
    expect(ledger.isClear).toBe(true);
  });

  test("a new socket begins anew; questions and carets are not edits", () => {
    const ledger = new EchoLedger();
    ledger.begin();
    ledger.sent(answer);
    ledger.received(echoOfAnswer);
    ledger.sent(new Uint8Array([0, 0, 1, 0]));
    ledger.sent(new Uint8Array([1, 1, 0]));
    expect(ledger.isClear).toBe(true);
    ledger.begin();
    expect(ledger.isClear).toBe(false);
  });
});

describe("the status of a Yjs document", () => {
  const facts: YjsFacts = {
    connection: "connected",
    role: "owner",
    unsavedEdits: 0,
    isSaved: true,
    keepsLocally: true,
    savedAt: null,
    waitingSince: null,
    isStorageFull: false,
    closed: null,
  };

  test.each<[string, Partial<YjsFacts>]>([
    ["saved", {}],
    ["saving", { isSaved: false, unsavedEdits: 2 }],
    ["offline", { connection: "offline", isSaved: false }],
    ["reconnecting", { connection: "reconnecting", isSaved: false }],
    ["read-only", { role: "viewer" }],
    ["read-only", { role: "commenter", isSaved: false }],
    ["storage-full", { isStorageFull: true, isSaved: false }],
    ["no-access", { closed: { code: 4403, reason: "This link was revoked." } }],
    ["needs-auth", { closed: { code: 4402, reason: "" } }],
    ["storage-full", { closed: { code: 4413, reason: "A Yjs document has at most 16 MiB." } }],
    ["needs-update", { closed: { code: 4400, reason: "no update" } }],
  ])("%s: %j", (state, change) => {
    expect(statusOfYjs({ ...facts, ...change }).state).toBe(state);
  });
});

test("a link says which engine it opens", () => {
  const id = "ab".repeat(16);
  expect(parseDocumentLink(`https://weft.example/y/${id}#${"t".repeat(20)}`)?.engine).toBe("yjs");
  expect(parseDocumentLink(`/d/${id}`)?.engine).toBeUndefined();
});

test("whatever another program says of its person becomes a face", () => {
  expect(faceOf(14, { name: "Ada", colour: 3 })).toEqual({ name: "Ada", colour: 3 });
  expect(faceOf(14, { name: 7, color: "#123456" })).toEqual({ name: "Someone", colour: 2 });
  expect(faceOf(1, null)).toEqual({ name: "Someone", colour: 1 });
});

describe("what a conversion leaves behind", () => {
  const schema = getSchema(editorExtensions());

  test("from Yjs: the history, and what programs keep beside the text", () => {
    const source = new Y.Doc();
    source.getXmlFragment("default");
    source.getMap("votes").set("a", 1);
    const losses = lossesFromYjs(source, null).join(" ");
    expect(losses).toContain("history");
    expect(losses).toContain("“votes”");
    expect(losses).not.toContain("default");
  });

  test("from Yjs: merged cells, what is no text, and links that nobody should follow", () => {
    const source = new Y.Doc();
    const fragment = source.getXmlFragment("default");
    const cell = new Y.XmlElement("tableCell");
    cell.setAttribute("colspan", "2");
    const paragraph = new Y.XmlElement("paragraph");
    const text = new Y.XmlText();
    fragment.insert(0, [cell, paragraph]);
    paragraph.insert(0, [text]);
    text.insert(0, "click", { link: { href: "javascript:alert(1)" } });
    text.insertEmbed(5, { image: "cat" });
    const plain = schema.nodes.paragraph?.create(null, schema.text("click"));
    const doc = schema.topNodeType.create(null, plain ? [plain] : []);
    const losses = lossesFromYjs(source, doc).join(" ");
    expect(losses).toMatch(/Merged cells.*: 1\. What stood in the text.* 1 times\. Links/);
    const link = schema.marks.link?.create({ href: "https://weft.example/" });
    const safe = new Y.Doc();
    const safeText = new Y.XmlText();
    safe.getXmlFragment("default").insert(0, [safeText]);
    safeText.insert(0, "click", { link: { href: "https://weft.example/" } });
    const linked = schema.nodes.paragraph?.create(null, schema.text("click", link ? [link] : []));
    const shown = schema.topNodeType.create(null, linked ? [linked] : []);
    expect(lossesFromYjs(safe, shown).join(" ")).not.toMatch(/Links|Merged|no text/);
  });

  test("to Yjs: the history, and what says that something crossed", () => {
    expect(lossesToYjs.join(" ")).toMatch(/history.*what crossed.*without a mark/);
  });

  test("either way, files that nobody has just now", () => {
    expect(lossOfFiles(0)).toEqual([]);
    expect(lossOfFiles(2).join(" ")).toContain("only named in the new one: 2.");
  });

  test("files are brought along under their bytes: each once, those that are fetched too, and the rest is counted", async () => {
    const named = [
      ["image", "0a"],
      ["image", "0a"],
      ["attachment", "0b"],
      ["attachment", "0c"],
      ["image", null],
    ];
    const blocks = named.map(([type, digits]) =>
      schema.nodes[String(type)]?.create({ hash: digits?.repeat(32) }),
    );
    const doc = schema.topNodeType.create(
      null,
      blocks.flatMap((block) => block ?? []),
    );
    expect(filesOf(doc).size).toBe(3);
    const fetched = new Set<string>();
    const source: ReadableFiles = {
      view: (hash) =>
        fetched.has(hash) && !hash.startsWith("0c")
          ? { state: "here", blob: new Blob([hash.slice(0, 2)]), type: plainFile, upload: null }
          : { state: fetched.has(hash) ? "offline" : "loading" },
      onView: () => () => {},
      want: (hash) => fetched.add(hash),
    };
    const brought: string[] = [];
    const target: Pick<DocumentFiles, "add"> = {
      async add(file) {
        brought.push(await file.text());
        const hash = parseFileHash("0a".repeat(32));
        assert(hash !== null, "a hash");
        return ok({ hash, size: file.size, type: plainFile });
      },
    };
    expect(await bringFiles(doc, { source, target })).toBe(1);
    expect(brought).toEqual(["0a", "0b"]);
  });
});
