import { type FilesStatus, type FileView, parseFileHash } from "@weft/sync";
import { describe, expect, it } from "vitest";
import { describeFile, sizeWords } from "../src/files/file-words.ts";
import { fileName, namedFile, pictureSize } from "../src/files/named-file.ts";
import { embeddedPictures, standInAddress, standInHash } from "../src/files/pasted-pictures.ts";
import type { StatusView } from "../src/status/status-view.ts";
import { withFiles } from "../src/status/with-files.ts";

const hash = parseFileHash("0a".repeat(32));
const blockOf = (attrs: Readonly<Record<string, unknown>>) => ({ attrs });

describe("what a block says of its file", () => {
  it("is believed only where it can be", () => {
    expect(namedFile(blockOf({ hash, name: "a.png", size: 7 }))).toEqual({ hash, name: "a.png", size: 7 });
    const odd = [undefined, null, 7, {}, [], "", "../x", "A".repeat(64), Number.NaN];
    for (const value of odd) {
      expect(namedFile(blockOf({ hash: value, name: value, size: value })).hash).toBeNull();
    }
    for (const size of [-1, Number.POSITIVE_INFINITY, "7", null]) {
      expect(namedFile(blockOf({ size })).size).toBeNull();
    }
  });

  it("has a name that leads nowhere and looks like no other", () => {
    expect(fileName("Fox, at noon.png")).toBe("Fox, at noon.png");
    expect(fileName("../../etc/passwd")).toBe("_.._etc_passwd");
    expect(fileName("C:\\x\\y.exe")).toBe("C__x_y.exe");
    expect(fileName("harmless\u202efdp.exe")).toBe("harmlessfdp.exe");
    expect(fileName("a\u0000b\nc")).toBe("abc");
    expect(fileName(".bashrc")).toBe("bashrc");
    for (const empty of ["", "  ", "...", "\u200b"]) expect(fileName(empty)).toBe("file");
    expect(fileName("x".repeat(5000))).toHaveLength(200);
  });

  it("takes room only as a picture can", () => {
    expect(pictureSize(blockOf({ width: 320, height: 200 }))).toEqual({ width: 320, height: 200 });
    for (const [width, height] of [
      [0, 10],
      [-5, 10],
      [1e9, 10],
      [10.5, 10],
      ["320", 200],
      [null, 10],
      [1, 99_999],
      [99_999, 1],
    ]) {
      expect(pictureSize(blockOf({ width, height })), `${width} × ${height}`).toBeNull();
    }
  });
});

describe("words for a file", () => {
  const here = (upload: Extract<FileView, { state: "here" }>["upload"]): FileView => ({
    state: "here",
    blob: new Blob(["0123456789"]),
    type: { mediaType: "application/octet-stream", ending: "bin", isPicture: false },
    upload,
  });

  it("says nothing of a file that the server has, and never that it has one before", () => {
    expect(describeFile(here(null), 10)).toEqual({ state: "here", words: null, canRetry: false });
    const waiting: readonly FileView[] = [
      here({ state: "waiting", isKept: true }),
      here({ state: "waiting", isKept: false }),
      here({ state: "sending", isKept: true, sentBytes: 10 }),
      here({ state: "refused", isKept: true, reason: "document-full" }),
      { state: "awaited" },
      { state: "offline" },
      { state: "loading" },
      { state: "failed", reason: "wrong-hash" },
    ];
    for (const view of waiting) expect(describeFile(view, 10).words).toBeTruthy();
    expect(describeFile(here({ state: "waiting", isKept: false }), 10).words).toContain("in this window");
    expect(describeFile(here({ state: "sending", isKept: true, sentBytes: 4 }), 10).words).toContain("40 %");
    expect(
      describeFile(here({ state: "sending", isKept: true, sentBytes: 99 }), 10).words,
      "all sent is not yet there",
    ).toContain("99 %");
    expect(describeFile(here({ state: "refused", isKept: true, reason: "document-full" }), 10)).toMatchObject(
      {
        canRetry: true,
        words:
          "The server does not take it: the document has no room for more files. It stays on this device.",
      },
    );
  });

  it("gives sizes as people do", () => {
    expect([0, 999, 1000, 1_500_000, 26_214_400].map(sizeWords)).toEqual([
      "0 B",
      "999 B",
      "1 kB",
      "1.5 MB",
      "26.2 MB",
    ]);
  });
});

describe("the status with files", () => {
  const saved: StatusView = {
    state: "saved",
    dot: "saved",
    word: "Saved",
    aside: "14:02",
    sentences: ["Every word of yours is on the server's disk since 14:02."],
    pending: 0,
    canTry: false,
    stuck: false,
  };
  const offline: StatusView = { ...saved, state: "offline", dot: "offline", word: "Offline", aside: null };
  const files = (change: Partial<FilesStatus>): FilesStatus => ({
    isKnown: true,
    waiting: 0,
    waitingBytes: 0,
    refused: 0,
    areKept: true,
    ...change,
  });

  it("is the same as long as no file waits", () => {
    expect(withFiles(saved, files({}))).toBe(saved);
    expect(withFiles(offline, files({}))).toBe(offline);
  });

  it.each([
    ["a file waits", files({ waiting: 1 })],
    ["files wait in this window only", files({ waiting: 2, areKept: false })],
    ["the server takes some of them not", files({ waiting: 3, refused: 1 })],
    ["the server takes none of them", files({ waiting: 1, refused: 1 })],
    ["nobody has looked yet", files({ isKnown: false })],
  ])("never says that all is saved while %s", (_, status) => {
    const view = withFiles(saved, status);
    expect(view.state).not.toBe("saved");
    expect(view.word).not.toBe("Saved");
    expect(view.dot).not.toBe("saved");
    expect(view.pending).toBe(status.waiting);
    for (const sentence of view.sentences) expect(sentence).toMatch(/^[A-Z0-9].*\.$/);
  });

  it("says where the files are", () => {
    expect(withFiles(saved, files({ waiting: 1 })).sentences[1]).toBe(
      "We kept 1 file on this device until the server has it; you may close this window.",
    );
    expect(withFiles(saved, files({ waiting: 1, areKept: false })).sentences[1]).toContain("Leave it open.");
    expect(withFiles(offline, files({ waiting: 2 }))).toMatchObject({
      word: "Offline",
      aside: "2 files",
      pending: 2,
    });
  });
});

describe("pictures inside of pasted HTML", () => {
  it("are found, each once, and nothing else is", () => {
    const one = `data:image/png;base64,${btoa("picture one")}`;
    const html = `<img src="${one}"><img src='${one}'><img src="data:image/svg+xml;base64,PHN2Zz4="><img src="data:text/html;base64,PGI+"><a href="data:image/gif;base64,R0lG">x</a><img src="data:image/png;base64,%%%">`;
    const found = embeddedPictures(html);
    expect(found.map(({ address }) => address)).toEqual([
      one,
      "data:image/gif;base64,R0lG",
      "data:image/png;base64,",
    ]);
    expect(embeddedPictures("<p>data:image/png</p>")).toEqual([]);
  });

  it("are bounded in number and in length", () => {
    const many = Array.from(
      { length: 80 },
      (_, index) => `<img src="data:image/png;base64,${btoa(`picture ${index}`)}">`,
    );
    expect(embeddedPictures(many.join(""))).toHaveLength(50);
    const large = `data:image/png;base64,${"A".repeat(20_000_000)}`;
    expect(embeddedPictures(`<img src="${large}"><img src="${large}B===">`)).toHaveLength(1);
  });

  it("have stand-ins that lead nowhere", () => {
    expect(standInHash(standInAddress(String(hash)))).toBe(hash);
    for (const other of [null, 7, "", "https://file.invalid/x", `https://file.test/${hash}`]) {
      expect(standInHash(other)).toBeNull();
    }
  });
});
