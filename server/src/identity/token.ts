/**
 * Tokens: 256 random bits in a link. The server keeps a token's SHA-256 and nothing else, so that who reads the
 * disk cannot enter a document.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import { type Random, toHex } from "@weft/base";
import { type Role, tokenBytesMax } from "@weft/protocol";
import { clientTokenBytesMin } from "../limits.ts";
import type { StoredToken } from "../storage/storage.ts";

/** What a good token proves: who its holder is, and what the holder may do. */
export interface Identity {
  /** The id of the token, or of the person whom a host application signed it for. All who hold one link are one identity. */
  readonly tokenId: string;
  readonly role: Role;
  /** When it ends by itself. Left out: a link is good until it is taken back. */
  readonly expiresAtMs?: number;
}

/** A new token. `random` must be the system's generator outside of tests. */
export function createToken(random: Random): string {
  return Buffer.from(random.bytes(32)).toString("base64url");
}

/** Whether a client may choose this as a token: long enough, and fit for an address and for a header. */
export function isUsableToken(token: string): boolean {
  return token.length >= clientTokenBytesMin && token.length <= tokenBytesMax && /^[\x21-\x7e]*$/.test(token);
}

/** A token as it is kept. */
export function toStoredToken(token: string, role: Role, createdAtMs: number): StoredToken {
  const hash = hashToken(token);
  return { id: tokenIdOf(hash), hash, role, createdAtMs, revokedAtMs: null };
}

/** Who holds `token`, or null. Takes the same time for every token that is wrong, and for a document without any. */
export function identify(tokens: readonly StoredToken[], token: string): Identity | null {
  const hash = hashToken(token);
  let found: StoredToken | null = null;
  for (const candidate of tokens) {
    if (timingSafeEqual(candidate.hash, hash) && candidate.revokedAtMs === null) found = candidate;
  }
  return found && { tokenId: found.id, role: found.role };
}

function hashToken(token: string): Uint8Array {
  return new Uint8Array(createHash("sha256").update(token, "utf8").digest());
}

function tokenIdOf(hash: Uint8Array): string {
  return toHex(hash.subarray(0, 8));
}
