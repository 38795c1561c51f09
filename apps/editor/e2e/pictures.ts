/** Files for stories: a real picture that a browser can draw, made here, and what else people attach. */
import { crc32, deflateSync } from "node:zlib";
import type { Sheet } from "./stories.ts";

/** A file as Playwright hands it to a page. */
export interface StoryFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** A PNG of warm stripes; `tint` makes another one. */
export function pngFile(
  name: string,
  { width, height, tint = 0 }: { width: number; height: number; tint?: number },
): StoryFile {
  const rows = Buffer.alloc(height * (1 + width * 3));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const wave = Math.round(40 * Math.sin((x + 2 * y) / 24));
      const place = y * (1 + width * 3) + 1 + x * 3;
      rows[place] = (200 + wave + tint) % 256;
      rows[place + 1] = (150 + Math.round((60 * y) / height)) % 256;
      rows[place + 2] = (110 - wave + tint) % 256;
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const parts = [
    signature,
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ];
  return { name, mimeType: "image/png", buffer: Buffer.concat(parts) };
}

/** A file of text. */
export function textFile(name: string, words: string): StoryFile {
  return { name, mimeType: "text/plain", buffer: Buffer.from(words) };
}

function chunk(kind: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(kind, "latin1"), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** Puts files in with the tool of the bar. */
export async function pickFiles(sheet: Sheet, ...files: readonly StoryFile[]): Promise<void> {
  const chooser = sheet.page.waitForEvent("filechooser");
  await sheet.tool("Image or file").click();
  await (await chooser).setFiles([...files]);
}

/** Drops or pastes files as a browser does, without the system's clipboard, which all people of a story would share. */
export async function giveFiles(
  sheet: Sheet,
  way: "drop" | "paste",
  ...files: readonly StoryFile[]
): Promise<void> {
  const given = files.map(({ name, mimeType, buffer }) => ({
    name,
    mimeType,
    base64: buffer.toString("base64"),
  }));
  await sheet.text.evaluate(
    (text, [kind, list]) => {
      const data = new DataTransfer();
      for (const { name, mimeType, base64 } of list) {
        const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        data.items.add(new File([bytes], name, { type: mimeType }));
      }
      const shared = { bubbles: true, cancelable: true };
      const { left, bottom } = (text.lastElementChild ?? text).getBoundingClientRect();
      text.dispatchEvent(
        kind === "paste"
          ? new ClipboardEvent("paste", { ...shared, clipboardData: data })
          : new DragEvent("drop", { ...shared, dataTransfer: data, clientX: left + 5, clientY: bottom - 5 }),
      );
    },
    [way, given] as const,
  );
}
