import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { systemClock, systemRandom, VirtualClock } from "@weft/base";
import { closeCodes, encodeUp, type Role, randomDocumentId } from "@weft/protocol";
import { openReplica } from "@weft/sync";
import { exportJWK, exportSPKI, generateKeyPair, SignJWT } from "jose";
import { beforeAll, describe, expect, test } from "vitest";
import { type HostTokenSettings, openHostTokens } from "../src/identity/host-tokens.ts";
import { createMemoryStorage } from "../src/storage/memory-storage.ts";
import { ensureBuilt } from "./built.ts";
import { helloFor, RawClient } from "./raw-client.ts";
import { newFolder, startTestRelay } from "./relay-fixture.ts";
import { ServerProcess } from "./server-process.ts";
import { pass, VirtualCore } from "./simulation/virtual-core.ts";

beforeAll(ensureBuilt);

const secret = "a secret of more than thirty-two bytes, for tests";
const nothing: HostTokenSettings = { secret: "", publicKey: "", keySet: "", issuer: "", audience: "" };
const documentId = randomDocumentId(systemRandom);
const nowSeconds = Math.floor(systemClock.now() / 1000);

interface Claims {
  readonly sub?: string;
  readonly doc?: string;
  readonly role?: Role | "king";
  readonly exp?: number;
  readonly iss?: string;
  readonly aud?: string;
}

/** The claims of a good token, changed. An undefined one is left out. */
function claimsOf(
  change: { readonly [Name in keyof Claims]: Claims[Name] | undefined } = {},
): Record<string, unknown> {
  const claims = { sub: "ann", doc: documentId, role: "editor", exp: nowSeconds + 60, ...change };
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
}

function signed(change: Parameters<typeof claimsOf>[0] = {}, key = secret): Promise<string> {
  return new SignJWT(claimsOf(change))
    .setProtectedHeader({ alg: "HS256" })
    .sign(new TextEncoder().encode(key));
}

describe("tokens of a host", () => {
  test("[SV-53] one that is signed, in time and for the document is somebody, the same one with every token", async () => {
    const tokens = await openHostTokens({ ...nothing, secret }, systemClock);
    const ann = await tokens?.identify(documentId, await signed());
    expect(ann).toMatchObject({ role: "editor", expiresAtMs: (nowSeconds + 60) * 1000 });
    expect(ann?.tokenId).toMatch(/^[0-9a-f]{16}$/);
    const later = await tokens?.identify(documentId, await signed({ exp: nowSeconds + 600, role: "viewer" }));
    expect(later).toMatchObject({ tokenId: ann?.tokenId, role: "viewer" });
    const bob = await tokens?.identify(documentId, await signed({ sub: "bob" }));
    expect(bob?.tokenId).not.toBe(ann?.tokenId);
    expect(await openHostTokens(nothing, systemClock)).toBeNull();
  });

  test.each<[string, Parameters<typeof claimsOf>[0]]>([
    ["expired", { exp: nowSeconds - 1 }],
    ["for ever", { exp: undefined }],
    ["for another document", { doc: randomDocumentId(systemRandom) }],
    ["for no document", { doc: undefined }],
    ["of nobody", { sub: undefined }],
    ["of a role that there is not", { role: "king" }],
    ["of another issuer", { iss: "https://elsewhere.example", aud: "weft" }],
    ["for another audience", { iss: "https://host.example", aud: "others" }],
  ])("[SV-53] one %s is nobody's", async (_, change) => {
    const named = { ...nothing, secret, issuer: "https://host.example", audience: "weft" };
    const isNamed = change !== undefined && ("iss" in change || "aud" in change);
    const tokens = await openHostTokens(isNamed ? named : { ...nothing, secret }, systemClock);
    expect(await tokens?.identify(documentId, await signed(change))).toBeNull();
    const right = await signed({ iss: named.issuer, aud: named.audience });
    expect(await tokens?.identify(documentId, right)).not.toBeNull();
  });

  test("[SV-53] public keys, alone or in a set; a public key is never a secret, and no algorithm is none", async () => {
    const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true });
    const pem = await exportSPKI(publicKey);
    const file = join(newFolder(), "keys.json");
    writeFileSync(
      file,
      JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: "one", alg: "RS256" }] }),
    );
    const token = await new SignJWT(claimsOf())
      .setProtectedHeader({ alg: "RS256", kid: "one" })
      .sign(privateKey);
    const other = await generateKeyPair("RS256");
    const strange = await new SignJWT(claimsOf()).setProtectedHeader({ alg: "RS256" }).sign(other.privateKey);
    for (const settings of [
      { ...nothing, publicKey: pem },
      { ...nothing, keySet: file },
    ]) {
      const tokens = await openHostTokens(settings, systemClock);
      expect(await tokens?.identify(documentId, token)).toMatchObject({ role: "editor" });
      expect(await tokens?.identify(documentId, strange)).toBeNull();
      // The public key, as everybody has it, taken for the secret.
      expect(await tokens?.identify(documentId, await signed({}, pem))).toBeNull();
      const [, payload] = token.split(".");
      const none = Buffer.from(JSON.stringify({ alg: "none" })).toString("base64url");
      expect(await tokens?.identify(documentId, `${none}.${payload}.`)).toBeNull();
      expect(await tokens?.identify(documentId, `${token.slice(0, -6)}AAAAAA`)).toBeNull();
    }
    await expect(openHostTokens({ ...nothing, publicKey: "no key" }, systemClock)).rejects.toThrow();
  });

  test("[SV-53] they open documents, and files and links as their role says; without a setting they open nothing", async () => {
    const hostTokens = await openHostTokens({ ...nothing, secret }, systemClock);
    const relay = await startTestRelay({ hostTokens });
    const viewer = await signed({ role: "viewer" });
    const early = await RawClient.dial(relay.socket);
    early.send(helloFor({ documentId, token: viewer }));
    expect((await early.closed).code, "a viewer makes no document").toBe(closeCodes.unauthorized);
    const owner = await signed({ role: "owner" });
    const first = await RawClient.join(relay, { documentId, token: owner });
    expect(first.all("welcome")[0]?.role).toBe("owner");
    expect((await RawClient.join(relay, { documentId, token: owner })).all("welcome")).toHaveLength(1);
    const reader = await RawClient.join(relay, { documentId, token: viewer }, { create: false });
    expect(reader.all("welcome")[0]?.role).toBe("viewer");
    const links = (token: string) =>
      fetch(`${relay.http}/api/documents/${documentId}/tokens`, {
        headers: { authorization: `Bearer ${token}` },
      });
    expect((await links(owner)).status).toBe(200);
    expect((await links(viewer)).status).toBe(403);
    await relay.close();

    const plain = await startTestRelay();
    const nobody = await RawClient.dial(plain.socket);
    nobody.send(helloFor({ documentId, token: owner }, { create: false }));
    expect((await nobody.closed).code).toBe(closeCodes.unauthorized);
    await plain.close();
  });

  test("[SV-61] a key that cannot be read is named, and the server does not start", async () => {
    const ended = await ServerProcess.run({
      WEFT_DATA: newFolder(),
      PORT: "0",
      WEFT_JWT_PUBLIC_KEY: "no key",
    });
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(/^WEFT_JWT_PUBLIC_KEY or WEFT_JWT_JWKS cannot be read \(.*\)\.\n$/);
  });

  test("[SV-54] a session ends with its token, however far away that is", async () => {
    const clock = new VirtualClock(nowSeconds * 1000);
    const hostTokens = await openHostTokens({ ...nothing, secret }, clock);
    const core = new VirtualCore({ storage: createMemoryStorage(), clock, random: systemRandom, hostTokens });
    const lasting = 40 * 24 * 3600;
    let closed: number | null = null;
    let said = 0;
    const session = core.accept({
      send: () => {
        said++;
      },
      pong: () => {},
      backlogBytes: 0,
      flushed: async () => {},
      close: (code) => {
        closed = code;
      },
    });
    const token = await signed({ role: "owner", exp: nowSeconds + lasting });
    session.receive(encodeUp(helloFor({ documentId, token })));
    // Signatures are checked by real threads, which take no virtual time.
    while (said === 0 && closed === null) await pass(clock, 1, 1);
    for (let elapsed = 30; elapsed < lasting - 30; elapsed += 30) {
      clock.advance(30_000);
      session.receive(encodeUp({ type: "ping", number: 1 }));
    }
    expect(closed).toBeNull();
    for (let step = 0; step < 3; step++) {
      session.receive(encodeUp({ type: "ping", number: 2 }));
      clock.advance(20_000);
    }
    expect(closed).toBe(closeCodes.expired);
  });

  test("[SV-54] [SY-34] the client says so, keeps what is typed, and goes on with a new token", async () => {
    const hostTokens = await openHostTokens({ ...nothing, secret }, systemClock);
    const relay = await startTestRelay({ hostTokens });
    let token = await signed({ role: "owner", exp: Math.floor(systemClock.now() / 1000) + 2 });
    const replica = await openReplica({
      url: relay.socket,
      documentId,
      token: () => token,
      create: true,
    });
    replica.document.edit([{ type: "insertText", at: 1, text: "before " }]);
    await replica.whenSaved();
    await expect.poll(() => replica.status().state, { timeout: 30_000 }).toBe("needs-auth");
    replica.document.edit([{ type: "insertText", at: 8, text: "and after" }]);
    expect(replica.status()).toMatchObject({ state: "needs-auth", keptPieces: 0 });
    token = await signed({ role: "owner", exp: nowSeconds + 3600 });
    replica.tryNow();
    await replica.whenSaved();
    expect(replica.document.text()).toBe("before and after");
    const reader = await openReplica({ url: relay.socket, documentId, token });
    expect(reader.document.text()).toBe("before and after");
    // Who comes back with what has ended meanwhile is asked to sign in, not sent away.
    const ended = await signed({ role: "owner", exp: nowSeconds - 3600 });
    await expect(openReplica({ url: relay.socket, documentId, token: ended })).rejects.toMatchObject({
      status: { state: "needs-auth" },
    });
    await replica.close();
    await reader.close();
    await relay.close();
  });
});
