/**
 * Pictures that stand inside of pasted HTML (`data:` addresses, as mail programs and screenshots have them) become files
 * of ours before anything else reads the HTML: an address of that kind never gets into a document.
 */
import { fromBase64 } from "../base64.ts";

/** A picture found in HTML. */
export interface EmbeddedPicture {
  /** The whole address, as it stands in the HTML. */
  readonly address: string;
  readonly blob: Blob;
}

const picturesMax = 50;
/** UTF-16 code units of all addresses together: some 25 MB of pictures. */
const addressesLengthMax = 34_000_000;
const beginning = /data:image\/(?:png|jpeg|gif|webp|avif);base64,/gi;

/** The pictures inside of `html`, each once, as far as they are within the bounds. What is malformed is left out. */
export function embeddedPictures(html: string): readonly EmbeddedPicture[] {
  const found = new Map<string, EmbeddedPicture>();
  let length = 0;
  for (const match of html.matchAll(beginning)) {
    const start = match.index;
    const end = endOfBase64(html, start + match[0].length);
    const address = html.slice(start, end);
    if (found.has(address)) continue;
    length += address.length;
    if (found.size >= picturesMax || length > addressesLengthMax) break;
    const bytes = fromBase64(html.slice(start + match[0].length, end));
    if (bytes !== null) found.set(address, { address, blob: new Blob([bytes]) });
  }
  return [...found.values()];
}

/** Where an address that stands for a file that was taken in leads: nowhere. */
export function standInAddress(hash: string): string {
  return `https://file.invalid/${hash}`;
}

/** The hash in an address that `standInAddress` made, or null. */
export function standInHash(address: unknown): string | null {
  if (typeof address !== "string") return null;
  return /^https:\/\/file\.invalid\/([0-9a-f]{64})$/.exec(address)?.[1] ?? null;
}

function endOfBase64(html: string, start: number): number {
  const after = /[^A-Za-z0-9+/=]/g;
  after.lastIndex = start;
  return after.exec(html)?.index ?? html.length;
}
