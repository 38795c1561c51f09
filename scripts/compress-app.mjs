/**
 * Lays a Brotli and a gzip copy beside each text file of the built editor. The server hands out whichever the
 * browser takes: a third of the bytes, packed once and not for each visitor.
 */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { root } from "./workspace.mjs";

const folder = join(root, "apps/editor/dist");
/** Below a packet of the network a copy saves nothing. */
const minBytes = 1_400;

/** Compresses what `vite build` left. */
export async function compressApp() {
  const names = await readdir(folder, { recursive: true });
  await Promise.all(names.filter((name) => /\.(js|css|svg|webmanifest)$/.test(name)).map(compressFile));
}

/** @param {string} name */
async function compressFile(name) {
  const path = join(folder, name);
  const bytes = await readFile(path);
  if (bytes.length < minBytes) return;
  const settings = { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } };
  await writeFile(`${path}.br`, await promisify(brotliCompress)(bytes, settings));
  await writeFile(`${path}.gz`, await promisify(gzip)(bytes, { level: 9 }));
}
