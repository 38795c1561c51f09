/**
 * Tokens of a host application: JSON Web Tokens (RFC 7519) that it signs for its own signed-in people, one for one
 * document. They need no row on this server: who can sign says who may do what, until the token expires.
 */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Clock } from "@weft/base";
import { type DocumentId, parseDocumentId, roles } from "@weft/protocol";
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  importSPKI,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
} from "jose";
import type { Identity } from "./token.ts";

/** How the host's tokens are checked. At least one of the keys is given. */
export interface HostTokenSettings {
  /** Shared secret of HS256, 32 bytes at the least. */
  readonly secret: string;
  /** Public key of RS256, in PEM (SPKI). */
  readonly publicKey: string;
  /** Address or file of a set of public keys (RFC 7517), for RS256. */
  readonly keySet: string;
  /** What `iss` and `aud` must say. Empty: anything. */
  readonly issuer: string;
  readonly audience: string;
}

/** Bytes of a shared secret: as many as its hash has (RFC 7518, section 3.2). */
export const secretBytesMin = 32;

/** Says who holds a token of the host. */
export interface HostTokens {
  /** Null if the token is none, not good any more, or for another document. */
  identify(documentId: DocumentId, token: string): Promise<Identity | null>;
  /** Whether the token is one of the host's for this document that has ended, and nothing else is wrong with it. */
  hasEnded(documentId: DocumentId, token: string): Promise<boolean>;
}

/** A key and the only algorithm that it is for: nobody may have a public key taken for a secret. */
interface Verifier {
  readonly algorithm: "HS256" | "RS256";
  readonly key: JWTVerifyGetKey;
}

/** Reads the keys. Null if there are none. Rejects if one cannot be read. */
export async function openHostTokens(settings: HostTokenSettings, clock: Clock): Promise<HostTokens | null> {
  const verifiers = await readKeys(settings);
  if (verifiers.length === 0) return null;
  const { issuer, audience } = settings;
  const verify = async ({ algorithm, key }: Verifier, token: string): Promise<JWTPayload> => {
    const { payload } = await jwtVerify(token, key, {
      algorithms: [algorithm],
      requiredClaims: ["exp", "sub", "doc", "role"],
      currentDate: new Date(clock.now()),
      ...(issuer === "" ? {} : { issuer }),
      ...(audience === "" ? {} : { audience }),
    });
    return payload;
  };
  return {
    async identify(documentId, token) {
      for (const verifier of verifiers) {
        const claims = await verify(verifier, token).catch(nothingForBadTokens);
        if (claims !== null) return toIdentity(documentId, claims);
      }
      return null;
    },
    async hasEnded(documentId, token) {
      for (const verifier of verifiers) {
        const claims = await verify(verifier, token).then(() => null, endedOnly);
        if (claims !== null) return toIdentity(documentId, claims) !== null;
      }
      return false;
    },
  };
}

/** The claims of a token with which all is right but the time: that is looked at last, after the signature. */
function endedOnly(error: unknown): JWTPayload | null {
  return error instanceof errors.JWTExpired ? error.payload : nothingForBadTokens(error);
}

async function readKeys({ secret, publicKey, keySet }: HostTokenSettings): Promise<readonly Verifier[]> {
  const verifiers: Verifier[] = [];
  if (secret !== "") {
    const bytes = new TextEncoder().encode(secret);
    verifiers.push({ algorithm: "HS256", key: () => bytes });
  }
  if (publicKey !== "") {
    const key = await importSPKI(publicKey, "RS256");
    verifiers.push({ algorithm: "RS256", key: () => key });
  }
  if (keySet !== "") {
    const key = /^https?:/.test(keySet)
      ? createRemoteJWKSet(new URL(keySet))
      : createLocalJWKSet(JSON.parse(await readFile(keySet, "utf8")));
    verifiers.push({ algorithm: "RS256", key });
  }
  return verifiers;
}

/** Whatever a stranger's token has wrong is the same to us; an error of ours, or of the way to the keys, is not. */
function nothingForBadTokens(error: unknown): null {
  const isFromTheWay = error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid;
  if (error instanceof errors.JOSEError && error.code !== "ERR_JOSE_GENERIC" && !isFromTheWay) return null;
  throw error;
}

function toIdentity(documentId: DocumentId, claims: Readonly<Record<string, unknown>>): Identity | null {
  const { sub, iss = "", exp, doc } = claims;
  const role = roles.find((candidate) => candidate === claims.role);
  if (role === undefined || typeof sub !== "string" || typeof exp !== "number") return null;
  if (typeof doc !== "string" || parseDocumentId(doc) !== documentId) return null;
  // One person of one host is one identity, whatever their token is at the moment.
  const name = createHash("sha256")
    .update(JSON.stringify(["host", iss, sub]))
    .digest("hex");
  return { tokenId: name.slice(0, 16), role, expiresAtMs: exp * 1000 };
}
