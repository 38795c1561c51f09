/**
 * The part of the `node:sqlite` API that the server uses, and where it comes from: Node's own module where it is
 * there without a flag (22.13 and later), else `@photostructure/sqlite`, which is the same code as a package.
 */

/** What a column holds. */
export type ColumnValue = null | number | bigint | string | Uint8Array;

/** A row of a result, by column name. */
export type Row = Readonly<Record<string, ColumnValue>>;

/** A prepared statement. */
export interface Statement {
  run(...parameters: ColumnValue[]): { readonly changes: number | bigint };
  get(...parameters: ColumnValue[]): Row | undefined;
  all(...parameters: ColumnValue[]): Row[];
}

/** An open database. */
export interface Database {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
}

/** Opens a database file. `timeout` is how long to wait for somebody else's lock, in milliseconds. */
export type OpenDatabase = (
  path: string,
  options?: { readonly readOnly?: boolean; readonly timeout?: number },
) => Database;

interface SqliteModule {
  readonly DatabaseSync: new (...parameters: Parameters<OpenDatabase>) => Database;
}

/** Runs `action` in one transaction: when this returns all of it is on the disk; when it throws nothing is. */
export function transact<Value>(database: Database, action: () => Value): Value {
  database.exec("BEGIN IMMEDIATE");
  try {
    const value = action();
    database.exec("COMMIT");
    return value;
  } catch (error) {
    rollBack(database);
    throw error;
  }
}

/** SQLite has rolled back by itself after some failures (sqlite.org/lang_transaction.html, 3.1) and then throws here. */
function rollBack(database: Database): void {
  try {
    database.exec("ROLLBACK");
  } catch {
    // Then there is no transaction left to end, which is what was wanted.
  }
}

/** The running Node's SQLite, or the package's. */
export async function loadSqlite(): Promise<OpenDatabase> {
  const { DatabaseSync } = await importSqlite();
  return (path, options = {}) => new DatabaseSync(path, options);
}

async function importSqlite(): Promise<SqliteModule> {
  const builtIn: string = "node:sqlite";
  try {
    return await import(builtIn);
  } catch {
    // An older Node, or one that wants a flag: the package has the same API.
    return await import("@photostructure/sqlite");
  }
}
