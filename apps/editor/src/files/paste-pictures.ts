/** Pictures in what is pasted: those inside of the HTML become files, those that this device knows come along. */
import type { Attrs, Node, Slice } from "@tiptap/pm/model";
import type { DocumentFiles } from "@weft/sync";
import { mapLeaves } from "../exchange/map-leaves.ts";
import { takeIn } from "./insert-files.ts";
import { measurePicture } from "./measure-picture.ts";
import { namedFile } from "./named-file.ts";
import { embeddedPictures, standInAddress, standInHash } from "./pasted-pictures.ts";

/** HTML whose pictures were taken in. */
export interface TakenPictures {
  /** With stand-ins for them. */
  readonly html: string;
  /** What the block of each is to say. */
  readonly attributesByHash: ReadonlyMap<string, Attrs>;
}

/** Takes in the pictures that stand inside of `html`; null at once if there are none. */
export function takeEmbeddedPictures(files: DocumentFiles, html: string): Promise<TakenPictures> | null {
  const pictures = embeddedPictures(html);
  if (pictures.length === 0) return null;
  const take = async (): Promise<TakenPictures> => {
    const attributesByHash = new Map<string, Attrs>();
    let text = html;
    for (const { address, blob } of pictures) {
      if ((await measurePicture(blob)) === null) continue;
      const block = await takeIn(files, blob, "Pasted picture");
      if (typeof block === "string" || block.type !== "image") continue;
      const hash = String(block.attributes.hash);
      attributesByHash.set(hash, block.attributes);
      text = text.replaceAll(address, standInAddress(hash));
    }
    return { html: text, attributesByHash };
  };
  return take();
}

/**
 * The slice with the files of its stand-ins. Files that it names besides are brought into this document if this device
 * has them: a person pastes them, no document asks for them.
 */
export function withPictures(files: DocumentFiles, slice: Slice, taken: TakenPictures | null): Slice {
  const withFile = (node: Node): Node => {
    const { name } = node.type;
    if (name !== "image" && name !== "attachment") return node;
    const attributes = taken?.attributesByHash.get(standInHash(node.attrs.src) ?? "");
    if (attributes !== undefined) {
      const { alt, title, name: saidName } = node.attrs;
      return node.type.create({ ...attributes, name: saidName ?? attributes.name, alt, title });
    }
    const { hash } = namedFile(node);
    if (hash !== null) void files.adopt(hash);
    return node;
  };
  return mapLeaves(slice, withFile);
}
