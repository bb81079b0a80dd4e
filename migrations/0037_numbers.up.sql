-- How a learner practised a sentence, in sums: what the numbers of an episode are made of.
-- The rows of a learner go with their account, those of an episode with it. Nobody reads a
-- single row.
CREATE TABLE practised (
  user_id    TEXT NOT NULL REFERENCES users (id),
  cue_id     TEXT NOT NULL,
  episode_id TEXT NOT NULL REFERENCES episodes (id),
  plays      BIGINT NOT NULL, -- how often the sentence began to sound
  skips      BIGINT NOT NULL, -- how often it was left for the next one before its end
  ms         BIGINT NOT NULL, -- how long it was practised
  last_at    BIGINT NOT NULL, -- the largest of a learner is where they are
  PRIMARY KEY (user_id, cue_id)
);
CREATE INDEX practised_episode ON practised (episode_id, cue_id, user_id, plays, skips, ms, last_at);

-- What a page has counted in one visit so far, so that what it sends again as it grows is
-- not counted twice. A row lives for 30 days.
CREATE TABLE practice_visits (
  id         TEXT PRIMARY KEY, -- made by the page
  user_id    TEXT NOT NULL REFERENCES users (id),
  episode_id TEXT NOT NULL REFERENCES episodes (id),
  counts     TEXT NOT NULL, -- JSON: plays, skips and ms by sentence
  at         BIGINT NOT NULL
);
CREATE INDEX practice_visits_user ON practice_visits (user_id, episode_id, at);

-- Words of a sentence that a recording misses, by its latest comparison. They go with the
-- recording.
CREATE TABLE missed_words (
  take_id    TEXT NOT NULL REFERENCES takes (id),
  word       TEXT NOT NULL, -- in lower case, without punctuation around it
  cue_id     TEXT NOT NULL,
  episode_id TEXT NOT NULL,
  user_id    TEXT NOT NULL,
  PRIMARY KEY (take_id, word)
);
CREATE INDEX missed_words_episode ON missed_words (episode_id, cue_id, word, user_id);

-- Figures as hosts see them. One is made again only when the rows of enough learners have
-- changed since, so that the difference between two looks tells of nobody.
CREATE TABLE shown_numbers (
  episode_id TEXT NOT NULL REFERENCES episodes (id),
  kind       TEXT NOT NULL, -- heard and said of a sentence; whole of the episode
  cue_id     TEXT NOT NULL, -- '' for the whole
  learners   BIGINT NOT NULL, -- who are in it
  figures    TEXT NOT NULL, -- JSON
  at         BIGINT NOT NULL,
  gone       BIGINT NOT NULL, -- of the learners in it, whose accounts have ended since
  gone_at    BIGINT NOT NULL, -- the first of them; 0: none
  PRIMARY KEY (episode_id, kind, cue_id)
);

-- The recordings of an episode by sentence and learner, with all that its numbers need.
CREATE INDEX takes_numbers ON takes (episode_id, cue_id, user_id, judged_verdict, created_at, duration_ms) WHERE subject = 'cue' AND deleted_at = 0;
