/**
 * The layout of `weft.db`. Raise `schemaVersion` with every change of the text below, and say
 * in `migrations` how a folder of the version before becomes one; any other version is refused and left as it is.
 *
 * `log_bytes` of an entry or a snapshot is the number of bytes of all batches of its log up to and including it,
 * so that the size of any tail is a subtraction.
 */

/** Kept in SQLite's `user_version`. */
export const schemaVersion = 4;

/** Kept in SQLite's `application_id`, so that a stranger's database is never taken for ours: "Weft" in ASCII. */
export const applicationId = 0x57656674;

/** New in version 2. */
const auditTable = `
CREATE TABLE audit (
  document INTEGER NOT NULL REFERENCES documents,
  at_ms INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  token TEXT NOT NULL,
  role TEXT
) STRICT;

CREATE INDEX audit_by_document ON audit (document);
`;

/** New in version 3: all documents before were our own engine's. */
const engineColumn = "engine TEXT NOT NULL DEFAULT 'weft'";

/** New in version 4: all tokens before were of links that do not expire, and nobody's browser was known. */
const kindColumn = "kind TEXT NOT NULL DEFAULT 'link'";
const secretsTable = `
CREATE TABLE secrets (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
`;

/** By the version that it starts from: what makes a database the next version. */
export const migrations: ReadonlyMap<number, string> = new Map([
  [1, auditTable],
  [2, `ALTER TABLE documents ADD COLUMN ${engineColumn};`],
  [
    3,
    `ALTER TABLE tokens ADD COLUMN ${kindColumn};
     ALTER TABLE tokens ADD COLUMN expires_at_ms INTEGER;
     ALTER TABLE audit ADD COLUMN browser TEXT;
     ${secretsTable}`,
  ],
]);

/** Makes an empty database. */
export const schema = `
CREATE TABLE documents (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  title TEXT,
  incarnation TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  last_seq INTEGER NOT NULL,
  next_lamport INTEGER NOT NULL,
  total_bytes INTEGER NOT NULL,
  ${engineColumn}
) STRICT;

CREATE TABLE tokens (
  document INTEGER NOT NULL REFERENCES documents,
  id TEXT NOT NULL,
  hash BLOB NOT NULL,
  role TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  revoked_at_ms INTEGER,
  ${kindColumn},
  expires_at_ms INTEGER,
  PRIMARY KEY (document, id)
) STRICT;

${auditTable}
ALTER TABLE audit ADD COLUMN browser TEXT;
${secretsTable}

CREATE TABLE writers (
  document INTEGER NOT NULL REFERENCES documents,
  replica TEXT NOT NULL,
  known INTEGER NOT NULL,
  identity TEXT NOT NULL,
  PRIMARY KEY (document, replica)
) STRICT, WITHOUT ROWID;

CREATE TABLE entries (
  document INTEGER NOT NULL REFERENCES documents,
  seq INTEGER NOT NULL,
  replica TEXT NOT NULL,
  counter INTEGER NOT NULL,
  count INTEGER NOT NULL,
  lamport INTEGER NOT NULL,
  wall_time_ms INTEGER NOT NULL,
  author TEXT NOT NULL,
  log_bytes INTEGER NOT NULL,
  checksum INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (document, seq)
) STRICT;

CREATE UNIQUE INDEX entries_by_counter ON entries (document, replica, counter);

CREATE TABLE set_aside (
  document INTEGER NOT NULL REFERENCES documents,
  seq INTEGER NOT NULL,
  replica TEXT NOT NULL,
  counter INTEGER NOT NULL,
  count INTEGER NOT NULL,
  lamport INTEGER NOT NULL,
  wall_time_ms INTEGER NOT NULL,
  author TEXT NOT NULL,
  log_bytes INTEGER NOT NULL,
  checksum INTEGER NOT NULL,
  bytes BLOB NOT NULL
) STRICT;

CREATE TABLE snapshots (
  document INTEGER PRIMARY KEY REFERENCES documents,
  seq INTEGER NOT NULL,
  log_bytes INTEGER NOT NULL,
  size INTEGER NOT NULL,
  checksum INTEGER NOT NULL,
  bytes BLOB NOT NULL
) STRICT;

CREATE TABLE probe (bytes BLOB NOT NULL) STRICT;

PRAGMA application_id = ${applicationId};
PRAGMA user_version = ${schemaVersion};
`;
