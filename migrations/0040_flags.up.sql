-- What learners report about sentences. A person has at most one row for each sentence and
-- kind: a second report replaces the first. Rows go with their account and with their
-- episode; those of a sentence that left the text wait, in case it comes back.
CREATE TABLE flags (
  id         TEXT PRIMARY KEY, -- a new one with each report, for its host, who is not to know whose it is
  user_id    TEXT NOT NULL REFERENCES users (id),
  episode_id TEXT NOT NULL REFERENCES episodes (id),
  cue_id     TEXT NOT NULL, -- lasting id of a cue, see cue_links
  kind       TEXT NOT NULL, -- start, end, text, translation, other
  note       TEXT NOT NULL,
  shift_ms   BIGINT NOT NULL, -- how the edge is proposed to move; 0: nothing is proposed
  revision   BIGINT NOT NULL, -- of the transcript that it was made against
  start_ms   BIGINT NOT NULL, -- of the sentence then
  end_ms     BIGINT NOT NULL,
  was        TEXT NOT NULL, -- the text or the translation that it is about, as it was then
  created_at BIGINT NOT NULL,
  settled    TEXT NOT NULL, -- '', accepted, corrected, dismissed, removed
  settled_at BIGINT NOT NULL, -- 0: open
  settled_by TEXT NOT NULL,
  seen_at    BIGINT NOT NULL, -- when the learner saw how it was settled
  UNIQUE (user_id, cue_id, kind)
);
CREATE INDEX flags_open ON flags (episode_id, id) WHERE settled_at = 0;
CREATE INDEX flags_user ON flags (user_id, episode_id, settled_at);
CREATE INDEX flags_numbers ON flags (episode_id, cue_id, user_id, created_at);
