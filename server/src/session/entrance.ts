/**
 * The way in: from a `hello` to the document and the identity it speaks of. Unknown documents and wrong tokens are
 * the same answer after the same work.
 */
import type { Clock, Random } from "@weft/base";
import { type CloseName, type Hello, randomIncarnation } from "@weft/protocol";
import type { AddressLimits } from "../identity/address-limits.ts";
import type { Browser } from "../identity/browser-passes.ts";
import type { Gatekeeper } from "../identity/gatekeeper.ts";
import { createToken, type Identity, isUsableToken, toStoredToken } from "../identity/token.ts";
import { clientTokenBytesMin } from "../limits.ts";
import type { Storage, StoredDocument, StoredToken } from "../storage/storage.ts";

/** What the entrance needs. */
export interface EntranceServices {
  readonly storage: Storage;
  readonly gatekeeper: Gatekeeper;
  readonly addresses: AddressLimits;
  readonly clock: Clock;
  readonly random: Random;
}

/** Who is at the door: with which token, and from where. */
export interface Visitor {
  /** Empty for none. */
  readonly token: string;
  /** The address of the network that the socket comes from. */
  readonly address: string;
  /** Null for a program. */
  readonly browser: Browser | null;
}

/** An identity, or why there is none. */
export type EntranceResult =
  | { readonly kind: "admitted"; readonly identity: Identity }
  | { readonly kind: "refused"; readonly close: CloseName; readonly sentence: string };

/** Who says hello. Makes the document first if it is wished and not there. Rejects with a `StorageError`. */
export async function enter(
  services: EntranceServices,
  { documentId, create }: Hello,
  { token, address, browser }: Visitor,
): Promise<EntranceResult> {
  const { storage, gatekeeper, addresses } = services;
  const identity = await gatekeeper.admit(documentId, token, browser);
  const isHosts = identity?.expiresAtMs !== undefined;
  if (identity !== null && !(isHosts && create && identity.role === "owner")) {
    return { kind: "admitted", identity };
  }
  if (identity === null && (await gatekeeper.hasEnded(documentId, token))) {
    return refuse("expired", "Your sign-in has ended. Sign in again to go on.");
  }
  if (!create) return refuse("unauthorized", "This link is not valid for this document.");
  if (!isUsableToken(token)) {
    return refuse("badFrame", `a token has at least ${clientTokenBytesMin} signs of ASCII, and no spaces`);
  }
  if (isHosts && (await storage.findDocument(documentId)) !== null) return { kind: "admitted", identity };
  if (!addresses.mayCreate(address)) {
    return refuse("tooMany", "Too many documents from one address: wait a minute.");
  }
  // What a host signed ends some day: the document gets an owner's token of its own, which nobody has yet.
  const owner = await createFor(services, documentId, isHosts ? createToken(services.random) : token);
  if (isHosts) return { kind: "admitted", identity };
  if (owner === null) return enterAgain(gatekeeper, documentId, token);
  const made: Identity = { tokenId: owner.id, role: owner.role, kind: owner.kind };
  if (browser === null) return { kind: "admitted", identity: made };
  await gatekeeper.makeOwner(documentId, made, browser);
  return { kind: "admitted", identity: { ...made, browser: browser.id } };
}

/** Null if the document is there. */
async function createFor(
  { storage, clock, random }: EntranceServices,
  documentId: Hello["documentId"],
  token: string,
): Promise<StoredToken | null> {
  const createdAtMs = clock.now();
  const owner = toStoredToken(token, "owner", createdAtMs);
  const document: StoredDocument = {
    id: documentId,
    engine: "weft",
    title: null,
    incarnation: randomIncarnation(random),
    createdAtMs,
  };
  return (await storage.createDocument(document, owner)) === "created" ? owner : null;
}

/** Somebody else made the document in the meantime: perhaps the same browser in another tab. */
async function enterAgain(
  gatekeeper: Gatekeeper,
  documentId: Hello["documentId"],
  token: string,
): Promise<EntranceResult> {
  const identity = await gatekeeper.identify(documentId, token, null);
  return identity === null
    ? refuse("taken", "A document with this id belongs to somebody else.")
    : { kind: "admitted", identity };
}

function refuse(close: CloseName, sentence: string): EntranceResult {
  return { kind: "refused", close, sentence };
}
