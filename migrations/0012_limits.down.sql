-- Takes that are stored as FLAC cannot be read by the version before: see docs/operating.md.
DROP INDEX takes_deleted;
DROP INDEX takes_uncompressed;
ALTER TABLE takes DROP COLUMN stored_at;
ALTER TABLE takes DROP COLUMN stored_sha256;
ALTER TABLE takes DROP COLUMN stored_size;
ALTER TABLE takes DROP COLUMN stored_type;
DROP TABLE usages;
