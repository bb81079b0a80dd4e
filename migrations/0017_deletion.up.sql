-- What is left of a deleted take says whose it was and when it was deleted, and nothing else.
UPDATE takes SET episode_id = '', audio_id = '', subject = 'cue', cue_id = '', revision = 0, cue_text = '', cue_start_ms = 0, cue_end_ms = 0,
  mode = '', speed = 1, clip_start_ms = NULL, echo_cancelled = FALSE, cut = FALSE, type = '', size = 0, sha256 = '', duration_ms = 0,
  level = '{}', note = '', best = FALSE, favourite = FALSE, best_at = 0, recorded_at = 0,
  stored_type = '', stored_size = 0, stored_sha256 = '', stored_at = 0
WHERE deleted_at <> 0;

-- When an old recording is going to be deleted, written down a week before; 0: not yet.
-- expires_class is the class that asks for it, '' for the operator. With defaults, so that a
-- server of the version before, while it still runs, goes on writing takes.
ALTER TABLE takes ADD COLUMN expires_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE takes ADD COLUMN expires_class TEXT NOT NULL DEFAULT '';
CREATE INDEX takes_expiring ON takes (user_id, expires_at) WHERE expires_at <> 0;

-- After how many days the recordings that a class hears are deleted; 0: never.
ALTER TABLE classes ADD COLUMN keep_days BIGINT NOT NULL DEFAULT 0;

-- When an account ends whose deletion was asked for, and by whom; 0 and '' where it was
-- not. deleted_at is when its rows were removed: then the row itself only stays as long as
-- something refers to it, without a name.
ALTER TABLE users ADD COLUMN delete_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN delete_by TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN deleted_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX users_leaving ON users (delete_at) WHERE delete_at <> 0;

-- What is left of a review whose take was deleted: the verdict, without text, comments and
-- voice. user_id is '' once the account of the learner is gone.
CREATE TABLE grades (
  review_id  TEXT PRIMARY KEY,
  class_id   TEXT NOT NULL REFERENCES classes (id),
  teacher_id TEXT NOT NULL,
  user_id    TEXT NOT NULL,
  verdict    TEXT NOT NULL,
  given_at   BIGINT NOT NULL
);
CREATE INDEX grades_class ON grades (class_id, review_id);
CREATE INDEX grades_user ON grades (user_id);
