/** What makes of a database of this version one of the first. */
export const toVersion1 = `
  ALTER TABLE tokens DROP COLUMN kind;
  ALTER TABLE tokens DROP COLUMN expires_at_ms;
  DROP TABLE secrets;
  ALTER TABLE documents DROP COLUMN engine;
  DROP INDEX audit_by_document;
  DROP TABLE audit;
  PRAGMA user_version = 1;
`;
