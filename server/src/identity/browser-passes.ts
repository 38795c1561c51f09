/**
 * Who a browser is, without anybody signing in: at first contact it gets a name that nobody can guess, in a cookie that this
 * server has signed (a JSON Web Token, RFC 7519) and that no script can read. A browser that makes a document owns it,
 * whatever links there are; a name proves nothing but that the same browser is back.
 */
import { createHmac } from "node:crypto";
import { type Clock, type Random, toHex } from "@weft/base";
import { errors, jwtVerify, SignJWT } from "jose";
import { browserPassDays, browserPassRenewalDays } from "../limits.ts";
import type { Storage, StoredToken } from "../storage/storage.ts";
import { findByHash, type Identity } from "./token.ts";

/** A browser that has shown its pass. */
export interface Browser {
  /** 128 random bits; known to this server and, sealed in its cookie, to the browser. */
  readonly name: string;
  /** What stands for it in lists and in the audit: 16 hexadecimal digits, from which nobody finds the name. */
  readonly id: string;
}

/** A browser and, if it is to keep a pass that it does not have yet, the header that brings it one. */
export interface Acquaintance {
  readonly browser: Browser;
  readonly setCookie: string | null;
}

const cookieName = "weft-browser";
const issuer = "weft-browser";
const dayMs = 86_400_000;

/** What passes are made with. */
export interface PassServices {
  readonly clock: Clock;
  /** The system's generator outside of tests. */
  readonly random: Random;
}

/** Gives out passes and reads them. */
export class BrowserPasses {
  private readonly services: PassServices;
  private readonly key: Uint8Array;

  private constructor(services: PassServices, key: Uint8Array) {
    this.services = services;
    this.key = key;
  }

  /** The passes of a data folder: its key is made once and stays with it. Rejects with a `StorageError`. */
  static async open(storage: Storage, services: PassServices): Promise<BrowserPasses> {
    const key = await storage.keepSecret("browser-passes", services.random.bytes(32));
    return new BrowserPasses(services, key);
  }

  /** The browser that a request's `Cookie` header proves; null for none, and for a pass that is not ours or too old. */
  async read(cookies: string | undefined): Promise<Browser | null> {
    return (await this.verify(cookies))?.browser ?? null;
  }

  /** The browser that asks, with a new pass if it has none or an old one. `isSecure`: it came by TLS. */
  async meet(cookies: string | undefined, isSecure: boolean): Promise<Acquaintance> {
    const known = await this.verify(cookies);
    const nowMs = this.services.clock.now();
    if (known !== null && nowMs - known.signedAtMs < browserPassRenewalDays * dayMs) {
      return { browser: known.browser, setCookie: null };
    }
    const browser = known?.browser ?? this.toBrowser(toHex(this.services.random.bytes(16)));
    const pass = await new SignJWT({})
      .setProtectedHeader({ alg: "HS256" })
      .setIssuer(issuer)
      .setSubject(browser.name)
      .setIssuedAt(Math.floor(nowMs / 1000))
      .setExpirationTime(Math.floor(nowMs / 1000) + browserPassDays * 86_400)
      .sign(this.key);
    const rules = `Path=/; Max-Age=${browserPassDays * 86_400}; HttpOnly; SameSite=Lax${isSecure ? "; Secure" : ""}`;
    return { browser, setCookie: `${cookieName}=${pass}; ${rules}` };
  }

  /** The moment by the clock that passes and links expire by. */
  get nowMs(): number {
    return this.services.clock.now();
  }

  /** That a browser owns a document, as it is kept among the document's tokens. No token is ever taken for it. */
  grantOf({ name, id }: Browser): StoredToken {
    const hash = this.seal(name);
    const until = { expiresAtMs: null, revokedAtMs: null };
    return { id, hash, role: "owner", kind: "browser", createdAtMs: this.nowMs, ...until };
  }

  /** What a browser may do by itself, null for nothing. Takes the same time for every browser that may not. */
  identify(tokens: readonly StoredToken[], { name }: Browser): Identity | null {
    return findByHash(tokens, this.seal(name), ({ kind }) => kind === "browser");
  }

  private async verify(
    cookies: string | undefined,
  ): Promise<{ readonly browser: Browser; readonly signedAtMs: number } | null> {
    const pass = findCookie(cookies ?? "");
    if (pass === null) return null;
    try {
      const { payload } = await jwtVerify(pass, this.key, {
        algorithms: ["HS256"],
        issuer,
        requiredClaims: ["sub", "iat", "exp"],
        currentDate: new Date(this.services.clock.now()),
      });
      if (payload.sub === undefined || payload.iat === undefined) return null;
      return { browser: this.toBrowser(payload.sub), signedAtMs: payload.iat * 1000 };
    } catch (error) {
      if (error instanceof errors.JOSEError) return null;
      throw error;
    }
  }

  private toBrowser(name: string): Browser {
    return { name, id: toHex(this.seal(name).subarray(0, 8)) };
  }

  private seal(name: string): Uint8Array {
    return new Uint8Array(createHmac("sha256", this.key).update(`browser ${name}`).digest());
  }
}

function findCookie(header: string): string | null {
  for (const part of header.split(";")) {
    const [name, value] = part.trim().split("=", 2);
    if (name === cookieName && value !== undefined) return value;
  }
  return null;
}
