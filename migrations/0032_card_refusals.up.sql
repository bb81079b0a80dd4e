-- Sentences that a learner was offered as cards and refused for good. A table of its own: a
-- card that was removed would also keep the sentence from being a new one of its episode.
CREATE TABLE card_refusals (
  user_id    TEXT NOT NULL REFERENCES users (id),
  subject_id TEXT NOT NULL, -- lasting id of a cue, see cue_links
  refused_at BIGINT NOT NULL,
  PRIMARY KEY (user_id, subject_id)
);
