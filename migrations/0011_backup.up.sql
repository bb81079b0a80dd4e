-- The SHA-256 of objects whose own row keeps none: `gendu check --deep` compares them, and
-- a backup knows by them what it holds already.
CREATE TABLE object_hashes (
  key         TEXT PRIMARY KEY,
  size        BIGINT NOT NULL,
  sha256      TEXT NOT NULL, -- hexadecimal
  recorded_at BIGINT NOT NULL
);

-- Deletions on their way to the deletion log in the object store. A row is written in the
-- transaction that deletes, and removed once the log holds it.
CREATE TABLE deletions (
  id         TEXT PRIMARY KEY,
  kind       TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  other_id   TEXT NOT NULL, -- the second half of a key of two; '' where there is none
  at         BIGINT NOT NULL
);
