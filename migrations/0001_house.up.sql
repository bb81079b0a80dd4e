-- One text for SQLite and PostgreSQL: TEXT, BIGINT, DOUBLE PRECISION, BOOLEAN.
-- Ids are UUID text; times are Unix milliseconds, 0 where there is none; JSON is TEXT.

CREATE TABLE users (
  id            TEXT PRIMARY KEY,
  login         TEXT NOT NULL UNIQUE,
  name          TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  roles         TEXT NOT NULL, -- space-separated, in fixed order
  locale        TEXT NOT NULL,
  disabled      BOOLEAN NOT NULL,
  demo          BOOLEAN NOT NULL, -- made by serve --demo, which alone gives it new passwords
  created_at    BIGINT NOT NULL
);

CREATE TABLE sessions (
  id         TEXT PRIMARY KEY,
  user_id    TEXT NOT NULL REFERENCES users (id),
  token_hash TEXT NOT NULL UNIQUE, -- SHA-256, hexadecimal
  device     TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  seen_at    BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id);

CREATE TABLE tickets (
  id         TEXT PRIMARY KEY,
  purpose    TEXT NOT NULL,
  token_hash TEXT NOT NULL UNIQUE,
  user_id    TEXT NOT NULL,
  roles      TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at    BIGINT NOT NULL
);

CREATE TABLE settings (
  user_id    TEXT NOT NULL REFERENCES users (id),
  key        TEXT NOT NULL,
  json       TEXT NOT NULL,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (user_id, key)
);

CREATE TABLE shows (
  id          TEXT PRIMARY KEY,
  owner_id    TEXT NOT NULL REFERENCES users (id),
  slug        TEXT NOT NULL UNIQUE,
  title       TEXT NOT NULL,
  description TEXT NOT NULL,
  language    TEXT NOT NULL,
  translation TEXT NOT NULL,
  cover_key   TEXT NOT NULL,
  cover_type  TEXT NOT NULL,
  created_at  BIGINT NOT NULL,
  updated_at  BIGINT NOT NULL
);
CREATE INDEX shows_owner ON shows (owner_id);

CREATE TABLE episodes (
  id                TEXT PRIMARY KEY,
  show_id           TEXT NOT NULL REFERENCES shows (id),
  number            TEXT NOT NULL,
  title             TEXT NOT NULL,
  title_translation TEXT NOT NULL,
  state             TEXT NOT NULL,
  audio_id          TEXT NOT NULL,
  transcript_id     TEXT NOT NULL,
  created_at        BIGINT NOT NULL,
  updated_at        BIGINT NOT NULL,
  published_at      BIGINT NOT NULL,
  deleted_at        BIGINT NOT NULL
);
CREATE INDEX episodes_show ON episodes (show_id);
CREATE INDEX episodes_number ON episodes (number);

CREATE TABLE audios (
  id           TEXT PRIMARY KEY,
  episode_id   TEXT NOT NULL REFERENCES episodes (id),
  file_name    TEXT NOT NULL,
  size         BIGINT NOT NULL,
  state        TEXT NOT NULL,
  message      TEXT NOT NULL,
  duration_ms  BIGINT NOT NULL,
  listening    TEXT NOT NULL,
  practice_len BIGINT NOT NULL,
  warnings     TEXT NOT NULL, -- JSON array
  tags         TEXT NOT NULL, -- JSON object
  created_at   BIGINT NOT NULL
);
CREATE INDEX audios_episode ON audios (episode_id);

CREATE TABLE transcripts (
  id          TEXT PRIMARY KEY,
  episode_id  TEXT NOT NULL REFERENCES episodes (id),
  revision    BIGINT NOT NULL,
  audio_id    TEXT NOT NULL,
  source      TEXT NOT NULL,
  source_name TEXT NOT NULL,
  page        TEXT NOT NULL,
  timed       BOOLEAN NOT NULL,
  state       TEXT NOT NULL,
  method      TEXT NOT NULL,
  message     TEXT NOT NULL,
  created_at  BIGINT NOT NULL,
  UNIQUE (episode_id, revision)
);

CREATE TABLE cues (
  transcript_id TEXT NOT NULL REFERENCES transcripts (id),
  id            TEXT NOT NULL,
  episode_id    TEXT NOT NULL,
  position      BIGINT NOT NULL,
  paragraph     BIGINT NOT NULL,
  text          TEXT NOT NULL,
  translation   TEXT NOT NULL,
  start_ms      BIGINT NOT NULL,
  end_ms        BIGINT NOT NULL,
  confidence    DOUBLE PRECISION NOT NULL,
  spoken        BOOLEAN NOT NULL,
  words         TEXT NOT NULL, -- JSON array
  PRIMARY KEY (transcript_id, position),
  UNIQUE (transcript_id, id)
);
CREATE INDEX cues_id ON cues (id);
CREATE INDEX cues_episode ON cues (episode_id);

CREATE TABLE takes (
  id            TEXT PRIMARY KEY,
  user_id       TEXT NOT NULL REFERENCES users (id),
  episode_id    TEXT NOT NULL,
  audio_id      TEXT NOT NULL,
  cue_id        TEXT NOT NULL,
  revision      BIGINT NOT NULL,
  cue_text      TEXT NOT NULL,
  cue_start_ms  BIGINT NOT NULL,
  cue_end_ms    BIGINT NOT NULL,
  mode          TEXT NOT NULL,
  speed         DOUBLE PRECISION NOT NULL, -- of the clip as it was played
  clip_start_ms BIGINT, -- when the cue's start sounded, in the take; NULL: not known
  type          TEXT NOT NULL,
  size          BIGINT NOT NULL,
  sha256        TEXT NOT NULL,
  duration_ms   BIGINT NOT NULL,
  level         TEXT NOT NULL, -- JSON object
  note          TEXT NOT NULL,
  best          BOOLEAN NOT NULL,
  favourite     BOOLEAN NOT NULL,
  recorded_at   BIGINT NOT NULL,
  created_at    BIGINT NOT NULL,
  deleted_at    BIGINT NOT NULL
);
CREATE INDEX takes_user_episode ON takes (user_id, episode_id, created_at);
CREATE INDEX takes_user ON takes (user_id, created_at);
CREATE INDEX takes_episode ON takes (episode_id, created_at);
CREATE INDEX takes_audio ON takes (audio_id);

CREATE TABLE comparisons (
  take_id    TEXT NOT NULL REFERENCES takes (id),
  revision   BIGINT NOT NULL,
  state      TEXT NOT NULL,
  json       TEXT NOT NULL,
  message    TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (take_id, revision)
);

CREATE TABLE classes (
  id             TEXT PRIMARY KEY,
  teacher_id     TEXT NOT NULL REFERENCES users (id),
  name           TEXT NOT NULL,
  all_takes      BOOLEAN NOT NULL,
  all_since      BIGINT NOT NULL, -- when all_takes was switched on; earlier takes stay unheard
  scores_off     BOOLEAN NOT NULL, -- members see no comparisons
  code           TEXT NOT NULL,
  code_expires   BIGINT NOT NULL,
  code_uses_left BIGINT NOT NULL,
  created_at     BIGINT NOT NULL,
  deleted_at     BIGINT NOT NULL
);
CREATE INDEX classes_teacher ON classes (teacher_id);
CREATE UNIQUE INDEX classes_code ON classes (code) WHERE code <> '';

CREATE TABLE memberships (
  class_id  TEXT NOT NULL REFERENCES classes (id),
  user_id   TEXT NOT NULL REFERENCES users (id),
  joined_at BIGINT NOT NULL,
  ended_at  BIGINT NOT NULL,
  PRIMARY KEY (class_id, user_id)
);
CREATE INDEX memberships_user ON memberships (user_id);

CREATE TABLE submissions (
  take_id  TEXT NOT NULL REFERENCES takes (id),
  class_id TEXT NOT NULL REFERENCES classes (id),
  sent_at  BIGINT NOT NULL,
  PRIMARY KEY (take_id, class_id)
);
CREATE INDEX submissions_class ON submissions (class_id, sent_at);

-- What a teacher may hear: for every class the takes that its active members
-- sent to it, and where the class hears all takes, those made since they joined
-- and since it was switched to that.
CREATE VIEW heard AS
SELECT c.id AS class_id, c.teacher_id AS teacher_id, t.id AS take_id, t.user_id AS user_id,
  COALESCE(s.sent_at, 0) AS sent_at
FROM classes c
JOIN memberships m ON m.class_id = c.id AND m.ended_at = 0
JOIN takes t ON t.user_id = m.user_id AND t.deleted_at = 0
LEFT JOIN submissions s ON s.take_id = t.id AND s.class_id = c.id
WHERE c.deleted_at = 0
  AND (s.take_id IS NOT NULL
    OR (c.all_takes AND t.created_at >= m.joined_at AND t.created_at >= c.all_since));

CREATE TABLE reviews (
  id         TEXT PRIMARY KEY,
  take_id    TEXT NOT NULL REFERENCES takes (id),
  class_id   TEXT NOT NULL REFERENCES classes (id),
  teacher_id TEXT NOT NULL REFERENCES users (id),
  verdict    TEXT NOT NULL,
  text       TEXT NOT NULL,
  comments   TEXT NOT NULL, -- JSON array
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  seen_at    BIGINT NOT NULL,
  UNIQUE (take_id, class_id)
);

CREATE TABLE uploads (
  id         TEXT PRIMARY KEY,
  user_id    TEXT NOT NULL REFERENCES users (id),
  episode_id TEXT NOT NULL REFERENCES episodes (id),
  size       BIGINT NOT NULL,
  file_name  TEXT NOT NULL,
  meta       TEXT NOT NULL,
  audio_id   TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX uploads_user ON uploads (user_id);

CREATE TABLE upload_chunks (
  upload_id TEXT NOT NULL REFERENCES uploads (id),
  n         BIGINT NOT NULL,
  size      BIGINT NOT NULL,
  PRIMARY KEY (upload_id, n)
);

CREATE TABLE upload_locks (
  upload_id TEXT PRIMARY KEY,
  owner     TEXT NOT NULL,
  lease_end BIGINT NOT NULL,
  release   BOOLEAN NOT NULL -- somebody asked the owner to let go
);

CREATE TABLE jobs (
  id         TEXT PRIMARY KEY,
  kind       TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  episode_id TEXT NOT NULL,
  state      TEXT NOT NULL,
  attempt    BIGINT NOT NULL,
  lost       BIGINT NOT NULL, -- leases lost in a row at lost_step
  lost_step  TEXT NOT NULL,
  run_at     BIGINT NOT NULL,
  owner      TEXT NOT NULL,
  lease_end  BIGINT NOT NULL,
  token      BIGINT NOT NULL,
  step       TEXT NOT NULL,
  progress   DOUBLE PRECISION NOT NULL,
  message    TEXT NOT NULL,
  cancel     BOOLEAN NOT NULL,
  created_at BIGINT NOT NULL,
  ended_at   BIGINT NOT NULL
);
CREATE INDEX jobs_due ON jobs (state, run_at);
CREATE INDEX jobs_subject ON jobs (subject_id);
CREATE UNIQUE INDEX jobs_active ON jobs (kind, subject_id) WHERE state IN ('queued', 'running');
CREATE INDEX jobs_episode ON jobs (episode_id);

-- Attempts at signing in, codes and resets, for limits that hold over all servers.
CREATE TABLE attempts (
  key    TEXT NOT NULL, -- "account:<hash>" or "address:<hash>"
  bucket BIGINT NOT NULL, -- start of the time window
  count  BIGINT NOT NULL,
  PRIMARY KEY (key, bucket)
);
