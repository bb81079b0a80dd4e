-- What the phone model found of the sounds in the words of a take, as JSON. It is evidence
-- for what its learner may listen to once more; it is never shown by itself. A take that
-- is deleted takes it along.
CREATE TABLE take_sounds (
  take_id    TEXT PRIMARY KEY REFERENCES takes (id),
  json       TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
