/**
 * The way in: from a `hello` to the document and the identity it speaks of. Unknown documents and wrong tokens are
 * the same answer after the same work.
 */
import type { Clock, Random } from "@weft/base";
import { type CloseName, type Hello, randomIncarnation } from "@weft/protocol";
import type { AddressLimits } from "../identity/address-limits.ts";
import { type Identity, identify, isUsableToken, toStoredToken } from "../identity/token.ts";
import { clientTokenBytesMin } from "../limits.ts";
import type { Storage } from "../storage/storage.ts";

/** What the entrance needs. */
export interface EntranceServices {
  readonly storage: Storage;
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
}

/** An identity, or why there is none. */
export type EntranceResult =
  | { readonly kind: "admitted"; readonly identity: Identity }
  | { readonly kind: "refused"; readonly close: CloseName; readonly sentence: string };

/** Who says hello. Makes the document first if it is wished and not there. Rejects with a `StorageError`. */
export async function enter(
  { storage, addresses, clock, random }: EntranceServices,
  { documentId, create }: Hello,
  { token, address }: Visitor,
): Promise<EntranceResult> {
  const identity = identify(await storage.listTokens(documentId), token);
  if (identity !== null) return { kind: "admitted", identity };
  if (!create) return refuse("unauthorized", "This link is not valid for this document.");
  if (!isUsableToken(token)) {
    return refuse("badFrame", `a token has at least ${clientTokenBytesMin} signs of ASCII, and no spaces`);
  }
  if (!addresses.mayCreate(address)) {
    return refuse("tooMany", "Too many documents from one address: wait a minute.");
  }
  const createdAtMs = clock.now();
  const owner = toStoredToken(token, "owner", createdAtMs);
  const document = { id: documentId, title: null, incarnation: randomIncarnation(random), createdAtMs };
  const outcome = await storage.createDocument(document, owner);
  return outcome === "created"
    ? { kind: "admitted", identity: { tokenId: owner.id, role: owner.role } }
    : enterAgain(storage, documentId, token);
}

/** Somebody else made the document in the meantime: perhaps the same browser in another tab. */
async function enterAgain(
  storage: Storage,
  documentId: Hello["documentId"],
  token: string,
): Promise<EntranceResult> {
  const identity = identify(await storage.listTokens(documentId), token);
  return identity === null
    ? refuse("taken", "A document with this id belongs to somebody else.")
    : { kind: "admitted", identity };
}

function refuse(close: CloseName, sentence: string): EntranceResult {
  return { kind: "refused", close, sentence };
}
