import type { DocumentId } from "@weft/protocol";
import { tokensPerDocumentMax } from "../limits.ts";
import type { Storage } from "../storage/storage.ts";
import type { Browser, BrowserPasses } from "./browser-passes.ts";
import type { HostTokens } from "./host-tokens.ts";
import { type Identity, identify } from "./token.ts";

/** What a JSON Web Token looks like; a token of a link has no dots. */
const hostToken = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** Who vouches for people besides the links of a document. */
export interface Vouchers {
  /** Null: no host application signs people in. */
  readonly hostTokens: HostTokens | null;
  /** Null: browsers have no passes. */
  readonly passes: BrowserPasses | null;
}

/**
 * Says who somebody is: by the token that they hold, of a link or of the host application, and without a good one by
 * the browser that they come with.
 */
export class Gatekeeper {
  private readonly storage: Storage;
  private readonly vouchers: Vouchers;

  constructor(storage: Storage, vouchers: Vouchers) {
    this.storage = storage;
    this.vouchers = vouchers;
  }

  /** Null for a wrong token and for an unknown document alike. Rejects with a `StorageError`. */
  async identify(documentId: DocumentId, token: string, browser: Browser | null): Promise<Identity | null> {
    const { hostTokens, passes } = this.vouchers;
    const tokens = await this.storage.listTokens(documentId);
    const byLink = identify(tokens, { token, hasPass: browser !== null, nowMs: passes?.nowMs ?? 0 });
    const isHosts = byLink === null && hostTokens !== null && hostToken.test(token);
    const byToken = isHosts ? await hostTokens.identify(documentId, token) : byLink;
    const byPass = browser && (passes?.identify(tokens, browser) ?? null);
    // An owner's browser is there in its own right: it stays when the link that led to it is taken back, and goes with itself.
    const identity = byToken === null || leadsBack(byToken) ? (byPass ?? byToken) : byToken;
    return identity === null || browser === null ? identity : { ...identity, browser: browser.id };
  }

  /** Whether nobody is let in by this token only because it has ended. */
  async hasEnded(documentId: DocumentId, token: string): Promise<boolean> {
    const { hostTokens } = this.vouchers;
    return hostTokens !== null && hostToken.test(token) && hostTokens.hasEnded(documentId, token);
  }

  /** `identify`, of somebody who comes to stay: a browser with a recovery link or a device link becomes an owner. */
  async admit(documentId: DocumentId, token: string, browser: Browser | null): Promise<Identity | null> {
    const identity = await this.identify(documentId, token, browser);
    if (identity === null || browser === null || !leadsBack(identity)) return identity;
    await this.makeOwner(documentId, identity, browser);
    return this.identify(documentId, token, browser);
  }

  /**
   * Makes a browser an owner of the document by the right of an owner. A device link is used up by that. Does nothing
   * else for a browser that is one already. Rejects with a `StorageError`.
   */
  async makeOwner(documentId: DocumentId, identity: Identity, browser: Browser): Promise<void> {
    const { passes } = this.vouchers;
    if (passes === null) return;
    const tokens = await this.storage.listTokens(documentId);
    const grant = passes.grantOf(browser);
    const act = { atMs: grant.createdAtMs, actor: identity.tokenId, browser: browser.id };
    const isOwner = passes.identify(tokens, browser)?.role === "owner";
    if (!isOwner && tokens.length < tokensPerDocumentMax) await this.storage.addToken(documentId, grant, act);
    if (identity.kind === "device") await this.storage.revokeToken(documentId, identity.tokenId, act);
  }
}

/** Whether somebody came by a link that makes a browser an owner. */
function leadsBack({ kind }: Identity): boolean {
  return kind === "recovery" || kind === "device";
}
