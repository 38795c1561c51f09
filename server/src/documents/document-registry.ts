/** Documents and their tokens as an owner manages them: create, hand out links, take them back. */
import { assert, type Clock, type Random } from "@weft/base";
import { type DocumentId, type Role, randomDocumentId, randomIncarnation } from "@weft/protocol";
import type { FileStore } from "../files/file-store.ts";
import type { Browser } from "../identity/browser-passes.ts";
import type { Gatekeeper } from "../identity/gatekeeper.ts";
import { createToken, type Identity, toStoredToken } from "../identity/token.ts";
import { deviceLinkMsMax, titleLengthMax, tokensPerDocumentMax } from "../limits.ts";
import type { Room } from "../room/room.ts";
import type { Rooms } from "../room/rooms.ts";
import type {
  Act,
  AuditEntry,
  Engine,
  Storage,
  StoredDocument,
  StoredToken,
  TokenKind,
} from "../storage/storage.ts";
import { YjsRoom } from "../yjs/yjs-room.ts";
import type { YjsRooms } from "../yjs/yjs-rooms.ts";
import { writeTitle } from "./title-writer.ts";

/** What the registry stands on. */
export interface RegistryServices {
  readonly storage: Storage;
  readonly files: FileStore;
  readonly rooms: Rooms;
  readonly yjsRooms: YjsRooms;
  readonly gatekeeper: Gatekeeper;
  readonly clock: Clock;
  readonly random: Random;
}

/** What a person asks for when they create a document. Whatever is null is chosen by the server. */
export interface DocumentWish {
  readonly documentId: DocumentId | null;
  readonly token: string | null;
  readonly title: string | null;
  readonly engine: Engine;
}

/** A token that an owner wishes for. */
export interface TokenWish {
  readonly role: Role;
  readonly kind: Exclude<TokenKind, "browser">;
}

/** A document with its owner's token; `exists`: it was there with just this token; `taken`: it is somebody else's. */
export type CreateOutcome =
  | { readonly kind: "created" | "exists"; readonly documentId: DocumentId; readonly token: string }
  | { readonly kind: "taken" };

/** A token as its document's owner sees it. */
export interface ListedToken {
  readonly id: string;
  readonly role: Role;
  readonly kind: TokenKind;
  readonly createdAtMs: number;
  readonly expiresAtMs: number | null;
}

/** All documents of a server. Its calls reject with a `StorageError`. */
export class DocumentRegistry {
  private readonly services: RegistryServices;

  constructor(services: RegistryServices) {
    this.services = services;
  }

  /** Makes a document, which the browser owns that it is made in. The same wish with an id and a token may be repeated: it is fulfilled once. */
  async create(wish: DocumentWish, browser: Browser | null): Promise<CreateOutcome> {
    const { storage, gatekeeper, clock, random } = this.services;
    assert(wish.title === null || wish.title.length <= titleLengthMax, "the title's length was checked");
    const documentId = wish.documentId ?? randomDocumentId(random);
    const token = wish.token ?? createToken(random);
    const createdAtMs = clock.now();
    const owner = toStoredToken(token, "owner", createdAtMs);
    const incarnation = randomIncarnation(random);
    const { engine, title } = wish;
    const row = { id: documentId, engine, title, incarnation, createdAtMs };
    if ((await storage.createDocument(row, owner)) === "exists") {
      const identity = await this.identify(documentId, token, null);
      const isSame = (await storage.findDocument(documentId))?.engine === engine;
      if (identity?.role !== "owner" || !isSame) return { kind: "taken" };
      if (title !== null) await this.writeTitle(row, title, owner);
      return { kind: "exists", documentId, token };
    }
    if (browser !== null) {
      await gatekeeper.makeOwner(documentId, { tokenId: owner.id, role: owner.role }, browser);
    }
    if (title !== null) await this.writeTitle(row, title, owner);
    return { kind: "created", documentId, token };
  }

  /** Who holds a token of a document, null for a wrong token and for an unknown document alike. */
  identify(documentId: DocumentId, token: string, browser: Browser | null): Promise<Identity | null> {
    return this.services.gatekeeper.identify(documentId, token, browser);
  }

  /** What holds a document, null for an unknown one. */
  async engineOf(documentId: DocumentId): Promise<Engine | null> {
    return (await this.services.storage.findDocument(documentId))?.engine ?? null;
  }

  /** A new token, null if the document has too many. A device link expires soon. */
  async addToken(
    documentId: DocumentId,
    { role, kind }: TokenWish,
    by: Identity,
  ): Promise<(ListedToken & { readonly token: string }) | null> {
    const { storage, clock, random } = this.services;
    if ((await storage.listTokens(documentId)).length >= tokensPerDocumentMax) return null;
    const token = createToken(random);
    const now = clock.now();
    const expiresAtMs = kind === "device" ? now + deviceLinkMsMax : null;
    const stored = { ...toStoredToken(token, role, now), kind, expiresAtMs };
    await storage.addToken(documentId, stored, this.actOf(by));
    return { token, ...toListed(stored) };
  }

  /** The tokens that are good, oldest first, and the browsers that own the document among them. */
  async listTokens(documentId: DocumentId): Promise<readonly ListedToken[]> {
    const now = this.services.clock.now();
    const tokens = await this.services.storage.listTokens(documentId);
    return tokens
      .filter(({ revokedAtMs, expiresAtMs }) => revokedAtMs === null && (expiresAtMs ?? Infinity) > now)
      .map(toListed);
  }

  /** Takes a token back and ends the sessions that it opened. False if there is no such token. */
  async revokeToken(documentId: DocumentId, tokenId: string, by: Identity): Promise<boolean> {
    const { storage } = this.services;
    const wasGood = await storage.revokeToken(documentId, tokenId, this.actOf(by));
    this.findRoom(documentId)?.dismiss(tokenId);
    return wasGood;
  }

  /** Gives a token another role, in the sessions that it opened as well. False if there is no such token. */
  async changeRole(documentId: DocumentId, { tokenId, role }: Identity, by: Identity): Promise<boolean> {
    const { storage } = this.services;
    const isGood = (await this.listTokens(documentId)).some(({ id }) => id === tokenId);
    if (!isGood) return false;
    await storage.changeRole(documentId, tokenId, { ...this.actOf(by), role });
    this.findRoom(documentId)?.changeRole({ tokenId, role });
    return true;
  }

  /** What was done about the document's people, oldest first. */
  listAudit(documentId: DocumentId): Promise<readonly AuditEntry[]> {
    return this.services.storage.listAudit(documentId);
  }

  /** Ends every session and forgets everything of the document but that it was. */
  async deleteDocument(documentId: DocumentId, by: Identity): Promise<void> {
    const { storage, files } = this.services;
    const act = this.actOf(by);
    // First nobody can come any more, then nothing is under way any more: what is deleted then stays so.
    for (const { id } of await this.listTokens(documentId)) await storage.revokeToken(documentId, id, act);
    for (
      let room = this.findRoom(documentId);
      room !== null && !room.isOver;
      room = this.findRoom(documentId)
    ) {
      room.close("forbidden", "This document was deleted by its owner.");
      await room.settled();
    }
    await storage.deleteDocument(documentId, act);
    await files.removeAll(documentId);
  }

  /**
   * Erases what was deleted from a document's log, for good; what shows stays, and so do the ids. Everybody joins again.
   * `other-engine`: a Yjs document keeps no history that could be told apart. Rejects with a `StorageError`.
   */
  async eraseHistory(documentId: DocumentId, by: Identity): Promise<"erased" | "other-engine"> {
    const { rooms, random } = this.services;
    const act = this.actOf(by);
    for (;;) {
      const hold = await rooms.acquire(documentId);
      if (hold === null) return "other-engine";
      try {
        if (await hold.room.eraseHistory(random, act)) return "erased";
      } finally {
        await hold.release();
      }
    }
  }

  private actOf({ tokenId, browser }: Identity): Act {
    const atMs = this.services.clock.now();
    return { atMs, actor: tokenId, ...(browser === undefined ? {} : { browser }) };
  }

  /** The room of a document if it is open, whatever engine it has. */
  private findRoom(documentId: DocumentId): Room | YjsRoom | null {
    return this.services.rooms.find(documentId) ?? this.services.yjsRooms.find(documentId);
  }

  /** Only into a document that nobody has written in: the first try may have failed on a full disk. */
  private async writeTitle({ id, engine }: StoredDocument, title: string, owner: StoredToken): Promise<void> {
    const { rooms, yjsRooms } = this.services;
    const identity: Identity = { tokenId: owner.id, role: owner.role };
    const hold = engine === "yjs" ? await yjsRooms.acquire(id) : await rooms.acquire(id);
    assert(hold !== null, "a document that was just made is there");
    const { room } = hold;
    try {
      if (!room.isEmpty) return;
      if (room instanceof YjsRoom) await room.writeTitle(title, identity);
      else await writeTitle(room, title, identity);
    } finally {
      await hold.release();
    }
  }
}

function toListed({ id, role, kind, createdAtMs, expiresAtMs }: StoredToken): ListedToken {
  return { id, role, kind, createdAtMs, expiresAtMs };
}
