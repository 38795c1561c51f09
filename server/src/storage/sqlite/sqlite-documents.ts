/** Documents and tokens in SQLite: the half of the port that is not the log. Synchronous; runs in the worker. */
import { assert } from "@weft/base";
import { type DocumentId, parseIncarnation, type Role, roles } from "@weft/protocol";
import type { StoredDocument, StoredToken } from "../storage.ts";
import { type Database, type Row, type Statement, transact } from "./database.ts";
import { bytesColumn, integerColumn, optionalIntegerColumn, optionalTextColumn, textColumn } from "./row.ts";

/** The documents and tokens of one open database. */
export class SqliteDocuments {
  private readonly database: Database;
  private readonly insertDocument: Statement;
  private readonly selectDocument: Statement;
  private readonly insertToken: Statement;
  private readonly selectTokens: Statement;
  private readonly updateToken: Statement;

  constructor(database: Database) {
    this.database = database;
    this.insertDocument = database.prepare(
      `INSERT INTO documents (id, title, incarnation, created_at_ms, last_seq, next_lamport, total_bytes)
       VALUES (?, ?, ?, ?, 0, 0, 0) ON CONFLICT (id) DO NOTHING`,
    );
    this.selectDocument = database.prepare("SELECT * FROM documents WHERE id = ?");
    this.insertToken = database.prepare(
      "INSERT INTO tokens (document, id, hash, role, created_at_ms, revoked_at_ms) VALUES (?, ?, ?, ?, ?, ?)",
    );
    this.selectTokens = database.prepare("SELECT * FROM tokens WHERE document = ? ORDER BY rowid");
    this.updateToken = database.prepare(
      "UPDATE tokens SET revoked_at_ms = ? WHERE document = ? AND id = ? AND revoked_at_ms IS NULL",
    );
  }

  /** The key of a document's row, null for an unknown document. */
  keyOf(documentId: DocumentId): number | null {
    const row = this.selectDocument.get(documentId);
    return row === undefined ? null : integerColumn(row, "key");
  }

  create(document: StoredDocument, owner: StoredToken): "created" | "exists" {
    return transact(this.database, () => {
      const { id, title, incarnation, createdAtMs } = document;
      const { changes } = this.insertDocument.run(id, title, incarnation, createdAtMs);
      if (Number(changes) === 0) return "exists";
      this.addToken(id, owner);
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
      title: optionalTextColumn(row, "title"),
      incarnation,
      createdAtMs: integerColumn(row, "created_at_ms"),
    };
  }

  listTokens(documentId: DocumentId): readonly StoredToken[] {
    const key = this.keyOf(documentId);
    return key === null ? [] : this.selectTokens.all(key).map(toToken);
  }

  addToken(documentId: DocumentId, token: StoredToken): void {
    const key = this.keyOf(documentId);
    assert(key !== null, "a token is added to a document that exists");
    const { id, hash, role, createdAtMs, revokedAtMs } = token;
    this.insertToken.run(key, id, hash, role, createdAtMs, revokedAtMs);
  }

  revokeToken(documentId: DocumentId, tokenId: string, atMs: number): boolean {
    const key = this.keyOf(documentId);
    return key !== null && Number(this.updateToken.run(atMs, key, tokenId).changes) > 0;
  }
}

function toToken(row: Row): StoredToken {
  return {
    id: textColumn(row, "id"),
    hash: bytesColumn(row, "hash"),
    role: toRole(textColumn(row, "role")),
    createdAtMs: integerColumn(row, "created_at_ms"),
    revokedAtMs: optionalIntegerColumn(row, "revoked_at_ms"),
  };
}

function toRole(text: string): Role {
  const role = roles.find((candidate) => candidate === text);
  assert(role !== undefined, "a stored role is one of ours");
  return role;
}
