-- What each person keeps, so that a limit is looked up and not counted. A transaction that changes
-- the recordings of a person locks this row first. A server of the version before does
-- not know it: the sweep counts again.
CREATE TABLE usages (
  user_id TEXT PRIMARY KEY REFERENCES users (id),
  bytes   BIGINT NOT NULL, -- of recordings, as they are stored
  takes   BIGINT NOT NULL  -- recordings that are not deleted
);
INSERT INTO usages (user_id, bytes, takes)
SELECT user_id, CAST(SUM(size) AS BIGINT), COUNT(*) FROM takes WHERE deleted_at = 0 GROUP BY user_id;

-- How a take is stored where that is not as it was sent; size, sha256 and type stay
-- those of the bytes that were sent.
ALTER TABLE takes ADD COLUMN stored_type TEXT NOT NULL DEFAULT '';
ALTER TABLE takes ADD COLUMN stored_size BIGINT NOT NULL DEFAULT 0;
ALTER TABLE takes ADD COLUMN stored_sha256 TEXT NOT NULL DEFAULT ''; -- '': as it was sent
ALTER TABLE takes ADD COLUMN stored_at BIGINT NOT NULL DEFAULT 0; -- when it was compressed or found to be no smaller; 0: not yet
CREATE INDEX takes_uncompressed ON takes (created_at) WHERE type = 'audio/wav' AND stored_at = 0 AND deleted_at = 0;
CREATE INDEX takes_deleted ON takes (deleted_at) WHERE deleted_at <> 0;
