-- Cards: a cue or a keyword that a learner repeats at growing intervals. The columns from
-- due_at on follow from the rating events and are written together with them, so that
-- asking what is due needs no history.
CREATE TABLE cards (
  user_id    TEXT NOT NULL REFERENCES users (id),
  subject_id TEXT NOT NULL, -- lasting id of a cue or a keyword, see cue_links
  subject    TEXT NOT NULL, -- cue or keyword
  episode_id TEXT NOT NULL REFERENCES episodes (id),
  source     TEXT NOT NULL, -- star, teacher, judged, episode
  added_at   BIGINT NOT NULL,
  removed_at BIGINT NOT NULL,
  due_at     BIGINT NOT NULL,
  days       BIGINT NOT NULL,
  stability  DOUBLE PRECISION NOT NULL,
  difficulty DOUBLE PRECISION NOT NULL,
  reps       BIGINT NOT NULL,
  lapses     BIGINT NOT NULL,
  first_at   BIGINT NOT NULL,
  last_at    BIGINT NOT NULL,
  PRIMARY KEY (user_id, subject_id)
);
CREATE INDEX cards_due ON cards (user_id, due_at);
CREATE INDEX cards_last ON cards (user_id, last_at);
CREATE INDEX cards_episode ON cards (episode_id);

-- What learners said of their cards. Rows are only ever added; an undo is a row too.
CREATE TABLE rating_events (
  id         TEXT PRIMARY KEY, -- made by the client
  user_id    TEXT NOT NULL REFERENCES users (id),
  subject_id TEXT NOT NULL,
  rating     TEXT NOT NULL, -- again, hard, good, undo
  undoes     TEXT NOT NULL, -- of an undo: the event that does not count
  at         BIGINT NOT NULL, -- by the client's clock, not later than arrived_at
  arrived_at BIGINT NOT NULL
);
CREATE INDEX rating_events_card ON rating_events (user_id, subject_id);
CREATE INDEX rating_events_user ON rating_events (user_id, at);
