-- Hosts who edit a show beside its owner. A row is there as long as they may.
CREATE TABLE show_editors (
  show_id  TEXT NOT NULL REFERENCES shows (id),
  user_id  TEXT NOT NULL REFERENCES users (id),
  added_at BIGINT NOT NULL,
  PRIMARY KEY (show_id, user_id)
);
CREATE INDEX show_editors_user ON show_editors (user_id);
-- When the show was last handed over; 0: never. A restore repeats a handing over by it. With
-- a default, so that a server of the version before, while it still runs, goes on writing
-- shows.
ALTER TABLE shows ADD COLUMN owner_since BIGINT NOT NULL DEFAULT 0;
