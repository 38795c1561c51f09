/**
 * Addresses of links and images from outside. An address is taken if its scheme is known to be harmless, or if it
 * has none; what browsers overlook in an address (control characters, spaces at its ends) is overlooked here too.
 */
import { addressLengthMax } from "../limits.ts";
import { cleanText } from "../loose/clean-text.ts";

const linkSchemes = new Set([
  "http",
  "https",
  "mailto",
  "tel",
  "sms",
  "ftp",
  "ftps",
  "callto",
  "cid",
  "xmpp",
]);
const imageSchemes = new Set(["http", "https", "blob"]);

/** Control, zero-width and directional characters: none belongs into an address. */
const unseen = /[\p{Cc}\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff9-\ufffb]/gu;

/** The address of a link, cleaned, or null if it is not safe to follow. */
export function safeLink(address: string): string | null {
  return safe(address, linkSchemes);
}

/** The address of an image, cleaned, or null. Images inside the address (`data:`) are not taken: they are files. */
export function safeImage(address: string): string | null {
  return safe(address, imageSchemes);
}

function safe(address: string, schemes: ReadonlySet<string>): string | null {
  if (address.length > addressLengthMax) return null;
  const clean = cleanText(address).replace(unseen, "").trim();
  const scheme = /^([^/?#:]*):/.exec(clean)?.[1];
  if (clean === "" || (scheme !== undefined && !schemes.has(scheme.toLowerCase()))) return null;
  return clean;
}
