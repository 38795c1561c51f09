/** Documents and tokens in SQLite: the half of the port that is not the log. Synchronous; runs in the worker. */
import { assert } from "@weft/base";
import { type DocumentId, parseIncarnation, type Role, roles } from "@weft/protocol";
import type { Act, AuditEntry, Erasure, StoredDocument, StoredToken, TokenKind } from "../storage.ts";
import { type Database, type Row, type Statement, transact } from "./database.ts";
import {
  bytesColumn,
  engineColumn,
  integerColumn,
  optionalIntegerColumn,
  optionalTextColumn,
  textColumn,
} from "./row.ts";
import type { SqliteLog } from "./sqlite-log.ts";

/** The documents and tokens of one open database. */
export class SqliteDocuments {
  private readonly database: Database;
  private readonly insertDocument: Statement;
  private readonly selectDocument: Statement;
  private readonly insertToken: Statement;
  private readonly selectTokens: Statement;
  private readonly deleteToken: Statement;
  private readonly updateToken: Statement;
  private readonly updateRole: Statement;
  private readonly insertAudit: Statement;
  private readonly selectAudit: Statement;

  constructor(database: Database) {
    this.database = database;
    this.insertDocument = database.prepare(
      `INSERT INTO documents (id, title, incarnation, created_at_ms, last_seq, next_lamport, total_bytes, engine)
       VALUES (?, ?, ?, ?, 0, 0, 0, ?) ON CONFLICT (id) DO NOTHING`,
    );
    this.selectDocument = database.prepare("SELECT * FROM documents WHERE id = ?");
    this.insertToken = database.prepare(
      `INSERT INTO tokens (document, id, hash, role, created_at_ms, revoked_at_ms, kind, expires_at_ms)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.selectTokens = database.prepare("SELECT * FROM tokens WHERE document = ? ORDER BY rowid");
    this.deleteToken = database.prepare("DELETE FROM tokens WHERE document = ? AND id = ?");
    this.updateToken = database.prepare(
      "UPDATE tokens SET revoked_at_ms = ? WHERE document = ? AND id = ? AND revoked_at_ms IS NULL RETURNING role",
    );
    this.updateRole = database.prepare(
      "UPDATE tokens SET role = ? WHERE document = ? AND id = ? AND revoked_at_ms IS NULL AND role <> ?",
    );
    this.insertAudit = database.prepare(
      "INSERT INTO audit (document, at_ms, actor, action, token, role, browser) VALUES (?, ?, ?, ?, ?, ?, ?)",
    );
    this.selectAudit = database.prepare("SELECT * FROM audit WHERE document = ? ORDER BY rowid");
  }

  /** The key of a document's row, null for an unknown document. */
  keyOf(documentId: DocumentId): number | null {
    const row = this.selectDocument.get(documentId);
    return row === undefined ? null : integerColumn(row, "key");
  }

  create(document: StoredDocument, owner: StoredToken): "created" | "exists" {
    return transact(this.database, () => {
      const { id, title, incarnation, createdAtMs, engine } = document;
      const { changes } = this.insertDocument.run(id, title, incarnation, createdAtMs, engine);
      if (Number(changes) === 0) return "exists";
      const key = this.insertTokenRow(id, owner);
      const { createdAtMs: atMs, id: tokenId, role } = owner;
      this.note(key, { atMs, actor: tokenId, action: "created", tokenId, role });
      return "created";
    });
  }

  find(documentId: DocumentId): StoredDocument | null {
    const row = this.selectDocument.get(documentId);
    if (row === undefined) return null;
    const incarnation = parseIncarnation(textColumn(row, "incarnation"));
    assert(incarnation !== null, "a stored incarnation is well-formed");
    return {
      id: documentId,
      engine: engineColumn(row),
      title: optionalTextColumn(row, "title"),
      incarnation,
      createdAtMs: integerColumn(row, "created_at_ms"),
    };
  }

  listTokens(documentId: DocumentId): readonly StoredToken[] {
    const key = this.keyOf(documentId);
    return key === null ? [] : this.selectTokens.all(key).map(toToken);
  }

  addToken(documentId: DocumentId, token: StoredToken, act: Act): void {
    transact(this.database, () => {
      const { id: tokenId, kind, role } = token;
      const key = this.keyOf(documentId);
      if (kind === "browser") this.deleteToken.run(key, tokenId);
      this.insertTokenRow(documentId, token);
      assert(key !== null, "a token is added to a document that exists");
      this.note(key, { ...act, action: kind === "browser" ? "claimed" : "added", tokenId, role });
    });
  }

  revokeToken(documentId: DocumentId, tokenId: string, act: Act): boolean {
    const key = this.keyOf(documentId);
    if (key === null) return false;
    return transact(this.database, () => {
      const row = this.updateToken.get(act.atMs, key, tokenId);
      if (row === undefined) return false;
      this.note(key, { ...act, action: "revoked", tokenId, role: toRole(textColumn(row, "role")) });
      return true;
    });
  }

  changeRole(
    documentId: DocumentId,
    tokenId: string,
    { role, ...act }: Act & { readonly role: Role },
  ): boolean {
    const key = this.keyOf(documentId);
    if (key === null) return false;
    return transact(this.database, () => {
      if (Number(this.updateRole.run(role, key, tokenId, role).changes) === 0) return false;
      this.note(key, { ...act, action: "changed", tokenId, role });
      return true;
    });
  }

  listAudit(documentId: DocumentId): readonly AuditEntry[] {
    const key = this.keyOf(documentId);
    return key === null ? [] : this.selectAudit.all(key).map(toAuditEntry);
  }

  keepSecret(name: string, secret: Uint8Array): Uint8Array {
    const row = this.database.prepare("SELECT value FROM secrets WHERE name = ?").get(name);
    if (row !== undefined) return bytesColumn(row, "value");
    this.database.prepare("INSERT INTO secrets (name, value) VALUES (?, ?)").run(name, secret);
    return secret;
  }

  /** Overwritten, and out of the write-ahead log when this returns, as far as no reader holds that up. */
  delete(documentId: DocumentId, act: Act): boolean {
    const key = this.keyOf(documentId);
    if (key === null) return false;
    this.overwriting(() => {
      for (const table of ["entries", "set_aside", "snapshots", "writers", "tokens"]) {
        this.database.prepare(`DELETE FROM ${table} WHERE document = ?`).run(key);
      }
      this.database
        .prepare(
          "UPDATE documents SET title = NULL, last_seq = 0, next_lamport = 0, total_bytes = 0 WHERE key = ?",
        )
        .run(key);
      this.note(key, { ...act, action: "deleted", tokenId: "", role: null });
    });
    return true;
  }

  /** Overwritten like what is deleted. */
  eraseHistory(documentId: DocumentId, { incarnation, entries, act }: Erasure, log: SqliteLog): void {
    const key = this.keyOf(documentId);
    assert(key !== null, "the history of a document that exists");
    this.overwriting(() => {
      this.database
        .prepare("UPDATE documents SET title = NULL, incarnation = ? WHERE key = ?")
        .run(incarnation, key);
      log.replaceEntries(documentId, entries);
      this.note(key, { ...act, action: "erased", tokenId: "", role: null });
    });
  }

  /** A transaction of which what it removes is overwritten on the disk and out of the write-ahead log when this returns. */
  private overwriting(work: () => void): void {
    this.database.exec("PRAGMA secure_delete = ON");
    transact(this.database, work);
    this.database.exec("PRAGMA secure_delete = OFF; PRAGMA wal_checkpoint(TRUNCATE)");
  }

  private insertTokenRow(documentId: DocumentId, token: StoredToken): number {
    const key = this.keyOf(documentId);
    assert(key !== null, "a token is added to a document that exists");
    const { id, hash, role, kind, createdAtMs, expiresAtMs, revokedAtMs } = token;
    this.insertToken.run(key, id, hash, role, createdAtMs, revokedAtMs, kind, expiresAtMs);
    return key;
  }

  private note(key: number, { atMs, actor, action, tokenId, role, browser }: AuditEntry): void {
    this.insertAudit.run(key, atMs, actor, action, tokenId, role, browser ?? null);
  }
}

const actions: readonly AuditEntry["action"][] = [
  "created",
  "added",
  "claimed",
  "changed",
  "revoked",
  "deleted",
  "erased",
];
const kinds: readonly TokenKind[] = ["link", "recovery", "device", "browser"];

function toAuditEntry(row: Row): AuditEntry {
  const action = actions.find((candidate) => candidate === textColumn(row, "action"));
  assert(action !== undefined, "a stored action is one of ours");
  const role = optionalTextColumn(row, "role");
  const browser = optionalTextColumn(row, "browser");
  return {
    atMs: integerColumn(row, "at_ms"),
    actor: textColumn(row, "actor"),
    action,
    tokenId: textColumn(row, "token"),
    role: role === null ? null : toRole(role),
    ...(browser === null ? {} : { browser }),
  };
}

function toToken(row: Row): StoredToken {
  const kind = kinds.find((candidate) => candidate === textColumn(row, "kind"));
  assert(kind !== undefined, "a stored kind is one of ours");
  return {
    id: textColumn(row, "id"),
    hash: bytesColumn(row, "hash"),
    role: toRole(textColumn(row, "role")),
    kind,
    createdAtMs: integerColumn(row, "created_at_ms"),
    expiresAtMs: optionalIntegerColumn(row, "expires_at_ms"),
    revokedAtMs: optionalIntegerColumn(row, "revoked_at_ms"),
  };
}

function toRole(text: string): Role {
  const role = roles.find((candidate) => candidate === text);
  assert(role !== undefined, "a stored role is one of ours");
  return role;
}
