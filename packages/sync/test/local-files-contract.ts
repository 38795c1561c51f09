/** What every adapter of the port of local files must do. */
import { describe, expect, test } from "vitest";
import type { FilePlace, KeptFile, LocalFiles } from "../src/files/local-files.ts";
import { nameOf, png } from "./files-fixture.ts";

const a = "a".repeat(32);
const b = "b".repeat(32);

/** Runs the suite; `open` makes a fresh store that keeps copies of at most so many bytes. */
export function localFilesContract(name: string, open: (copiesMax: number) => Promise<LocalFiles>): void {
  const fileOf = (bytes: Uint8Array, place: FilePlace, usedAtMs = 0, documentId = a): KeptFile => ({
    documentId,
    hash: nameOf(bytes),
    size: bytes.length,
    place,
    usedAtMs,
  });
  const put = (
    files: LocalFiles,
    bytes: Uint8Array<ArrayBuffer>,
    place: FilePlace,
    usedAtMs = 0,
    document = a,
  ) => files.put(fileOf(bytes, place, usedAtMs, document), bytes);
  const waitingIn = async (files: LocalFiles, documentId = a) => {
    const waiting = await files.waiting(documentId);
    return waiting.ok ? waiting.value.map(({ hash, place }) => [hash, place]) : waiting.error;
  };

  describe(`contract of local files: ${name}`, () => {
    test("[SY-40] what is put in is there, and waits until it is said to be on the server", async () => {
      const files = await open(1e9);
      const [first, second] = [png(), png()];
      expect(await put(files, first, "only-here")).toEqual({ ok: true, value: undefined });
      await put(files, second, "only-here");
      expect(await waitingIn(files)).toEqual([
        [nameOf(first), "only-here"],
        [nameOf(second), "only-here"],
      ]);
      await files.move(a, nameOf(first), "document-full");
      await files.move(a, nameOf(second), "server");
      await files.move(a, nameOf(png()), "server");
      expect(await waitingIn(files)).toEqual([[nameOf(first), "document-full"]]);
      expect(await files.read(a, nameOf(second))).toEqual({ ok: true, value: second });
      expect(await files.read(a, nameOf(png()))).toEqual({ ok: true, value: null });
      await files.close();
    });

    test("[SY-40] a file of one document waits for that document only", async () => {
      const files = await open(1e9);
      const bytes = png();
      await put(files, bytes, "only-here");
      expect(await waitingIn(files, b)).toEqual([]);
      expect(await files.read(b, nameOf(bytes))).toEqual({ ok: true, value: null });
      expect(await files.readAny(nameOf(bytes))).toEqual({ ok: true, value: bytes });
      expect(await files.readAny(nameOf(png()))).toEqual({ ok: true, value: null });
      await files.close();
    });

    test("[SY-40] what is put in again keeps its place", async () => {
      const files = await open(1e9);
      const bytes = png();
      await put(files, bytes, "only-here");
      await put(files, bytes, "server");
      expect(await waitingIn(files)).toEqual([[nameOf(bytes), "only-here"]]);
      await files.close();
    });

    test("[SY-44] of copies only so many bytes are kept, those used last; what only this device has stays", async () => {
      const files = await open(250);
      const mine = png(1000);
      const copies = [png(), png(), png()];
      await put(files, mine, "only-here");
      for (const [index, bytes] of copies.entries()) await put(files, bytes, "server", index);
      expect(await files.read(a, nameOf(mine))).toEqual({ ok: true, value: mine });
      const found = await Promise.all(copies.map((bytes) => files.read(a, nameOf(bytes))));
      expect(found.map((result) => result.ok && result.value !== null)).toEqual([false, true, true]);
      await files.close();
    });

    test("[SY-40] after closing, calls fail in words", async () => {
      const files = await open(1e9);
      await files.close();
      for (const result of [
        await put(files, png(), "server"),
        await files.waiting(a),
        await files.readAny(nameOf(png())),
      ])
        expect(result).toMatchObject({ ok: false, error: { sentence: expect.stringMatching(/\.$/) } });
    });
  });
}
