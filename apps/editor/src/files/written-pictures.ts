/**
 * Pictures written into HTML itself, as `data:` addresses: whoever opens the file sees them, and whoever imports it gets
 * them back, without having the document's files. The other way round is pasted-pictures.ts.
 */
import { type Node, Slice } from "@tiptap/pm/model";
import { type Clock, systemClock } from "@weft/base";
import type { FileHash } from "@weft/sync";
import { toBase64 } from "../base64.ts";
import { mapLeaves } from "../exchange/map-leaves.ts";
import { findFile, type ReadableFiles } from "./find-file.ts";
import { namedFile } from "./named-file.ts";
import { standInAddress } from "./pasted-pictures.ts";

/** Of all pictures together; what is more stays where it is. */
const bytesMax = 50_000_000;
/** How long pictures are waited for that have to be fetched first. */
const patienceMs = 20_000;

/** HTML, and how many of its pictures are not inside of it. */
export interface WrittenPictures {
  readonly html: string;
  readonly missing: number;
}

/** What `write` makes of the document, with its pictures inside as far as they can be had. */
export async function writeWithPictures(
  files: ReadableFiles,
  doc: Node,
  { write, clock = systemClock }: { readonly write: (doc: Node) => string; readonly clock?: Clock },
): Promise<WrittenPictures> {
  const hashes = pictureHashes(doc);
  if (hashes.size === 0) return { html: write(doc), missing: 0 };
  const addresses = await readPictures(files, hashes, clock);
  const withStandIns = mapLeaves(new Slice(doc.content, 0, 0), (leaf) => {
    const { hash } = namedFile(leaf);
    if (leaf.type.name !== "image" || hash === null || !addresses.has(hash)) return leaf;
    return leaf.type.create({ ...leaf.attrs, src: standInAddress(hash) });
  });
  let html = write(doc.copy(withStandIns.content));
  for (const [hash, address] of addresses) {
    html = html.replaceAll(` src="${standInAddress(hash)}"`, ` src="${address}"`);
  }
  return { html, missing: hashes.size - addresses.size };
}

function pictureHashes(doc: Node): ReadonlySet<FileHash> {
  const hashes = new Set<FileHash>();
  doc.descendants((node) => {
    const hash = node.type.name === "image" ? namedFile(node).hash : null;
    if (hash !== null) hashes.add(hash);
    return !node.isTextblock;
  });
  return hashes;
}

async function readPictures(
  files: ReadableFiles,
  hashes: ReadonlySet<FileHash>,
  clock: Clock,
): Promise<ReadonlyMap<FileHash, string>> {
  const addresses = new Map<FileHash, string>();
  const sought = [...hashes].map((hash) => ({ hash, search: findFile(files, hash) }));
  const timer = clock.after(patienceMs, () => {
    for (const { search } of sought) search.giveUp();
  });
  let bytes = 0;
  for (const { hash, search } of sought) {
    const picture = await search.found;
    // Only pictures of pixels have such a type; a file that merely says that it is one has another.
    if (!picture?.type.startsWith("image/") || bytes + picture.size > bytesMax) continue;
    bytes += picture.size;
    const content = new Uint8Array(await picture.arrayBuffer());
    addresses.set(hash, `data:${picture.type};base64,${toBase64(content)}`);
  }
  timer.cancel();
  return addresses;
}
