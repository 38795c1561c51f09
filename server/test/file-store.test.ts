import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { seededRandom, systemRandom } from "@weft/base";
import { randomDocumentId } from "@weft/protocol";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openFolderFiles } from "../src/files/folder-files.ts";
import { createMemoryFiles } from "../src/files/memory-files.ts";
import { describeFileStore, hashOf, pngOf } from "./file-store-contract.ts";
import { newFolder } from "./relay-fixture.ts";

const open = (folder: string, reserveBytes = 0) =>
  openFolderFiles({ folder, random: systemRandom, reserveBytes });

describeFileStore("memory", async () => createMemoryFiles());
describeFileStore("a folder", () => open(newFolder()));

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

describe("files in the data folder", () => {
  const documentId = randomDocumentId(seededRandom(3));

  test("[SV-74] what a killed server left half done is removed by the next one, and is under no name", async () => {
    const folder = newFolder();
    const files = await open(folder);
    let goOn = (): void => {};
    const stopped = (async function* () {
      yield pngOf(1000);
      // As if it were killed here: nobody closes it, nobody removes it.
      await new Promise<void>((resolve) => {
        goOn = resolve;
      });
    })();
    const receiving = files.receive(stopped, 1e6);
    while (readdirSync(join(folder, "files", "incoming")).length === 0) await new Promise(setImmediate);
    expect(readdirSync(join(folder, "files"))).toEqual(["incoming"]);
    await open(folder);
    expect(readdirSync(join(folder, "files", "incoming"))).toEqual([]);
    goOn();
    await receiving;
  });

  test("[SV-74] a file outlives the server; one that was damaged is whole when it comes again", async () => {
    const folder = newFolder();
    const bytes = pngOf(3000);
    const first = await open(folder);
    await (await first.receive(once(bytes), 1e6))?.keep(documentId);
    await first.close();
    const path = join(folder, "files", documentId, hashOf(bytes));
    expect(new Uint8Array(readFileSync(path))).toEqual(bytes);
    writeFileSync(path, "rotten");
    const second = await open(folder);
    expect(await (await second.receive(once(bytes), 1e6))?.keep(documentId)).toBe("known");
    expect(new Uint8Array(readFileSync(path))).toEqual(bytes);
    await second.close();
  });

  test("[SV-61] a folder that cannot be used is named", async () => {
    const folder = newFolder();
    writeFileSync(join(folder, "files"), "a file");
    await expect(open(folder)).rejects.toMatchObject({
      message: expect.stringContaining(join(folder, "files")),
    });
  });

  test("[SV-75] files leave the reserve of the disk to the logs", async () => {
    const files = await open(newFolder(), Number.MAX_SAFE_INTEGER);
    await expect(files.receive(once(pngOf(10)), 10)).rejects.toMatchObject({ failure: "full" });
    await files.close();
  });
});

/** A small file system of its own, for those who may mount one (root, on Linux). */
const mountFolder = newFolder();
const mount = () => spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", mountFolder]);
const unmount = () => spawnSync("umount", [mountFolder]);
const canMount = process.getuid?.() === 0 && mount().status === 0 && unmount().status === 0;

describe.skipIf(!canMount)("a disk that is really full", () => {
  beforeAll(() => void mount());
  afterAll(() => void unmount());

  test("[SV-75] a file that does not fit is told from one that does, and leaves nothing", async () => {
    mkdirSync(join(mountFolder, "data"));
    const files = await open(join(mountFolder, "data"), -1e9);
    const documentId = randomDocumentId(seededRandom(5));
    const large = pngOf(2_000_000);
    await expect(files.receive(once(large), 1e7)).rejects.toMatchObject({ failure: "full" });
    expect(readdirSync(join(mountFolder, "data", "files", "incoming"))).toEqual([]);
    const small = pngOf(300_000);
    expect(await (await files.receive(once(small), 1e7))?.keep(documentId)).toBe("stored");
    expect(existsSync(join(mountFolder, "data", "files", documentId, hashOf(small)))).toBe(true);
    await files.close();
  });
});
