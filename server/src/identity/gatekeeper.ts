import type { DocumentId } from "@weft/protocol";
import type { Storage } from "../storage/storage.ts";
import type { HostTokens } from "./host-tokens.ts";
import { type Identity, identify } from "./token.ts";

/** What a JSON Web Token looks like; a token of a link has no dots. */
const hostToken = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** Says who holds a token: of a link of the document, or of the host application. */
export class Gatekeeper {
  private readonly storage: Storage;
  private readonly hostTokens: HostTokens | null;

  constructor(storage: Storage, hostTokens: HostTokens | null) {
    this.storage = storage;
    this.hostTokens = hostTokens;
  }

  /** Null for a wrong token and for an unknown document alike. Rejects with a `StorageError`. */
  async identify(documentId: DocumentId, token: string): Promise<Identity | null> {
    const byLink = identify(await this.storage.listTokens(documentId), token);
    if (byLink !== null || this.hostTokens === null || !hostToken.test(token)) return byLink;
    return this.hostTokens.identify(documentId, token);
  }
}
