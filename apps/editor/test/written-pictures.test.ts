import { getSchema } from "@tiptap/core";
import type { Node } from "@tiptap/pm/model";
import { VirtualClock } from "@weft/base";
import { readHtml, writeHtml } from "@weft/interchange";
import { type DocumentFiles, type FileHash, type FileView, parseFileHash } from "@weft/sync";
import { editorExtensions } from "@weft/tiptap";
import { describe, expect, it } from "vitest";
import { embeddedPictures } from "../src/files/pasted-pictures.ts";
import { writeWithPictures } from "../src/files/written-pictures.ts";

const schema = getSchema(editorExtensions());
const fox = hashOf("0a");
const owl = hashOf("0b");

function hashOf(twoDigits: string): FileHash {
  const hash = parseFileHash(twoDigits.repeat(32));
  if (hash === null) throw new Error("no hash");
  return hash;
}

/** A file that is here, of a kind that its bytes prove. */
function here(content: string, type = "image/png"): FileView {
  return {
    state: "here",
    blob: new Blob([content], { type }),
    type: { mediaType: type, ending: "bin", isPicture: type.startsWith("image/") },
    upload: null,
  };
}

/** Files of which some come later. */
function filesOf(views: Map<FileHash, FileView>) {
  const listeners = new Set<() => void>();
  const wanted: FileHash[] = [];
  const files: Pick<DocumentFiles, "view" | "onView" | "want"> = {
    view: (hash) => views.get(hash) ?? { state: "loading" },
    onView(_hash, listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    want: (hash) => void wanted.push(hash),
  };
  const come = (hash: FileHash, view: FileView): void => {
    views.set(hash, view);
    for (const listener of [...listeners]) listener();
  };
  return { files, come, wanted, listeners };
}

function documentOf(...hashes: readonly FileHash[]): Node {
  const pictures = hashes.map((hash) => ({
    type: "image",
    attrs: { hash, name: "x.png", alt: "a picture" },
  }));
  return schema.nodeFromJSON({ type: "doc", content: [{ type: "paragraph" }, ...pictures] });
}

describe("pictures that are written into HTML", () => {
  it("stand inside of it, each with all that its block says, and can be taken out again", async () => {
    const { files, wanted } = filesOf(new Map([[fox, here("the fox")]]));
    const doc = documentOf(fox, fox);
    const { html, missing } = await writeWithPictures(files, doc, { write: writeHtml });
    expect(missing).toBe(0);
    expect(wanted).toEqual([fox]);
    const [picture, ...more] = embeddedPictures(html);
    expect(more).toEqual([]);
    expect(await picture?.blob.text()).toBe("the fox");
    expect(html.match(/ src="data:image\/png;base64,/g)).toHaveLength(2);
    expect(readHtml(schema, html).eq(doc), "the file's name is kept, its content is no address").toBe(true);
  });

  it("are waited for, and left out where they do not come, cannot be had, or are no pictures", async () => {
    const clock = new VirtualClock();
    const { files, come, listeners } = filesOf(new Map());
    const never = hashOf("0c");
    const text = hashOf("0d");
    const written = writeWithPictures(files, documentOf(fox, owl, never, text), { write: writeHtml, clock });
    come(fox, here("the fox"));
    come(owl, { state: "offline" });
    come(text, here("<script>", "application/octet-stream"));
    clock.advance(60_000);
    const { html, missing } = await written;
    expect(missing).toBe(3);
    expect(embeddedPictures(html)).toHaveLength(1);
    expect(html).not.toContain("file.invalid");
    expect(listeners.size).toBe(0);
  });

  it("are no reason to touch a document without any", async () => {
    const { files, wanted } = filesOf(new Map());
    const doc = schema.nodeFromJSON({ type: "doc", content: [{ type: "paragraph" }] });
    expect(await writeWithPictures(files, doc, { write: writeHtml })).toEqual({
      html: writeHtml(doc),
      missing: 0,
    });
    expect(wanted).toEqual([]);
  });
});
