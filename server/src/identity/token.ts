/**
 * Tokens: 256 random bits in a link. The server keeps a token's SHA-256 and nothing else, so that who reads the
 * disk cannot enter a document.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import { type Random, toHex } from "@weft/base";
import { type Role, tokenBytesMax } from "@weft/protocol";
import { clientTokenBytesMin } from "../limits.ts";
import type { StoredToken, TokenKind } from "../storage/storage.ts";

/** What a good token proves: who its holder is, and what the holder may do. */
export interface Identity {
  /** The id of the token, or of the person whom a host application signed it for. All who hold one link are one identity. */
  readonly tokenId: string;
  readonly role: Role;
  /** What kind of token it is; left out: one that a host application signed. */
  readonly kind?: TokenKind;
  /** When it ends by itself. Left out: a link is good until it is taken back. */
  readonly expiresAtMs?: number;
  /** The id of the browser that it came with. Left out: it came with none. */
  readonly browser?: string;
}

/** A new token. `random` must be the system's generator outside of tests. */
export function createToken(random: Random): string {
  return Buffer.from(random.bytes(32)).toString("base64url");
}

/** Whether a client may choose this as a token: long enough, and fit for an address and for a header. */
export function isUsableToken(token: string): boolean {
  return token.length >= clientTokenBytesMin && token.length <= tokenBytesMax && /^[\x21-\x7e]*$/.test(token);
}

/** A token of a link as it is kept. */
export function toStoredToken(token: string, role: Role, createdAtMs: number): StoredToken {
  const hash = hashToken(token);
  return { id: idOf(hash), hash, role, kind: "link", createdAtMs, expiresAtMs: null, revokedAtMs: null };
}

/** Somebody at the door. */
export interface Caller {
  readonly token: string;
  /** Whether they come with a browser's pass. */
  readonly hasPass: boolean;
  readonly nowMs: number;
}

/**
 * Who holds `token`, or null. Takes the same time for every token that is wrong, and for a document without any. A device
 * link is good for a browser alone, because it is used up by the first that comes.
 */
export function identify(tokens: readonly StoredToken[], { token, hasPass, nowMs }: Caller): Identity | null {
  return findByHash(tokens, hashToken(token), ({ kind, expiresAtMs }) => {
    if (expiresAtMs !== null && expiresAtMs <= nowMs) return false;
    return kind !== "browser" && (kind !== "device" || hasPass);
  });
}

/** Who a hash stands for among those that `isGood` holds for. Looks at all, and compares in constant time. */
export function findByHash(
  tokens: readonly StoredToken[],
  hash: Uint8Array,
  isGood: (token: StoredToken) => boolean,
): Identity | null {
  let found: StoredToken | null = null;
  for (const candidate of tokens) {
    const isEqual = timingSafeEqual(candidate.hash, hash);
    if (isEqual && candidate.revokedAtMs === null && isGood(candidate)) found = candidate;
  }
  return found && { tokenId: found.id, role: found.role, kind: found.kind };
}

function hashToken(token: string): Uint8Array {
  return new Uint8Array(createHash("sha256").update(token, "utf8").digest());
}

function idOf(hash: Uint8Array): string {
  return toHex(hash.subarray(0, 8));
}
